// A million rows of ten columns, written and read in every registered table format. Each write and
// each read has a process of its own, so that its peak memory is that of one table. In brackets:
// the time of the processor, which says more where other work shares the machine.
//
// usage: npm run --silent build && node bench/tables.mjs [--rows 1000000] [--formats csv,parquet]
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openFile } from '../dist/files/index.js'
import { formatOf, readTable, Table, tableBytes, writtenEndings } from '../dist/tables/index.js'

const { values: asked } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    formats: { type: 'string' },
    /** What a process of its own does: write or read. */
    step: { type: 'string' },
    path: { type: 'string' },
  },
})
const nRows = Number(asked.rows)

if (asked.step) await measured(asked.step, asked.path)
else compared()

function compared() {
  const endings = asked.formats?.split(',') ?? writtenEndings().map((ending) => ending.slice(1))
  const folder = mkdtempSync(join(tmpdir(), 'starsift-bench-'))
  console.log(`${nRows} rows of ten columns, node ${process.version}, load ${loadavg()[0]}`)
  console.log('| format | file | written | read |\n|---|---|---|---|')
  try {
    for (const ending of endings) console.log(rowOf(ending, join(folder, `a.${ending}`)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function rowOf(ending, path) {
  const cells = ['write', 'read'].map((step) => {
    const words = [import.meta.filename, '--step', step, '--path', path, '--rows', String(nRows)]
    const { seconds, cpu, megabytes } = JSON.parse(execFileSync(process.execPath, words))
    return `${seconds.toFixed(1)} s (${cpu.toFixed(1)} s), ${megabytes} MB`
  })
  const size = Math.round(statSync(path).size / 1e6)
  rmSync(path)
  return `| .${ending} | ${size} MB | ${cells.join(' | ')} |`
}

async function measured(step, path) {
  const [seconds, cpu] = step === 'write' ? await written(path) : await read(path)
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ seconds, cpu, megabytes }))
}

async function written(path) {
  const table = exampleTable()
  return timed(async () => writeFileSync(path, await tableBytes(table, formatOf(path))))
}

/** Seconds of the clock and of the processor. */
async function timed(work) {
  const [started, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return [(performance.now() - started) / 1e3, (user + system) / 1e6]
}

async function read(path) {
  const source = await openFile(path)
  const seconds = await timed(async () => {
    const { nRows: n } = await readTable(source)
    if (n !== nRows) throw new Error(`${n} rows in ${path}`)
  })
  await source.close()
  return seconds
}

/** A catalogue as surveys have it: an id of 64 bits, positions, magnitudes, a class, a name. */
function exampleTable() {
  let state = 1
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const rows = { length: nRows }
  const numbers = (scale, steps) =>
    Float64Array.from(rows, () => Math.round(random() * scale * steps) / steps)
  return new Table([
    { name: 'id', values: BigInt64Array.from(rows, (_, i) => BigInt(i) + 4n * 10n ** 18n) },
    { name: 'x', values: numbers(8000, 1e3), unit: 'pix' },
    { name: 'y', values: numbers(8000, 1e3), unit: 'pix' },
    { name: 'ra', values: numbers(360, 1e7), unit: 'deg' },
    { name: 'dec', values: numbers(90, 1e7), unit: 'deg' },
    { name: 'mag', values: Float32Array.from(numbers(10, 1e3)), unit: 'mag' },
    { name: 'err', values: Float32Array.from(numbers(1, 1e3)), unit: 'mag' },
    { name: 'class', values: Int32Array.from(rows, (_, i) => (i % 4) + 1) },
    { name: 'ok', values: Array.from(rows, (_, i) => i % 3 === 0) },
    { name: 'field', values: Array.from(rows, (_, i) => `ngc${i % 50}`) },
  ])
}
