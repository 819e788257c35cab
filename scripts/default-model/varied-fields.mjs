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
    'typical-rows': { type: 'string' },
    'drop-mosaics': { type: 'boolean', default: false },
  },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/varied-fields.mjs OUT [options]')

const seedsOf = (set) => Array.from({ length: Number(values[set]) }, (_, i) => SEEDS[set] + i)
const sets = Object.keys(SEEDS).map((set) => ({ set, seeds: seedsOf(set) }))

/** The fields of each data set, and how many rows of each; `fewest` fields must be there. */
const PLAN = [
  ...Object.keys(SEEDS).map((set) => ({ name: set, set, nRows: values[`${set}-rows`] })),
  ...FIRST_FIELDS.map((n) => ({
    ...{ name: `training-${n}`, set: 'training', nFields: n },
    fewest: n + 1,
  })),
  { name: 'common', set: 'training', nFields: 12, nRows: 250, fewest: 12 },
  { name: 'spread', set: 'training', nRows: values['spread-rows'] },
]
const names = PLAN.map(({ name }) => name)
const asked = values.datasets === 'none' ? [] : (values.datasets?.split(',') ?? names)
const unknown = asked.find((name) => !names.includes(name))
if (unknown) throw new Error(`--datasets ${unknown}: none of ${names.join(', ')}`)
if (values['drop-mosaics'] && asked.length === 0) {
  throw new Error('--drop-mosaics with --datasets none: no data set would have been made of them')
}
const datasets = PLAN.filter(({ name }) => asked.includes(name))
  .filter(({ set, fewest = 1 }) => seedsOf(set).length >= fewest)
  .map(({ name, set, nFields, nRows = N_CANDIDATES }) => ({
    ...{ name, set, nRows: Number(nRows), seeds: seedsOf(set).slice(0, nFields) },
  }))

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

const dataFile = (name) => join(out, `${name}.fits`)
/** What a data set is made of: the seeds of its fields, and the rows of each if not all. */
const seedsFile = (name) => join(out, `${name}.seeds.json`)
const madeOf = ({ seeds, nRows }) =>
  `${JSON.stringify(nRows < N_CANDIDATES ? { seeds, nRows } : seeds)}\n`

/** A data set that is there must be made of what is asked for: it is not made again. */
async function checkDataset(dataset) {
  const [file, list] = [dataFile(dataset.name), seedsFile(dataset.name)]
  if (!existsSync(file)) return
  const known = existsSync(list) ? await readFile(list, 'utf8') : 'no list of them'
  if (known === madeOf(dataset)) return
  throw new Error(
    `${file} is of other fields or rows (${list}): move it away, and it is made again`,
  )
}

async function makeDataset(dataset) {
  const { name, set, seeds, nRows } = dataset
  const file = dataFile(name)
  if (existsSync(file)) return
  // First the list: a data set never stands there without it.
  await writeFile(seedsFile(name), madeOf(dataset))
  const wholes = seeds.map((seed) => catalogOf(set, seed))
  const catalogs =
    nRows < N_CANDIDATES ? await Promise.all(wholes.map((one) => firstRows(one, nRows))) : wholes
  const inputs = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', PLANES]
  await runVerb('cutouts', ...inputs, ...layout, '--votes', VOTES.join(), '--out', file)
}

async function dropMosaics(set, seed) {
  const folder = folderOf(set, seed)
  for (const name of await readdir(folder)) {
    if (name.endsWith('_drc.fits')) await rm(join(folder, name))
  }
}

for (const dataset of datasets) await checkDataset(dataset)
for (const { set } of sets) await mkdir(join(out, set), { recursive: true })
// Validation and test first: they are needed whenever the training is started.
const order = [...sets.slice(1), sets[0]]
const queue = order.flatMap(({ set, seeds }) => seeds.map((seed) => ({ set, seed })))
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await simulated(next.set, next.seed)
}
await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
for (const dataset of datasets) await makeDataset(dataset)
if (values['drop-mosaics']) {
  for (const { set, seeds } of sets) for (const seed of seeds) await dropMosaics(set, seed)
}
