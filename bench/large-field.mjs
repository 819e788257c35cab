// How much memory and time do very large mosaics take? The shipped model classifies 50,000
// candidates on five mosaics of 20,000 x 20,000 px, from plain files (1.6 GB each, sparse) and from
// Rice tiles. The field of the demo is painted in 1,042 places, each with its 48 candidates;
// between them the mosaics are 0. Prints a table for docs/studies/performance-parts.md.
//
// usage: npm run bench:large [-- REPEATS [SIDE [N_CANDIDATES]]]      (1 20000 50000)
// needs Debian's packages libcfitsio-bin and time, and 8 GB in the temporary folder
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEcsv, Table, tableBytes } from '../dist/tables/index.js'
import { dateAndMachine, header, middleAndRange, row } from './table.mjs'

const [REPEATS, SIDE, N_CANDIDATES] = [1, 20000, 50000].map((value, i) =>
  Number(process.argv[2 + i] ?? value),
)
const root = join(import.meta.dirname, '..')
const demo = join(root, 'demo/sim2-1')
const DEMO_SIDE = 256
const plain = join(tmpdir(), 'starsift-bench', `large-${SIDE}-${N_CANDIDATES}`)
const candidates = join(plain, 'candidates.csv')

/** 0-based first pixels of the painted fields, on a grid. */
function placesOf(nFields) {
  const perSide = Math.ceil(Math.sqrt(nFields))
  const step = Math.floor((SIDE - DEMO_SIDE) / Math.max(1, perSide - 1))
  if (step < DEMO_SIDE) throw new Error(`${nFields} fields have no room on ${SIDE} x ${SIDE} px`)
  return Array.from({ length: nFields }, (_, i) => ({
    x0: (i % perSide) * step,
    y0: Math.floor(i / perSide) * step,
  }))
}

/** Bytes of a square float32 image, in whole blocks of FITS. */
function paddedBytes(side) {
  return Math.ceil((4 * side * side) / 2880) * 2880
}

async function paint(name, places) {
  const bytes = readFileSync(join(demo, name))
  const headLength = bytes.length - paddedBytes(DEMO_SIDE)
  const pixels = bytes.subarray(headLength)
  const head = Buffer.from(bytes.subarray(0, headLength))
  for (const axis of ['NAXIS1', 'NAXIS2']) {
    const at = head.indexOf(`${axis.padEnd(8)}= `)
    head.write(String(SIDE).padStart(20), at + 10, 'latin1')
  }
  const file = await open(join(plain, name), 'w')
  await file.write(head, 0, head.length, 0)
  for (const { x0, y0 } of places) {
    for (let line = 0; line < DEMO_SIDE; line++) {
      const at = head.length + 4 * ((y0 + line) * SIDE + x0)
      await file.write(pixels, 4 * line * DEMO_SIDE, 4 * DEMO_SIDE, at)
    }
  }
  await file.truncate(head.length + paddedBytes(SIDE))
  await file.close()
}

async function makePlain() {
  if (existsSync(candidates)) return
  mkdirSync(plain, { recursive: true })
  const names = readdirSync(demo)
  const catalog = names.find((name) => name.endsWith('_candidates.ecsv'))
  const known = parseEcsv(readFileSync(join(demo, catalog), 'utf8'))
  const places = placesOf(Math.ceil(N_CANDIDATES / known.nRows))
  for (const name of names.filter((name) => name.endsWith('.fits'))) await paint(name, places)
  const [x, y] = ['x', 'y'].map((axis) =>
    Float64Array.from({ length: N_CANDIDATES }, (_, i) => {
      const place = places[Math.floor(i / known.nRows)]
      return known.column(axis).values[i % known.nRows] + place[`${axis}0`]
    }),
  )
  const id = Int32Array.from(x, (_, i) => i + 1)
  const columns = Object.entries({ id, x, y }).map(([name, values]) => ({ name, values }))
  const file = await open(candidates, 'w')
  await file.write(tableBytes(new Table(columns), 'csv'))
  await file.close()
}

function makeRice() {
  const dir = `${plain}-rice`
  if (existsSync(join(dir, 'done'))) return dir
  mkdirSync(dir, { recursive: true })
  for (const name of readdirSync(plain).filter((name) => name.endsWith('.fits'))) {
    execFileSync('sh', [
      '-c',
      'fpack -S "$1" > "$2"',
      'sh',
      join(plain, name),
      join(dir, `${name}.fz`),
    ])
  }
  mkdirSync(join(dir, 'done'))
  return dir
}

/** Seconds by the clock, peak memory (MB), and how many rows have a class. */
function classified(dir) {
  const out = join(dir, 'classes.csv')
  const cli = [join(root, 'dist/cli/main.js'), 'classify', dir, '--catalog', candidates]
  const args = ['-f', '%M', 'node', ...cli, '--out', out, '--origin', '1', '--json']
  const began = performance.now()
  const { status, stderr } = spawnSync('/usr/bin/time', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const seconds = (performance.now() - began) / 1000
  const lines = readFileSync(out, 'utf8').trim().split('\n')
  const column = lines[0].split(',').indexOf('ml_class')
  const nClasses = lines.slice(1).filter((line) => line.split(',')[column] !== '').length
  return { seconds, memory: Number(stderr.trim().split('\n').at(-1)) / 1000, nClasses }
}

await makePlain()
const folders = { plain, rice: makeRice() }
const rounds = Array.from({ length: REPEATS }, () =>
  Object.fromEntries(Object.entries(folders).map(([kind, dir]) => [kind, classified(dir)])),
)
console.log(dateAndMachine())
console.log(`${N_CANDIDATES} candidates, five float32 mosaics of ${SIDE} x ${SIDE} px\n`)
console.log(header(['files', 'seconds', 'peak memory, MB', 'rows with a class']))
for (const kind of Object.keys(folders)) {
  const all = (what) => rounds.map((round) => round[kind][what])
  const [seconds, memory] = [all('seconds'), all('memory')].map((values) =>
    middleAndRange(values, 0),
  )
  console.log(row([kind, seconds, memory, Math.min(...all('nClasses'))]))
}
