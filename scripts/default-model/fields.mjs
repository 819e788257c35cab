// Makes the simulated fields of models/starsift-typical.onnx, the default model of before
// (docs/studies/typical-model.md), and the eight test fields. They differ in population, distance,
// depth, camera and share of class 4. Makes what is missing in OUT:
// - training, validation, test: folders with the fields of each set, and a data set of each;
// - common.fits: a smaller training set to compare networks on. It has the first 250 candidates of
//   twelve training fields;
// - fields.json: what each field is like.
//
// usage: npm run build && node scripts/default-model/fields.mjs OUT [--jobs N]
//   --jobs N   fields that are simulated at the same time (2)
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fieldOf, wordsOf } from './field-look.mjs'
import { firstRows, runVerb } from './program.mjs'

const SETS = {
  training: { seed: 1000, n: 24 },
  validation: { seed: 2000, n: 5 },
  test: { seed: 3000, n: 8 },
}
const [SIZE_PX, N_CANDIDATES, STAMP_PX] = [1400, 600, 64]
const COMMON = { nFields: 12, nRows: 250 }
const PLANES = 'F275W,F336W,F435W|F438W,F555W,F814W'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' } },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/fields.mjs OUT [--jobs N]')

async function simulated(set, field) {
  const name = `sim${field.seed}-1`
  const folder = join(out, set, name)
  if (existsSync(join(folder, `${name}_candidates.ecsv`))) return folder
  await runVerb(
    ...['simulate', '--out', join(out, set), '--size', SIZE_PX],
    ...['--candidates-per-field', N_CANDIDATES, ...wordsOf(field)],
  )
  console.error(`${set}: ${name} ${JSON.stringify(field)}`)
  return folder
}

async function datasetOf(name, catalogs) {
  const file = join(out, `${name}.fits`)
  if (existsSync(file)) return
  const inputs = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', PLANES]
  await runVerb('cutouts', ...inputs, ...layout, '--out', file)
}

const catalogOf = (set, { seed }) => join(out, set, `sim${seed}-1`, `sim${seed}-1_candidates.ecsv`)

await mkdir(out, { recursive: true })
const plan = Object.entries(SETS).map(([set, { seed, n }]) => ({
  set,
  fields: Array.from({ length: n }, (_, i) => fieldOf(seed + i)),
}))
await writeFile(join(out, 'fields.json'), `${JSON.stringify(plan, null, 1)}\n`)
const queue = plan.flatMap(({ set, fields }) => fields.map((field) => ({ set, field })))
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) await simulated(next.set, next.field)
}
await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
for (const { set, fields } of plan) {
  await datasetOf(
    set,
    fields.map((field) => catalogOf(set, field)),
  )
}
const first = plan[0].fields.slice(0, COMMON.nFields).map((field) => catalogOf('training', field))
await datasetOf(
  'common',
  await Promise.all(first.map((catalog) => firstRows(catalog, COMMON.nRows))),
)
