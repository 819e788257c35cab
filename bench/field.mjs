// How smoothly the page shows a large field without a graphics card: 100,000 markers on a made-up
// field of 20,000 px are dragged about and zoomed in headless Chromium. Prints the table of
// docs/studies/performance-parts.md: time of a frame, and processor time of all of Chromium's
// processes.
//
// usage: node bench/field.mjs [ROWS] [REPEATS] [CHROMIUM] [QUERY]
//        default 100000 3; needs Chromium, Linux
//        CHROMIUM: which of its ways to draw, by their first word: `by`, `with`, `all`
//        QUERY: more of the page's address, e.g. `canvas=gl` draws by WebGL2 on the processor
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { dateAndMachine, header, middle, row } from './table.mjs'

const ROWS = Number(process.argv[2] ?? 100_000)
const REPEATS = Number(process.argv[3] ?? 3)
const CHROMIUM = process.argv[4] ?? ''
const QUERY = process.argv[5] ? `&${process.argv[5]}` : ''
const FRAMES = 30
const root = join(import.meta.dirname, '..')
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
/** A word in the command lines of our browser's processes. */
const MARK = `starsift-bench-${process.pid}`
const TICK_MS = 1000 / Number(execFileSync('getconf', ['CLK_TCK']))
/** How the browser draws: as it does by itself without a graphics card, or all by SwiftShader. */
const BROWSERS = {
  'by itself': ['--disable-gpu'],
  'with SwiftShader for WebGL2': ['--enable-unsafe-swiftshader'],
  'all by SwiftShader': ['--enable-unsafe-swiftshader', '--use-angle=swiftshader'],
}

const folder = mkdtempSync(join(tmpdir(), 'starsift-bench-'))
const lines = []
try {
  await build({
    configFile: join(root, 'page/vite.config.ts'),
    root: join(root, 'test/page/big'),
    build: { outDir: folder },
    logLevel: 'error',
  })
  const server = await serve(folder)
  for (const [name, args] of Object.entries(BROWSERS)) {
    if (!name.startsWith(CHROMIUM)) continue
    const rounds = []
    for (let i = 0; i < REPEATS; i++) {
      rounds.push(await measured(server.address().port, args))
      console.error(`${name}, round ${i + 1}, load ${loadavg()[0]}`)
    }
    for (const what of Object.keys(rounds[0])) {
      const times = rounds.flatMap((round) => round[what].times).sort((a, b) => a - b)
      const at95 = times[Math.floor(0.95 * (times.length - 1))]
      const cpu = rounds.map((round) => round[what].cpu)
      const cells = [middle(times), at95, middle(cpu)].map((ms) => ms.toFixed(0))
      lines.push([name, what, ...cells])
    }
  }
  server.close()
} finally {
  rmSync(folder, { recursive: true })
}
console.log(dateAndMachine())
console.log(
  `${ROWS} markers, 1440 x 900, ${REPEATS} rounds of ${FRAMES} frames, load ${loadavg()[0]}\n`,
)
const times = ['median', '95 %', 'processor time'].map((name) => `${name}, ms a frame`)
console.log(header(['Chromium draws', 'what', ...times]))
for (const cells of lines) console.log(row(cells))

function serve(from) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const file = join(from, pathname === '/' ? 'index.html' : pathname)
    try {
      const body = readFileSync(file)
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** Each way of moving once, with the tiles of it there already. */
async function measured(port, args) {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium']).toString().trim()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', `--user-agent=${MARK}`, ...args],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(120_000)
    await page.goto(`http://127.0.0.1:${port}/?rows=${ROWS}${QUERY}#/field`)
    await page.selectOption('.view:not([hidden]) .filters select', 'machine')
    await page.check('.view:not([hidden]) .filters .check input')
    const one = (motion) => moved(page, motion)
    const found = {}
    found['dragged, whole field'] = await one('drag')
    found['zoomed, whole field'] = await one('zoom')
    await page.locator('.stage').press('1')
    found['dragged, scale of the mosaic'] = await one('drag')
    found['zoomed, scale of the mosaic'] = await one('zoom')
    return found
  } finally {
    await browser.close()
  }
}

async function moved(page, motion) {
  await page.evaluate(move, { motion, nFrames: FRAMES })
  await settled(page)
  const before = processorTime()
  const times = await page.evaluate(move, { motion, nFrames: FRAMES })
  const cpu = (processorTime() - before) / FRAMES
  await settled(page)
  return { times: times.slice(2), cpu }
}

/** All tiles of the screen are there. */
async function settled(page) {
  await page.waitForTimeout(500)
  await page.waitForFunction(() => !document.querySelector('.stage .state'))
}

/** In the page: moves with each frame, and ends where it began. */
async function move({ motion, nFrames }) {
  const stage = document.querySelector('.stage')
  stage.setPointerCapture = () => {}
  const { left, top } = stage.getBoundingClientRect()
  const options = { bubbles: true, cancelable: true }
  const send = (type, x, y) => {
    const at = { pointerId: 1, buttons: 1, clientX: left + x, clientY: top + y }
    stage.dispatchEvent(new PointerEvent(type, { ...at, ...options }))
  }
  const times = []
  if (motion === 'drag') send('pointerdown', 560, 450)
  let last = await new Promise(requestAnimationFrame)
  for (let i = 1; i <= nFrames; i++) {
    const angle = (2 * Math.PI * i) / nFrames
    if (motion === 'drag')
      send('pointermove', 560 + 250 * Math.sin(angle), 450 + 150 * Math.sin(2 * angle))
    else {
      const deltaY = 25 * Math.sin(angle) * (60 / nFrames)
      const at = { clientX: left + 560, clientY: top + 450 }
      stage.dispatchEvent(new WheelEvent('wheel', { deltaY, ...at, ...options }))
    }
    const now = await new Promise(requestAnimationFrame)
    times.push(now - last)
    last = now
  }
  if (motion === 'drag') send('pointerup', 560, 450)
  return times
}

/** Processor time of the browser's processes, ms. */
function processorTime() {
  let ticks = 0
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!isOurs(id)) continue
      const fields = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ')[1].split(' ')
      ticks += Number(fields[11]) + Number(fields[12])
    } catch {
      // The process has ended.
    }
  }
  return ticks * TICK_MS
}

/** Whether a process is of our browser: its command line, or that of its parents, has the mark. */
function isOurs(id) {
  if (readFileSync(`/proc/${id}/cmdline`, 'latin1').includes(MARK)) return true
  const parent = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ')[1].split(' ')[1]
  return Number(parent) > 1 && isOurs(parent)
}
