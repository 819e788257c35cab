// How does the cost of `starsift classify` grow: with candidates, the side of the mosaics, bands,
// members and orientations, and on one core? Whole processes, one thing changed at a time.
// "trivial" is a network of one linear layer (trivial-model.mjs): what its rows cost is everything
// around a network. Prints tables for docs/studies/performance.md, and writes the picture of where
// the time goes.
//
// usage: npm run build && node bench/growth.mjs [PICTURE.svg [PART ...]]
//   PART    candidates, side, bands, members, orientations, core; default: all of them
// needs Debian's packages time and util-linux (taskset), and 4 GB in the temporary folder
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '../dist/index.js'
import { dateAndMachine, header, row } from './table.mjs'

const root = join(import.meta.dirname, '..')
const work = join(tmpdir(), 'starsift-bench', 'growth')
const SHIPPED = join(root, 'models/starsift.onnx')
const SIDE = 2048
const [picture, ...parts] = process.argv.slice(2)
mkdirSync(work, { recursive: true })

/** The folder of five mosaics of this side. It is made once, and kept. */
function fieldOf(side) {
  const dir = join(work, `field-${side}`)
  if (!existsSync(join(dir, 'candidates.csv'))) run('node', ['make-field.mjs', dir, side, 500])
  return dir
}

function run(program, [script, ...args]) {
  execFileSync(program, [join(root, 'bench', script), ...args.map(String)])
}

/** A catalogue of random places on a mosaic. */
function catalogueOf(nRows, side) {
  const path = join(work, `places-${nRows}-${side}.csv`)
  if (existsSync(path)) return path
  const random = new Random(7)
  const place = () => (20 + random.uniform() * (side - 40)).toFixed(3)
  const lines = Array.from({ length: nRows }, (_, i) => `${i + 1},${place()},${place()}`)
  writeFileSync(path, `id,x,y\n${lines.join('\n')}\n`)
  return path
}

function trivialOf(nBands = 5) {
  const path = join(work, `trivial-${nBands}.onnx`)
  if (!existsSync(path)) run('node', ['trivial-model.mjs', path, 32, nBands])
  return path
}

/** The shipped model several times: as an ensemble, which costs what different members would. */
function membersOf(n) {
  if (n === 1) return SHIPPED
  const dir = join(work, `members-${n}`)
  mkdirSync(dir, { recursive: true })
  const info = spawnSync('node', [
    join(root, 'dist/cli/main.js'),
    'models',
    'info',
    SHIPPED,
    '--json',
  ])
  const { graphSha256 } = JSON.parse(String(info.stdout))
  const members = Array.from({ length: n }, (_, i) => {
    copyFileSync(SHIPPED, join(dir, `member-${i}.onnx`))
    return { file: `member-${i}.onnx`, graphSha256 }
  })
  const provenance = { description: 'one model several times', software: 'bench' }
  const manifest = { format: 1, members, temperature: 1, provenance }
  writeFileSync(join(dir, 'ensemble.json'), JSON.stringify(manifest))
  return dir
}

/** One process: seconds by the clock and of the processor, peak MB, and where the time went. */
function classified({ nRows = 2000, side = SIDE, model = SHIPPED, options = [], oneCore = false }) {
  const out = join(work, 'classes.csv')
  const words = [join(root, 'dist/cli/main.js'), 'classify', fieldOf(side)]
  words.push('--catalog', catalogueOf(nRows, side), '--origin', '0', '--model', model)
  words.push('--out', out, '--json', ...options)
  const before = oneCore ? ['taskset', '-c', '0'] : []
  const args = ['-f', '%e %U %S %M', ...before, 'node', ...words]
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const [wall, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number)
  const { seconds } = JSON.parse(stdout)
  const sum = createHash('sha256').update(readFileSync(out)).digest('hex')
  return { nRows, wall, cpu: user + system, megabytes: kilobytes / 1000, seconds, sum }
}

const COLUMNS = ['s', 's of the processor', 'rows/s', 'waiting for stamps, s', 'network, s', 'MB']

function cells({ nRows, wall, cpu, megabytes, seconds }) {
  const parts = [seconds.cutting, seconds.network].map((value) => value.toFixed(2))
  return [wall.toFixed(1), cpu.toFixed(1), Math.round(nRows / wall), ...parts, megabytes.toFixed(0)]
}

/** Prints one table; each case is a name and what differs from the usual run. */
function table(what, cases) {
  console.log(`\n${header([what, ...COLUMNS])}`)
  return cases.map(([name, changes]) => {
    const found = classified(changes)
    console.log(row([name, ...cells(found)]))
    return { name, ...found }
  })
}

const PARTS = {
  candidates: () => [
    ...table(
      'candidates, shipped model',
      [1e3, 1e4, 3e4].map((nRows) => [nRows, { nRows }]),
    ),
    ...table(
      'candidates, trivial',
      [1e3, 1e4, 1e5, 1e6].map((nRows) => [nRows, { nRows, model: trivialOf() }]),
    ),
  ],
  side: () =>
    table(
      'side of the mosaics, px',
      [1024, 2048, 4096, 8000].map((side) => [side, { side }]),
    ),
  bands: () =>
    table(
      'bands, trivial, 100,000 rows',
      [1, 3, 5].map((n) => [n, { nRows: 1e5, model: trivialOf(n) }]),
    ),
  members: () =>
    table(
      'members',
      [1, 2, 4, 8].map((n) => [n, { model: membersOf(n) }]),
    ),
  orientations: () =>
    table(
      'orientations',
      [1, 2, 8].map((n) => [n, { options: ['--orientations', String(n)] }]),
    ),
  core: () => {
    const two = table('on all cores', [
      ['shipped model', {}],
      ['trivial, 100,000 rows', { nRows: 1e5, model: trivialOf() }],
    ])
    const one = table('on one core', [
      ['shipped model', { oneCore: true }],
      ['trivial, 100,000 rows', { nRows: 1e5, model: trivialOf(), oneCore: true }],
    ])
    for (const [i, { name, sum }] of one.entries()) {
      if (sum !== two[i].sum) throw new Error(`${name}: one core gives another catalogue`)
    }
    return [...two, ...one.map(({ name, ...rest }) => ({ name: `${name}, one core`, ...rest }))]
  },
}

const COLOURS = { 'start, end': '#999', tables: '#e0a030', stamps: '#3a7ca5', network: '#b33951' }

/** Where the time of each run went, as bars of shares. */
function drawing(runs) {
  const bars = runs.map(({ name, nRows, wall, seconds }, i) => {
    const { total, cutting, network } = seconds
    const parts = {
      'start, end': Math.max(0, wall - total),
      tables: Math.max(0, total - cutting - network),
      stamps: cutting,
      network,
    }
    let x = 260
    const rects = Object.entries(parts).map(([part, value]) => {
      const width = (500 * value) / wall
      const place = `x="${x.toFixed(1)}" y="${40 + 26 * i}" width="${width.toFixed(1)}"`
      const rect = `<rect ${place} height="18" fill="${COLOURS[part]}"/>`
      x += width
      return rect
    })
    const label = `${name}${Number(name) === nRows ? ' rows' : ''}: ${wall.toFixed(1)} s`
    return `<text x="250" y="${54 + 26 * i}" text-anchor="end">${label}</text>${rects.join('')}`
  })
  const legend = Object.entries(COLOURS).map(
    ([part, fill], i) =>
      `<rect x="${260 + 125 * i}" y="10" width="14" height="14" fill="${fill}"/>` +
      `<text x="${280 + 125 * i}" y="22">${part}</text>`,
  )
  const height = 50 + 26 * runs.length
  const size = `width="780" height="${height}" font-family="sans-serif" font-size="13"`
  const inside = ['<rect width="100%" height="100%" fill="#fff"/>', ...legend, ...bars]
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${inside.join('')}</svg>\n`
}

const asked = parts.length > 0 ? parts : Object.keys(PARTS)
console.log(`${dateAndMachine()}, load ${loadavg()[0].toFixed(1)}`)
console.log(
  `2,000 candidates, five float32 mosaics of ${SIDE} px, shipped model, if nothing else is said`,
)
const runs = asked.map((part) => [part, PARTS[part]()])
console.log(`\nload ${loadavg()[0].toFixed(1)}`)
if (picture) {
  const drawn = runs.filter(([part]) => part === 'candidates' || part === 'core')
  writeFileSync(picture, drawing(drawn.flatMap(([, found]) => found)))
}
