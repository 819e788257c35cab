// How much does fine-tuning help where the default model was not trained? Simulates fields that are
// farther away and less exposed than all of its training. Trains on 100, 300 and 1,000 of their
// candidates, from the default model and from random weights. Scores both on two other fields of
// the same kind. Prints a table of docs/studies/default-model.md.
//
// usage: npm run build && node scripts/default-model/shifted.mjs OUT [--model FILE] [--seeds N]
//   OUT            gets fields, data sets and runs; those that are there already are kept
//   --model FILE   a model (the shipped one)
//   --seeds N      trainings per number of candidates and start (3)
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../../dist/index.js'
import { starsift } from './program.mjs'

const LABELS = [100, 300, 1000]
const FIELDS = { labelled: { seed: 4000, n: 5 }, unseen: { seed: 5000, n: 2 } }
const LOOK = ['--population', 'ngc1566', '--distance-mpc', 40, '--exposures', '476,224,193,229,198']
const STAMPS = ['--origin', 1, '--size', 48]
const RECIPE = { epochs: 20, batch: 16, learningRate: 3e-4, patience: null }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'shipped' },
    seeds: { type: 'string', default: '3' },
  },
})
const [out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/shifted.mjs OUT')

async function catalogsOf(set) {
  const { seed, n } = FIELDS[set]
  const size = ['--size', 1600, '--candidates-per-field', 700, '--fields', n]
  const folder = join(out, set)
  if (!existsSync(folder))
    await starsift('simulate', '--out', folder, '--seed', seed, ...size, ...LOOK, '--json')
  return Array.from({ length: n }, (_, i) => {
    const name = `sim${seed}-${i + 1}`
    return join(folder, name, `${name}_candidates.ecsv`)
  })
}

async function datasetOf(name, catalogs) {
  const file = join(out, `${name}.fits`)
  const fields = catalogs.flatMap((catalog) => ['--field', `${dirname(catalog)}=${catalog}`])
  if (!existsSync(file)) await starsift('cutouts', ...fields, ...STAMPS, '--out', file, '--json')
  return file
}

/** Draws n rows from all catalogues together, as many from each, and writes them beside these. */
async function drawn(catalogs, n, seed) {
  const share = Math.ceil(n / catalogs.length)
  return Promise.all(
    catalogs.map(async (catalog, i) => {
      const lines = (await readFile(catalog, 'utf8')).trimEnd().split('\n')
      const first = lines.findIndex((line) => !line.startsWith('#')) + 1
      const rows = new Random(1000 * seed + i)
        .shuffled(Array(lines.length - first).keys())
        .slice(0, share)
      const file = catalog.replace('_candidates', `_${n}-of-seed-${seed}`)
      const kept = rows.sort((a, b) => a - b).map((row) => lines[first + row])
      await writeFile(file, `${[...lines.slice(0, first), ...kept].join('\n')}\n`)
      return file
    }),
  )
}

async function tuned(name, dataset, test, seed, init) {
  const folder = join(out, name)
  const recipe = join(out, 'recipe.yaml')
  await writeFile(recipe, JSON.stringify(RECIPE))
  if (!existsSync(join(folder, 'result.json'))) {
    const words = [dataset, '--preset', 'starsift', '--config', recipe, '--test', test]
    const more = ['--seed', seed, '--out', folder, '--resume', '--json']
    await starsift('train', ...words, ...init, ...more)
  }
  return JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')).test
}

async function asShipped(catalogs) {
  const files = []
  for (const catalog of catalogs) {
    const file = catalog.replace('_candidates.ecsv', '_classes.csv')
    const words = ['--catalog', catalog, '--origin', 1, '--out', file]
    if (values.model !== 'shipped') words.push('--model', values.model)
    const { flags } = await starsift('classify', dirname(catalog), ...words, '--json')
    console.error(`${file}: flags ${JSON.stringify(flags)}`)
    files.push(file)
  }
  const words = ['--truth', ...catalogs, '--out', join(out, 'evaluation')]
  return (await starsift('evaluate', ...files, ...words, '--json')).predictions[0]
}

const percent = (share) => `${(100 * share).toFixed(1)} %`
const spread = (shares) => {
  const mean = shares.reduce((sum, v) => sum + v, 0) / shares.length
  const square = shares.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  return `${percent(mean)} +- ${(100 * Math.sqrt(square / (shares.length - 1))).toFixed(1)}`
}

await mkdir(out, { recursive: true })
const labelled = await catalogsOf('labelled')
const unseen = await catalogsOf('unseen')
const test = await datasetOf('unseen-stamps', unseen)
const before = await asShipped(unseen)
const both = [before.fourClasses, before.twoClasses].map(({ accuracy }) => percent(accuracy.value))
console.log(`n = ${before.n}, ${values.seeds} seeds\n`)
console.log('| labels | start | four classes | two classes |\n|---|---|---|---|')
console.log(`| 0 | the default model | ${both.join(' | ')} |`)
for (const n of LABELS) {
  for (const [start, init] of [
    ['the default model', ['--init', values.model]],
    ['random', []],
  ]) {
    const results = []
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      const dataset = await datasetOf(`${n}-${seed}`, await drawn(labelled, n, seed))
      const name = `${n}-${start.replaceAll(' ', '-')}-${seed}`
      results.push(await tuned(name, dataset, test, seed, init))
    }
    const cells = ['accuracy', 'accuracyTwo'].map((key) => spread(results.map((r) => r[key])))
    console.log(`| ${n} | ${start} | ${cells.join(' | ')} |`)
  }
}
