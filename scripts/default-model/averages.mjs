// What averaging gains on the validation fields (docs/default-model.md): over orientations of a stamp, whose logits are
// averaged as `classify --orientations` does, and over models, whose probabilities are. Prints a table.
// usage: node scripts/default-model/averages.mjs DATASET MODEL...      DATASET: validation.fits of fields.mjs
import { stampPreparation, turned } from '../../dist/cutouts/index.js'
import { withFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { openSession } from '../../dist/nn/index.js'
import { readDatasets } from '../../dist/train/index.js'

const [BATCH, N_CLASSES, N_BINS] = [250, 4, 15]
const SYMMETRIES = {
  'as it is': [0],
  'two orientations': [0, 2],
  'eight orientations': [0, 1, 2, 3, 4, 5, 6, 7],
}
const [file, ...models] = process.argv.slice(2)
if (models.length === 0) throw new Error('usage: averages.mjs DATASET MODEL...')

/** Logits (n, classes) over the temperature, of each of the eight orientations. */
async function logitsOf(path, dataset) {
  const { card, bytes } = await withFile(path, readModel)
  const session = await openSession(bytes, { nThreads: 1 })
  const { prepare, cropPx } = stampPreparation(card)
  const [nBands, side] = [card.bands.length, card.sizePx]
  const length = nBands * cropPx ** 2
  const n = dataset.classes.length
  if (dataset.crops.length !== n * length) throw new Error(`${path} takes crops of ${cropPx} px`)
  const found = Array.from({ length: 8 }, () => new Float64Array(n * N_CLASSES))
  for (let start = 0; start < n; start += BATCH) {
    const end = Math.min(n, start + BATCH)
    const stamps = prepare(dataset.crops.slice(start * length, end * length))
    for (const [k, into] of found.entries()) {
      const shape = [end - start, nBands, side, side]
      const { logits } = await session.run({ stamps: { shape, data: turned(stamps, side, k) } })
      into.set(
        logits.data.map((value) => value / (card.temperature ?? 1)),
        start * N_CLASSES,
      )
    }
  }
  await session.release()
  return found
}

const mean = (sets) =>
  sets[0].map((_, i) => sets.reduce((sum, set) => sum + set[i], 0) / sets.length)

function softmax(logits) {
  return logits.map((value, i) => {
    const own = logits.subarray(i - (i % N_CLASSES), i - (i % N_CLASSES) + N_CLASSES)
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

const labels = { from: 'column', columns: ['class'] }
const { card } = await withFile(models[0], readModel)
const dataset = await readDatasets([file], { labels, cropPx: card.crop?.sizePx ?? card.sizePx })
const answers = []
for (const path of models) answers.push(await logitsOf(path, dataset))
console.log(
  `n = ${dataset.classes.length}\n\n| | four classes | two classes | loss | ECE |\n|---|---|---|---|---|`,
)
for (const [shown, symmetries] of Object.entries(SYMMETRIES)) {
  const each = answers.map((of) => softmax(mean(symmetries.map((k) => of[k]))))
  for (const [i, p] of each.entries()) scored(`model ${i + 1}, ${shown}`, p, dataset.classes)
  if (models.length > 1) scored(`mean of ${models.length}, ${shown}`, mean(each), dataset.classes)
}
