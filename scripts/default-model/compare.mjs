// How good are some models on the test fields? The whole program classifies every field, and
// evaluates all fields together. Prints tables of docs/studies/default-model.md.
//
// usage: npm run build
//        node scripts/default-model/compare.mjs FIELDS OUT NAME=MODEL... [--missing]
//   FIELDS      the folder that fields.mjs made
//   OUT         gets the results; results of the same model that are there already are kept
//   --missing   also classify without each band, and without each pair of bands (the first model
//               only)
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fieldNames, keepModelSum, percentOf, starsift } from './program.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { missing: { type: 'boolean', default: false } },
})
const [fields, out, ...models] = positionals
if (models.length === 0) {
  throw new Error(
    'usage: node scripts/default-model/compare.mjs FIELDS OUT NAME=MODEL... [--missing]',
  )
}
const BANDS = ['F275W', 'F336W', 'F435W|F438W', 'F555W', 'F814W']

const tests = await fieldNames(fields, 'test')
const catalogs = tests.map((name) => join(fields, 'test', name, `${name}_candidates.ecsv`))

/** A folder with links to the mosaics of a field, without those of some bands. */
async function mosaicsWithout(name, hidden) {
  const whole = join(fields, 'test', name)
  if (hidden.length === 0) return whole
  const folder = join(out, 'mosaics', hidden.join('_').replaceAll('|', '-'), name)
  if (existsSync(folder)) return folder
  await mkdir(folder, { recursive: true })
  const filters = hidden.flatMap((band) => band.toLowerCase().split('|'))
  for (const file of await readdir(whole)) {
    const isHidden = filters.some((filter) => file.includes(`_${filter}_`))
    if (file.endsWith('.fits') && !isHidden) {
      await symlink(resolve(whole, file), join(folder, file))
    }
  }
  return folder
}

/**
 * What `evaluate` says about all test fields together, the seconds that `classify` took, and the
 * share of the rows that it flags `unlike_training`.
 */
async function measured(name, model, hidden = []) {
  const folder = join(out, [name, ...hidden].join('_').replaceAll('|', '-'))
  await keepModelSum(folder, model)
  const said = join(folder, 'result.json')
  if (existsSync(said)) return JSON.parse(await readFile(said, 'utf8'))
  const files = []
  let [seconds, nUnlike, nRows] = [0, 0, 0]
  for (const [i, field] of tests.entries()) {
    const file = join(folder, `${field}.csv`)
    const images = await mosaicsWithout(field, hidden)
    const words = ['--catalog', catalogs[i], '--origin', 1, '--model', model, '--out', file]
    const summary = await starsift('classify', images, ...words, '--json')
    seconds += summary.seconds.total
    nUnlike += summary.flags.unlike_training ?? 0
    nRows += summary.nClassified
    files.push(file)
  }
  const evaluation = await starsift(
    ...['evaluate', ...files, '--truth', ...catalogs, '--magnitude', 'mag_f555w'],
    ...['--out', join(folder, 'evaluation'), '--json'],
  )
  const [result] = evaluation.predictions
  const found = { ...result, seconds, unlike: nUnlike / nRows }
  await writeFile(said, JSON.stringify(found))
  return found
}

console.log('| | n | four classes | two classes | recall 1 | 2 | 3 | 4 | ECE |')
console.log('|---|---|---|---|---|---|---|---|---|')
for (const word of models) {
  const [name, model] = word.split('=')
  const { n, fourClasses, twoClasses, recalls, ece } = await measured(name, model)
  const cells = [name, n, percentOf(fourClasses.accuracy), percentOf(twoClasses.accuracy)]
  console.log(`| ${[...cells, ...recalls.map(percentOf), ece.toFixed(3)].join(' | ')} |`)
}
if (values.missing) {
  const [name, model] = models[0].split('=')
  const whole = await measured(name, model)
  console.log(`\n${name}\n`)
  console.log('| without | four classes | lost | two classes | ECE | unlike |')
  console.log('|---|---|---|---|---|---|')
  const pairs = BANDS.flatMap((a, i) => BANDS.slice(i + 1).map((b) => [a, b]))
  for (const hidden of [[], ...BANDS.map((band) => [band]), ...pairs]) {
    const { fourClasses, twoClasses, ece, unlike } = await measured(name, model, hidden)
    const lost = 100 * (whole.fourClasses.accuracy.value - fourClasses.accuracy.value)
    const cells = [
      hidden.map((band) => band.replace('|', '/')).join(', ') || 'none',
      percentOf(fourClasses.accuracy),
      lost.toFixed(1),
      percentOf(twoClasses.accuracy),
      ece.toFixed(3),
      `${(100 * unlike).toFixed(1)} %`,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}
