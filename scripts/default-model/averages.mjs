// How much does averaging gain on the validation fields? Averages the logits over the orientations
// of a stamp, as `classify --orientations` does, and the probabilities over several models.
// Prints a table of docs/studies/default-model.md.
//
// usage: npm run build && node scripts/default-model/averages.mjs DATASET MODEL...
//   DATASET   validation.fits of fields.mjs
import { cardTemperature } from '../../dist/classify/index.js'
import { withFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { mean, orientationLogits, SYMMETRIES } from './orientation-logits.mjs'
import { datasetFor } from './prepared.mjs'

const [N_CLASSES, N_BINS] = [4, 15]
const [file, ...models] = process.argv.slice(2)
if (models.length === 0) {
  throw new Error('usage: node scripts/default-model/averages.mjs DATASET MODEL...')
}

function softmax(logits) {
  return logits.map((value, i) => {
    const first = i - (i % N_CLASSES)
    const own = logits.subarray(first, first + N_CLASSES)
    return 1 / own.reduce((sum, other) => sum + Math.exp(other - value), 0)
  })
}

function scored(name, p, classes) {
  let [four, two, loss] = [0, 0, 0]
  const bins = Array.from({ length: N_BINS }, () => ({ sure: 0, right: 0 }))
  for (const [row, value] of classes.entries()) {
    const own = p.subarray(row * N_CLASSES, (row + 1) * N_CLASSES)
    const sure = Math.max(...own)
    const found = own.indexOf(sure) + 1
    four += found === value
    two += found < 3 === value < 3
    loss -= Math.log(own[value - 1])
    const bin = bins[Math.min(N_BINS - 1, Math.floor(sure * N_BINS))]
    bin.sure += sure
    bin.right += found === value
  }
  const n = classes.length
  const ece = bins.reduce((sum, { sure, right }) => sum + Math.abs(sure - right) / n, 0)
  const percent = (count) => `${((100 * count) / n).toFixed(1)} %`
  const cells = [name, percent(four), percent(two), (loss / n).toFixed(3), ece.toFixed(3)]
  console.log(`| ${cells.join(' | ')} |`)
}

const { card } = await withFile(models[0], readModel)
const dataset = await datasetFor(card, file)
const answers = []
for (const path of models) {
  const { card } = await withFile(path, readModel)
  answers.push({ card, logits: await orientationLogits(path, dataset) })
}
console.log(`n = ${dataset.classes.length}\n`)
console.log('| | four classes | two classes | loss | ECE |\n|---|---|---|---|---|')
for (const [shown, symmetries] of Object.entries(SYMMETRIES)) {
  const each = answers.map(({ card, logits }) => {
    const temperature = cardTemperature(card, Number(shown)) ?? 1
    return softmax(mean(symmetries.map((k) => logits[k])).map((value) => value / temperature))
  })
  const name = `orientations: ${shown}`
  for (const [i, p] of each.entries()) scored(`model ${i + 1}, ${name}`, p, dataset.classes)
  if (models.length > 1) scored(`mean of ${models.length}, ${name}`, mean(each), dataset.classes)
}
