// Makes the simulated fields of the default model (docs/studies/default-model.md). They differ in
// population, distance, depth, camera and share of class 4. Makes what is missing in OUT:
// - training, validation, test: folders with the fields of each set, and a data set of each;
// - common.fits: a smaller training set to compare networks on. It has the first 250 candidates of
//   twelve training fields;
// - fields.json: what each field is like.
//
// usage: npm run build && node scripts/default-model/fields.mjs OUT [--jobs N]
//   --jobs N   fields that are simulated at the same time (2)
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { Random } from '../../dist/index.js'
import { populationOf } from '../../dist/populations/index.js'

const SETS = {
  training: { seed: 1000, n: 24 },
  validation: { seed: 2000, n: 5 },
  test: { seed: 3000, n: 8 },
}
const [SIZE_PX, N_CANDIDATES, STAMP_PX] = [1400, 600, 64]
const COMMON = { nFields: 12, nRows: 250 }
const POPULATIONS = ['ngc1566', 'ngc628c', 'mean']
const EXPOSURES = [2382, 1119, 965, 1143, 989]
const UVIS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const ACS = ['F275W', 'F336W', 'F435W', 'ACS/F555W', 'ACS/F814W']
const PLANES = 'F275W,F336W,F435W|F438W,F555W,F814W'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' } },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/fields.mjs OUT [--jobs N]')
const cli = resolve(import.meta.dirname, '../../dist/cli/main.js')
const starsift = (...words) =>
  promisify(execFile)(process.execPath, [cli, ...words.map(String)], { maxBuffer: 2 ** 26 })

/**
 * What a field is like. Each field has a seed of its own, so that more fields do not change the
 * others.
 */
function fieldOf(seed) {
  const random = new Random(seed)
  const between = (low, high) => low * (high / low) ** random.uniform()
  const population = POPULATIONS[random.integer(POPULATIONS.length)]
  const isAcs = random.uniform() < 0.5
  const depth = between(0.5, 2)
  return {
    seed,
    population,
    distanceMpc: Number((populationOf(population).distanceMpc * between(0.6, 1.6)).toFixed(2)),
    depth: Number(depth.toFixed(3)),
    bands: isAcs ? ACS : UVIS,
    class4Share: Number((0.25 + 0.35 * random.uniform()).toFixed(3)),
  }
}

async function simulated(set, field) {
  const name = `sim${field.seed}-1`
  const folder = join(out, set, name)
  if (existsSync(join(folder, `${name}_candidates.ecsv`))) return folder
  const exposures = EXPOSURES.map((seconds) => Math.round(seconds * field.depth))
  await starsift(
    ...['simulate', '--out', join(out, set), '--seed', field.seed, '--size', SIZE_PX],
    ...['--population', field.population, '--distance-mpc', field.distanceMpc],
    ...['--class4-share', field.class4Share, '--candidates-per-field', N_CANDIDATES],
    ...['--bands', field.bands.join(), '--exposures', exposures.join()],
  )
  console.error(`${set}: ${name} ${JSON.stringify(field)}`)
  return folder
}

async function datasetOf(name, catalogs) {
  const file = join(out, `${name}.fits`)
  if (existsSync(file)) return
  const inputs = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  const layout = ['--origin', 1, '--size', STAMP_PX, '--bands', PLANES]
  await starsift('cutouts', ...inputs, ...layout, '--out', file)
}

const catalogOf = (set, { seed }) => join(out, set, `sim${seed}-1`, `sim${seed}-1_candidates.ecsv`)

/** Writes the first rows of a catalogue into a file beside it. */
async function shortened(catalog) {
  const lines = (await readFile(catalog, 'utf8')).split('\n')
  const nHeader = lines.findIndex((line) => !line.startsWith('#')) + 1
  const file = catalog.replace('_candidates', `_first${COMMON.nRows}`)
  await writeFile(file, `${lines.slice(0, nHeader + COMMON.nRows).join('\n')}\n`)
  return file
}

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
await datasetOf('common', await Promise.all(first.map(shortened)))
