// How does the cost of `starsift classify` grow: with candidates, the side of the mosaics, bands,
// members and orientations, and on one core? Whole processes, one thing changed at a time.
// "trivial" is a network of one linear layer (trivial-model.mjs): what its rows cost is everything
// around a network. Prints tables for docs/studies/performance.md.
//
// Each part is kept when it is done, so a bench that was stopped goes on with the same words.
//
// usage: npm run build && node bench/growth.mjs [PART ...] [--picture FILE.png] [--again] [--small]
//   PART       candidates, side, bands, members, orientations, core; default: all of them
//   --picture  draws where the time goes, of the parts candidates and core that are kept; the name
//              ends in .png, .svg or .pdf
//   --again    runs parts that are kept already
//   --small    a hundredth of the rows, to try it out
// needs Debian's packages time and util-linux (taskset), and 2 GB in the temporary folder
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawing } from './growth-picture.mjs'
import {
  catalogueOf,
  fieldOf,
  measured,
  program,
  SHIPPED,
  sumOf,
  trivialOf,
  workFolder,
} from './many-rows.mjs'
import { dateAndMachine, header, row } from './table.mjs'

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    picture: { type: 'string' },
    again: { type: 'boolean' },
    small: { type: 'boolean' },
  },
})
const work = workFolder('growth')
const SIDE = 2048
const N_ROWS = 2000

/** The shipped model several times: as an ensemble, which costs what different members would. */
function membersOf(n) {
  if (n === 1) return SHIPPED
  const dir = join(work, `members-${n}`)
  mkdirSync(dir, { recursive: true })
  const info = spawnSync('node', [program, 'models', 'info', SHIPPED, '--json'])
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

/** Rows of a case, which are fewer where it is only tried out. */
const sizeOf = (nRows) => (asked.small ? Math.max(20, Math.round(nRows / 100)) : nRows)

/** One process: seconds by the clock and of the processor, peak MB, and where the time went. */
async function classified(changes) {
  const { nRows = N_ROWS, side = SIDE, model = SHIPPED, options = [], oneCore = false } = changes
  const n = sizeOf(nRows)
  const out = join(work, 'classes.csv')
  const words = ['classify', fieldOf(work, side), '--catalog', catalogueOf(work, n, side)]
  words.push('--origin', '0', '--model', model, '--out', out, '--json', ...options)
  const { stdout, ...found } = measured(words, oneCore ? ['taskset', '-c', '0'] : [])
  return { nRows: n, ...found, seconds: JSON.parse(stdout).seconds, sum: await sumOf(out) }
}

const COLUMNS = ['s', 's of the processor', 'rows/s', 'waiting for stamps, s', 'network, s', 'MB']

function cells({ nRows, wall, cpu, megabytes, seconds }) {
  const parts = [seconds.cutting, seconds.network].map((value) => value.toFixed(2))
  return [wall.toFixed(1), cpu.toFixed(1), Math.round(nRows / wall), ...parts, megabytes.toFixed(0)]
}

/** Prints one table; each case is a name and what differs from the usual run. */
async function table(what, cases) {
  console.log(`\n${header([what, ...COLUMNS])}`)
  const runs = []
  for (const [name, changes] of cases) {
    const found = await classified(changes)
    console.log(row([name, ...cells(found)]))
    runs.push({ name: `${name}`, ...found })
  }
  return runs
}

const thousands = (n) => n.toLocaleString('en')
const rowsOf = (nRows) => `${thousands(sizeOf(nRows))} rows`

const PARTS = {
  async candidates() {
    const rows = (all, changes) => all.map((nRows) => [rowsOf(nRows), { nRows, ...changes }])
    const shipped = await table('candidates, shipped model', rows([1e3, 1e4, 1e5]))
    const sizes = rows([1e3, 1e4, 1e5, 1e6], { model: trivialOf(work) })
    const trivial = await table('candidates, trivial', sizes)
    const named = (runs, model) => runs.map((one) => ({ ...one, name: `${model}, ${one.name}` }))
    return [...named(shipped, 'shipped'), ...named(trivial, 'trivial')]
  },
  side: () =>
    table(
      'side of the mosaics, px',
      [1024, 2048, 4096, 8000].map((side) => [side, { side }]),
    ),
  bands: () =>
    table(
      `bands, trivial, ${rowsOf(1e5)}`,
      [1, 3, 5].map((n) => [n, { nRows: 1e5, model: trivialOf(work, n) }]),
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
  async core() {
    const cases = (oneCore) => [
      [`shipped, ${rowsOf(1e4)}`, { nRows: 1e4, oneCore }],
      [`trivial, ${rowsOf(1e5)}`, { nRows: 1e5, model: trivialOf(work), oneCore }],
    ]
    const all = await table('on all cores', cases(false))
    const one = await table('on one core', cases(true))
    for (const [i, { name, sum }] of one.entries()) {
      if (sum !== all[i].sum) throw new Error(`${name}: one core gives another catalogue`)
    }
    return one.map((run) => ({ ...run, name: `${run.name}, one core` }))
  },
}

const KEPT = join(work, asked.small ? 'small.json' : 'results.json')
const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {}
const unknown = positionals.find((part) => !(part in PARTS))
if (unknown) throw new Error(`no part ${unknown}: ${Object.keys(PARTS).join(', ')}`)
const load = () => loadavg()[0].toFixed(1)
console.log(
  `${thousands(sizeOf(N_ROWS))} candidates, five float32 mosaics of ${SIDE} px, shipped model, ` +
    'if nothing else is said',
)
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  if (kept[part] && !asked.again) {
    console.log(`\n${part}: kept of ${kept[part].when}; --again runs it anew`)
    continue
  }
  const when = `${dateAndMachine()}, load ${load()}`
  console.log(`\n${part}: ${when}`)
  kept[part] = { when, runs: await PARTS[part]() }
  writeFileSync(KEPT, JSON.stringify(kept))
  console.log(`load ${load()}`)
}
if (asked.picture) {
  const drawn = ['candidates', 'core'].flatMap((part) => kept[part]?.runs ?? [])
  const picture = await drawing(drawn)
  writeFileSync(asked.picture, picture[extname(asked.picture).slice(1)])
}
