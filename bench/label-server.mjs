// How fast `starsift label` sends stamps and tiles of a large field, and how much memory it takes.
// The mosaics are sparse files: zeros beyond the header, which take no room on the disk.
//
// usage: node bench/label-server.mjs [side] [stamps]     after `npm run build`; default 20000 1000
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imageHeader } from '../dist/fits/index.js'

const side = Number(process.argv[2] ?? 20_000)
const nStamps = Number(process.argv[3] ?? 1000)
const FILTERS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const folder = mkdtempSync(join(tmpdir(), 'starsift-bench-'))
makeField()
let server = start()
try {
  await measure(await opened())
  server.kill('SIGKILL')
  server = start()
  const ask = await opened()
  await untilOverviews(ask, 'overviews at the second start')
} finally {
  server.kill('SIGKILL')
  rmSync(folder, { recursive: true })
}

function makeField() {
  for (const filter of FILTERS) {
    const cards = Object.entries({
      ...{ INSTRUME: 'WFC3', DETECTOR: 'UVIS', FILTER: filter, BUNIT: 'ELECTRONS/S' },
    }).map(([keyword, value]) => ({ keyword, value }))
    const file = join(folder, `${filter}.fits`)
    const header = imageHeader({ axes: [side, side], bitpix: -32, primary: true, cards }).toBytes()
    writeFileSync(file, header)
    truncateSync(file, Math.ceil((header.length + 4 * side * side) / 2880) * 2880)
  }
  const rows = Array.from({ length: 15_000 }, (_, i) => {
    const at = (step) => 30 + ((i * step) % (side - 60))
    return `${i},${at(7919)},${at(104_729)},${1 + (i % 4)}`
  })
  writeFileSync(join(folder, 'c.csv'), `id,x,y,ml_class\n${rows.join('\n')}\n`)
}

function start() {
  const words = ['dist/cli/main.js', 'label', folder, '--catalog', join(folder, 'c.csv')]
  words.push('--origin', '0', '--order', 'random', '--no-open', '--labels', join(folder, 'labels'))
  const env = { ...process.env, STARSIFT_CACHE: join(folder, 'cache') }
  return spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Waits for the server. Gives what asks it. */
async function opened() {
  const began = performance.now()
  let text = ''
  for await (const bytes of server.stdout) {
    text += bytes
    if (text.includes('Ctrl-C')) break
  }
  console.log(`opened after ${((performance.now() - began) / 1000).toFixed(1)} s`)
  const address = /http:\S+/.exec(text)[0]
  const { origin } = new URL(address)
  const cookie = (await fetch(address)).headers.get('set-cookie').split(';')[0]
  return async (path) => (await fetch(origin + path, { headers: { cookie } })).arrayBuffer()
}

async function untilOverviews(ask, what) {
  const began = performance.now()
  let nSaid = 0
  let last = ''
  for (;;) {
    const [task] = JSON.parse(Buffer.from(await ask('/api/progress')).toString())
    if (task?.isDone) break
    if (JSON.stringify(task) !== last) nSaid++
    last = JSON.stringify(task)
    await new Promise((resume) => setTimeout(resume, 200))
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${what}: ${seconds} s, ${processorTime()} s of processor time so far`)
  console.log(`progress was another one ${nSaid} times; last ${last}`)
}

async function measure(ask) {
  await timed('description (sky of five bands)', 1, () => ask('/api/field'))
  await timed('rows', 1, () => ask('/api/rows'))
  await untilOverviews(ask, 'overviews')
  console.log(memory('after the overviews'))
  await timed('stamp of 48 px, five bands', nStamps, (i) => ask(`/api/stamps/${i}?size=48`))
  await timed('stamp of 256 px, five bands', 100, (i) => ask(`/api/stamps/${i}?size=256`))
  for (const level of [0, 1, 2, 3]) {
    const n = Math.min(20, Math.floor(side / 256 / 2 ** level))
    await timed(`tile of level ${level}`, n * 5, (i) =>
      ask(`/api/tiles/${i % 5}/${level}/${Math.floor(i / 5)}/2`),
    )
  }
  console.log(memory('at the end'))
}

async function timed(what, n, work) {
  const times = []
  for (let i = 0; i < n; i++) {
    const began = performance.now()
    await work(i)
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.floor(share * (n - 1))].toFixed(1)
  const perSecond = (1000 * n) / times.reduce((sum, time) => sum + time, 0)
  console.log(`${what}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, ${perSecond.toFixed(0)}/s`)
}

/** Of the server's own process since it began, s. */
function processorTime() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'latin1').split(') ')[1].split(' ')
  const ticks = Number(execFileSync('getconf', ['CLK_TCK']))
  return ((Number(fields[11]) + Number(fields[12])) / ticks).toFixed(1)
}

function memory(when) {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  const of = (name) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1e3).toFixed(0)
  return `memory ${when}: ${of('VmRSS')} MB, at most ${of('VmHWM')} MB`
}
