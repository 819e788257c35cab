// What do jobs cost? The shipped model classifies 200,000 candidates in ten simulated fields of
// 4096 px: a tenth are simulated sources, the rest random places. One process a field does it, two
// workers on this machine, a job array of Slurm on two cores, and two workers of a queue. The
// catalogues must have the same bytes. Prints tables for docs/studies/performance-parts.md.
//
// usage: node bench/jobs.mjs [--scale full|tenth|small] [--pieces N] [--ways one,workers,...]
// needs, as root, Debian's packages slurm-wlm, munge and redis-server; Linux; and 4 GB in the
// temporary folder, where the fields stay for the next time
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../dist/index.js'
import { openSlurmAndRedis } from './job-engines.mjs'
import { busySeconds, program, starsift, watched } from './job-processes.mjs'
import { dateAndMachine, header, row } from './table.mjs'

const { values: asked } = parseArgs({
  options: {
    scale: { type: 'string', default: 'full' },
    pieces: { type: 'string' },
    ways: { type: 'string', default: 'one,workers,slurm,queue' },
  },
})
const SCALES = {
  full: { fields: 10, sizePx: 4096, sources: 2000, candidates: 20_000, pieces: 100, several: 20 },
  tenth: { fields: 2, sizePx: 1000, sources: 250, candidates: 10_000, pieces: 20, several: 10 },
  small: { fields: 2, sizePx: 400, sources: 30, candidates: 600, pieces: 8, several: 4 },
}
const size = { ...SCALES[asked.scale], ...(asked.pieces && { pieces: Number(asked.pieces) }) }
const CORES = 2

const root = join(tmpdir(), 'starsift-bench', `jobs-${size.fields}-${size.sizePx}`)
const fieldsFolder = join(root, 'fields')
const outputs = join(root, 'outputs')

async function makeFields() {
  if (existsSync(join(root, 'made'))) return
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root, { recursive: true })
  const { fields, sizePx, sources } = size
  const words = ['--fields', fields, '--size', sizePx, '--candidates-per-field', sources].map(
    String,
  )
  const job = join(root, 'simulation')
  await starsift('plan', 'simulate', '--seed', '18', ...words, '--out', job)
  await starsift('work', job, '--workers', String(CORES))
  await starsift('merge', job, '--out', fieldsFolder)
  rmSync(job, { recursive: true })
  for (const [i, name] of fieldNames().entries()) writePlaces(name, i)
  writeFileSync(join(root, 'made'), '')
}

const fieldNames = () => readdirSync(fieldsFolder).sort()
const placesOf = (name) => join(root, `${name}.csv`)

/** The simulated sources of a field, and random places on it, as x and y from 1. */
function writePlaces(name, i) {
  const [names, ...rows] = readFileSync(join(fieldsFolder, name, `${name}_candidates.ecsv`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/[ ,]/))
  const [x, y] = ['x', 'y'].map((axis) => names.indexOf(axis))
  const random = new Random(1000 + i)
  const place = () => (1 + random.uniform() * (size.sizePx - 1)).toFixed(3)
  const nRandom = size.candidates - rows.length
  const places = [
    ...rows.map((cells) => [cells[x], cells[y]]),
    ...Array.from({ length: nRandom }, () => [place(), place()]),
  ]
  const lines = places.map((at, k) => `${k + 1},${at.join(',')}\n`).join('')
  writeFileSync(placesOf(name), `id,x,y\n${lines}`)
}

/** A new job of all fields, or of the first ones. */
async function planned(name, nPieces, nFields = size.fields) {
  const job = join(outputs, `job-${name}`)
  const fields = fieldNames()
    .slice(0, nFields)
    .flatMap((field) => ['--field', `${field}=${join(fieldsFolder, field)}=${placesOf(field)}`])
  const words = [...fields, '--origin', '1', '--pieces', String(nPieces), '--out', job]
  const { seconds } = await watched(() => starsift('plan', 'classify', ...words))
  return { job, planning: seconds }
}

function sumOf(folder) {
  const hash = createHash('sha256')
  for (const name of fieldNames()) hash.update(readFileSync(join(folder, `${name}.csv`)))
  return hash.digest('hex')
}

async function inOneProcess() {
  const out = join(outputs, 'one')
  mkdirSync(out)
  const { seconds, memory } = await watched(async () => {
    for (const field of fieldNames()) {
      const words = ['--catalog', placesOf(field), '--origin', '1']
      const to = ['--out', join(out, `${field}.csv`)]
      await starsift('classify', join(fieldsFolder, field), ...words, ...to)
    }
  })
  return { way: 'one process a field, two threads', working: seconds, memory, sum: sumOf(out) }
}

async function inPieces(way, name, work) {
  const { job, planning } = await planned(name, size.pieces)
  const { seconds: working, memory } = await watched(() => work(job))
  const out = join(outputs, name)
  const ending = ['--ending', '.csv']
  const merged = await watched(() => starsift('merge', job, '--out', out, ...ending))
  const nPieces = readdirSync(join(job, 'done')).length
  const beside = (CORES * working - busySeconds(job)) / nPieces
  const times = { planning, working, merging: merged.seconds, beside, rate: nPieces / working }
  return { way, ...times, memory, merge: merged.memory, nPieces, sum: sumOf(out) }
}

/** Seconds that a piece costs beside its rows: one field in one piece, and in several. */
async function overhead() {
  const nSeveral = size.several
  const alone = ['--threads', '1']
  const one = await planned('whole-field', 1, 1)
  const whole = await watched(() => starsift('work', one.job, ...alone))
  const several = await planned('cut-field', nSeveral, 1)
  const cut = await watched(() => starsift('work', several.job, ...alone))
  const each = await planned('each-piece', nSeveral, 1)
  const apart = await watched(async () => {
    for (let i = 0; i < nSeveral; i++) {
      await starsift('work', each.job, '--piece', String(i), ...alone)
    }
  })
  const perPiece = ({ seconds }) => ((seconds - whole.seconds) / (nSeveral - 1)).toFixed(2)
  return { nSeveral, whole, cut, apart, inOne: perPiece(cut), ofItsOwn: perPiece(apart) }
}

const shown = (value, decimals = 0) => (value === undefined ? '-' : value.toFixed(decimals))

function printWays(ways) {
  const names = ['way', 'planning, s', 'working, s', 'merging, s', 'pieces/s']
  console.log(header([...names, 'beside a piece, s', 'peak memory, MB', 'merge, MB']))
  for (const { way, planning, working, merging, rate, beside, memory, merge } of ways) {
    const seconds = [planning, working, merging].map((value) => shown(value))
    const cells = [...seconds, shown(rate, 2), shown(beside, 2), shown(memory), shown(merge)]
    console.log(row([way, ...cells]))
  }
  const sums = new Set(ways.map(({ sum }) => sum))
  console.log(`\nSHA-256 of the catalogues: ${[...sums].join(', ')}`)
  if (sums.size > 1) throw new Error('the ways gave different bytes')
}

rmSync(outputs, { recursive: true, force: true })
const making = await watched(makeFields)
mkdirSync(outputs)
const wanted = asked.ways.split(',')
const engines = await openSlurmAndRedis(wanted, outputs)
try {
  const { slurm, queue } = engines
  const ways = {
    one: inOneProcess,
    workers: () =>
      inPieces('two workers', 'workers', (job) => starsift('work', job, '--workers', '2')),
    slurm: () => inPieces('Slurm, two cores', 'slurm', (job) => slurm.run(job, program)),
    queue: () => inPieces('a queue, two workers', 'queue', (job) => queue.run(job, CORES)),
  }
  const found = []
  for (const way of wanted) found.push(await ways[way]())
  const n = size.fields * size.candidates
  const { fields, sizePx, pieces } = size
  console.log(`${dateAndMachine()}, load ${readFileSync('/proc/loadavg', 'utf8').trim()}`)
  console.log(`${n} candidates, ${fields} fields of ${sizePx} px, ${pieces} pieces;`)
  console.log(`making the fields took ${shown(making.seconds)} s\n`)
  printWays(found)
  const { nSeveral, whole, cut, apart, inOne, ofItsOwn } = await overhead()
  console.log(`\none field, one thread: ${shown(whole.seconds, 1)} s in one piece,`)
  console.log(`${shown(cut.seconds, 1)} s in ${nSeveral} pieces of one process,`)
  console.log(`${shown(apart.seconds, 1)} s in ${nSeveral} processes: a piece costs`)
  console.log(`${inOne} s more, in a process of its own ${ofItsOwn} s`)
} finally {
  await engines.stop()
}
