// Does the photometry of a catalogue tell something that the default model does not see? Boosted
// trees learn the classes from the model's probabilities, from magnitudes, colours, concentration
// and crowding, and from both. Each validation field is classified by trees that learned from the
// other four. Prints a table of docs/studies/typical-model.md.
//
// usage: npm run build && node scripts/default-model/photometry.mjs FIELDS OUT [--model FILE]
//   FIELDS         the folder that fields.mjs made
//   OUT            gets the catalogues
//   --model FILE   a model (models/starsift.onnx)
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withFile } from '../../dist/files/index.js'
import { evaluation, trees } from '../../dist/index.js'
import { readTable } from '../../dist/tables/index.js'
import { fieldNames, starsift } from './program.mjs'

const SEED = 1
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string', default: 'models/starsift.onnx' } },
})
const [fields, out] = positionals
if (!out) throw new Error('usage: node scripts/default-model/photometry.mjs FIELDS OUT')
await mkdir(out, { recursive: true })

const names = await fieldNames(fields, 'validation')

const rows = { field: [], truth: [], network: [], seen: [], photometry: [] }
for (const name of names) {
  const folder = join(fields, 'validation', name)
  const catalog = join(folder, `${name}_candidates.ecsv`)
  const file = join(out, `${name}.csv`)
  const words = ['--catalog', catalog, '--origin', 1, '--model', values.model, '--out', file]
  await starsift('classify', folder, ...words, '--json')
  const table = await withFile(file, readTable)
  const truth = evaluation.truthOf(table, { origin: 1 })
  const photometry = evaluation.photometricFeatures(truth)
  const logs = [1, 2, 3, 4].map((k) => table.column(`ml_p${k}`).values.map((p) => Math.log(p)))
  for (const [row, label] of truth.classes.entries()) {
    rows.field.push(name)
    rows.truth.push(label)
    rows.network.push(Number(table.column('ml_class').values[row]))
    rows.seen.push(logs.map((values) => values[row]))
    rows.photometry.push(photometry.map((values) => values[row]))
  }
}

function scored(name, found) {
  const share = (right) =>
    rows.truth.filter((label, i) => right(label) === right(found[i])).length / rows.truth.length
  const percent = (right) => `${(100 * share(right)).toFixed(1)} %`
  console.log(`| ${name} | ${percent((label) => label)} | ${percent((label) => label < 3)} |`)
}

function byTrees(name, ofRow) {
  const columns = ofRow(0).map((_, k) => rows.truth.map((_, row) => ofRow(row)[k]))
  scored(name, trees.crossValidateByField(columns, rows.truth, rows.field, SEED).predicted)
}

console.log(
  `n = ${rows.truth.length}, seed ${SEED}\n\n| | four classes | two classes |\n|---|---|---|`,
)
scored('the network', rows.network)
byTrees('trees on its probabilities', (row) => rows.seen[row])
byTrees('trees on photometry', (row) => rows.photometry[row])
byTrees('trees on both', (row) => [...rows.seen[row], ...rows.photometry[row]])
