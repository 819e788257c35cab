// Makes the varied fields of the default model (docs/studies/default-model.md, `simulate --vary`):
// each draws everything anew that differs from one observation to the next. `typical` are the
// training fields of fields.mjs again, with people who vote. Makes what is missing in OUT, so it
// may be stopped and started again:
// - training, validation, test, typical: a folder with the fields of each set;
// - training.fits, validation.fits, ...: a data set of each. The votes of the simulated
//   people are its labels, as shares; the classes of the truth are in the catalogues;
// - common.fits: a smaller training set to compare networks on, the first 250 candidates of the
//   first twelve training fields;
// - spread.fits: the first candidates of every training field, for a set with as many typical
//   stamps that still has all of the variation;
// - training-10.fits, training-30.fits: the first training fields, for a learning curve.
//
// usage: npm run build && node scripts/default-model/varied-fields.mjs OUT [options]
//   --jobs N         fields that are simulated at the same time (2)
//   --training N     number of training fields (100); more later leave those that are there, but
//                    the data set must be moved away then
//   --validation N   (10)
//   --test N         (10)
//   --typical N      (24)
//   --datasets A,B   these data sets alone, `spread,typical` say; `none`: fields alone (all)
//   --spread-rows N  candidates of each field in `spread` (180)
//   --typical-rows N the first candidates alone of each field in `typical` (all)
//   --drop-mosaics   deletes the mosaics of a field when all data sets are made
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fieldOf, wordsOf } from './field-look.mjs'
import { firstRows, runVerb } from './program.mjs'

/** Seeds of varied fields are apart from those of fields.mjs. */
const SEEDS = { training: 100_000, validation: 200_000, test: 300_000, typical: 1000 }
const [SIZE_PX, N_CANDIDATES, STAMP_PX] = [1400, 600, 64]
const PLANES = 'F275W,F336W,F435W|F438W|F475W,F555W|F606W,F775W|F814W'
/** Numbers of fields of the learning curve, below all of them. */
const FIRST_FIELDS = [10, 30]
const VOTES = [1, 2, 3, 4, 5].map((k) => `vote_${k}`)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    training: { type: 'string', default: '100' },
    validation: { type: 'string', default: '10' },
    test: { type: 'string', default: '10' },
    typical: { type: 'string', default: '24' },
    datasets: { type: 'string' },
    'spread-rows': { type: 'string', default: '180' },
    'typical-rows': { type: 'string', default: `${N_CANDIDATES}` },
    'drop-mosaics': { type: 'boolean', default: false },
  },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/varied-fields.mjs OUT [options]')

/** Sets of the first rows of the first fields; `spread` has all fields. */
const SMALLER = [
  { name: 'common', nFields: 12, nRows: 250 },
  { name: 'spread', nRows: Number(values['spread-rows']) },
]
const DATASETS = [
  ...[...Object.keys(SEEDS), ...SMALLER.map(({ name }) => name)],
  ...FIRST_FIELDS.map((n) => `training-${n}`),
]
const asked = values.datasets === 'none' ? [] : (values.datasets?.split(',') ?? DATASETS)
const unknown = asked.find((name) => !DATASETS.includes(name))
if (unknown) throw new Error(`--datasets ${unknown}: none of ${DATASETS.join(', ')}`)
const isAsked = (name) => asked.includes(name)

const nameOf = (seed) => `sim${seed}-1`
const folderOf = (set, seed) => join(out, set, nameOf(seed))
const catalogOf = (set, seed) => join(folderOf(set, seed), `${nameOf(seed)}_candidates.ecsv`)

/** The words of `simulate` that say what a field is like. */
const lookOf = (set, seed) =>
  set === 'typical'
    ? [...wordsOf(fieldOf(seed)), '--people', VOTES.length]
    : ['--vary', '--seed', seed]

/** A field is made in a folder of its own and moved when it is whole. */
async function simulated(set, seed) {
  if (existsSync(catalogOf(set, seed))) return
  const partial = join(out, set, `partial-${seed}`)
  await rm(partial, { recursive: true, force: true })
  await runVerb(
    ...['simulate', '--out', partial, ...lookOf(set, seed)],
    ...['--size', SIZE_PX, '--candidates-per-field', N_CANDIDATES],
  )
  await rm(folderOf(set, seed), { recursive: true, force: true })
  await rename(join(partial, nameOf(seed)), folderOf(set, seed))
  await rm(partial, { recursive: true, force: true })
  console.error(`${set}: ${nameOf(seed)}`)
}

const dataFile = (set) => join(out, `${set}.fits`)
/** The list of the fields in a data set, by their seeds. */
const seedsFile = (set) => join(out, `${set}.seeds.json`)

/** A data set that is there must have the fields asked for: it is not made again. */
async function checkSeeds(set, seeds) {
  const file = dataFile(set)
  if (!isAsked(set) || !existsSync(file) || seeds.length === 0) return
  const known = existsSync(seedsFile(set)) && JSON.parse(await readFile(seedsFile(set), 'utf8'))
  if (known && known.join() === seeds.join()) return
  const made = known
    ? `${known.length} fields, and not the ${seeds.length}`
    : 'maybe other fields than'
  throw new Error(`${file} has ${made} asked for: move it away, and it is made again`)
}

async function datasetOf(name, seeds, catalogs) {
  const file = dataFile(name)
  if (!isAsked(name) || existsSync(file) || seeds.length === 0) return
  // First the list: a data set never stands there without it.
  await writeFile(seedsFile(name), `${JSON.stringify(seeds)}\n`)
  const inputs = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', PLANES]
  await runVerb('cutouts', ...inputs, ...layout, '--votes', VOTES.join(), '--out', file)
}

/** The smaller sets that are made of training fields. */
async function partsOfTraining(seeds) {
  for (const n of FIRST_FIELDS.filter((n) => n < seeds.length)) {
    const first = seeds.slice(0, n)
    const catalogs = first.map((seed) => catalogOf('training', seed))
    await datasetOf(`training-${n}`, first, catalogs)
  }
  for (const { name, nFields, nRows } of SMALLER) {
    const some = seeds.slice(0, nFields)
    if (some.length < (nFields ?? 1)) continue
    const catalogs = some.map((seed) => firstRows(catalogOf('training', seed), nRows))
    await datasetOf(name, some, await Promise.all(catalogs))
  }
}

async function dropMosaics(set, seed) {
  const folder = folderOf(set, seed)
  for (const name of await readdir(folder)) {
    if (name.endsWith('_drc.fits')) await rm(join(folder, name))
  }
}

const sets = Object.entries(SEEDS).map(([set, first]) => ({
  set,
  seeds: Array.from({ length: Number(values[set]) }, (_, i) => first + i),
}))
for (const { set, seeds } of sets) await checkSeeds(set, seeds)
for (const { set } of sets) await mkdir(join(out, set), { recursive: true })
// Validation and test first: they are needed whenever the training is started.
const order = [...sets.slice(1), sets[0]]
const queue = order.flatMap(({ set, seeds }) => seeds.map((seed) => ({ set, seed })))
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await simulated(next.set, next.seed)
}
await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
for (const { set, seeds } of sets) {
  const nRows = Number(values[`${set}-rows`] ?? N_CANDIDATES)
  const catalogs = seeds.map((seed) => {
    const whole = catalogOf(set, seed)
    return nRows < N_CANDIDATES ? firstRows(whole, nRows) : whole
  })
  await datasetOf(set, seeds, await Promise.all(catalogs))
}
await partsOfTraining(sets[0].seeds)
if (values['drop-mosaics']) {
  for (const { set, seeds } of sets) for (const seed of seeds) await dropMosaics(set, seed)
}
