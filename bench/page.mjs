// How fast does the page classify without a server, and how much memory does it take? Chromium
// opens the static page, takes files, and classifies them: on one thread, as any web server gives
// it, and on several, as `starsift page` does. Prints the table of
// docs/studies/performance-parts.md.
//
// usage: npm run bench:page [-- REPEATS]      REPEATS: number of rounds (3)
// needs Chromium, and Linux for the memory
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { dateAndMachine, header, middleAndRange, row } from './table.mjs'

const REPEATS = Number(process.argv[2] ?? 3)
const root = join(import.meta.dirname, '..')
const PAGE = join(root, 'dist/page')
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

const large = join(tmpdir(), 'starsift-bench', 'field-4096')
if (!existsSync(join(large, 'candidates.csv'))) {
  const script = join(root, 'bench/make-field.mjs')
  execFileSync('node', [script, large, '4096', '2752'], { stdio: 'inherit' })
}
const FIELDS = {
  demo: { folder: join(root, 'demo/sim2-1'), catalogue: 'sim2-1_candidates.ecsv' },
  '2,752 candidates, five mosaics of 4096 px': { folder: large, catalogue: 'candidates.csv' },
}

/** The page, with the headers that let its threads share memory, or without. */
function serve(headers) {
  const server = createServer((request, response) => {
    const path = join(PAGE, request.url === '/' ? 'index.html' : request.url)
    if (!existsSync(path)) return response.writeHead(404).end()
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, ...headers }).end(readFileSync(path))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** Peak memory of the processes of a browser that hold pages, MB. */
function peakMemory() {
  const peaks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, 'latin1')
        if (!command.includes('--type=renderer') || !command.includes(MARK)) return []
        const status = readFileSync(`/proc/${id}/status`, 'latin1')
        return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000
      } catch {
        return []
      }
    })
  return Math.max(0, ...peaks)
}

/** A word in the command lines of our browser's processes. */
const MARK = `starsift-bench-${process.pid}`

async function measured({ folder, catalogue }, headers) {
  const server = await serve(headers)
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim()
  const args = ['--no-sandbox', '--disable-gpu']
  const browser = await chromium.launch({
    executablePath,
    args: [...args, `--user-agent=${MARK}`],
  })
  const page = await browser.newPage()
  page.setDefaultTimeout(600_000)
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  const mosaics = readdirSync(folder).filter((name) => name.endsWith('.fits'))
  const files = [...mosaics, catalogue].map((name) => join(folder, name))
  const chosen = performance.now()
  await page.getByLabel('Choose files').setInputFiles(files)
  const origin = page.getByLabel('x and y of the first pixel')
  const button = page.getByRole('button', { name: /^Classify/ })
  await page.locator('.reading-panel').waitFor()
  await page.locator('.progress-panel').waitFor({ state: 'detached' })
  if (!(await button.isVisible())) await origin.selectOption('1')
  await button.waitFor()
  const opened = performance.now()
  await button.click()
  await page.getByRole('button', { name: 'Save the catalogue' }).waitFor()
  const done = performance.now()
  const ranOn = await page.locator('.outcome-panel > .soft').innerText()
  const memory = peakMemory()
  await browser.close()
  server.close()
  return {
    opening: (opened - chosen) / 1000,
    seconds: (done - opened) / 1000,
    memory,
    ranOn: ranOn.replace(/^.* on /, ''),
  }
}

const lines = []
for (const [name, field] of Object.entries(FIELDS)) {
  for (const headers of [{}, ISOLATED]) {
    const rounds = []
    for (let i = 0; i < REPEATS; i++) {
      rounds.push(await measured(field, headers))
      console.error(JSON.stringify({ name, load: loadavg()[0], ...rounds.at(-1) }))
    }
    const range = (what, digits) =>
      middleAndRange(
        rounds.map((round) => round[what]),
        digits,
      )
    const cells = [range('opening', 1), range('seconds', 1), range('memory', 0)]
    lines.push([name, rounds[0].ranOn, ...cells])
  }
}
console.log(dateAndMachine())
console.log(`the page in headless Chromium, ${REPEATS} rounds: median (range)\n`)
console.log(header(['field', 'on', 'opening, s', 'classifying, s', 'peak memory, MB']))
for (const cells of lines) console.log(row(cells))
