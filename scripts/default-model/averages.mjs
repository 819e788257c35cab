// What averaging gains on the validation fields (docs/default-model.md): over the eight orientations of a stamp, over members.
// Probabilities are averaged. Prints a table.
// usage: node scripts/default-model/averages.mjs DATASET MODEL...      DATASET: validation.fits of fields.mjs
import { stampPreparation } from '../../dist/cutouts/index.js'
import { withFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { openSession } from '../../dist/nn/index.js'
import { readDatasets } from '../../dist/train/index.js'

const [BATCH, N_CLASSES] = [250, 4]
const [file, ...models] = process.argv.slice(2)
if (models.length === 0) throw new Error('usage: averages.mjs DATASET MODEL...')

/** Place of the pixel that comes to (y, x), of the k-th of the eight orientations. */
const oriented = (k, y, x, side) => {
  const [v, u] = k & 1 ? [x, y] : [y, x]
  return (k & 2 ? side - 1 - v : v) * side + (k & 4 ? side - 1 - u : u)
}

function turned(stamps, k, side) {
  const plane = side ** 2
  const from = Int32Array.from({ length: plane }, (_, i) =>
    oriented(k, Math.floor(i / side), i % side, side),
  )
  return stamps.map((_, i) => stamps[i - (i % plane) + from[i % plane]])
}

/** Probabilities (n, classes) of each orientation. */
async function probabilities(path, dataset) {
  const { card, bytes } = await withFile(path, readModel)
  const session = await openSession(bytes, { nThreads: 1 })
  const { prepare } = stampPreparation(card)
  const [nBands, side] = [card.bands.length, card.sizePx]
  const length = nBands * side ** 2
  const n = dataset.classes.length
  const found = Array.from({ length: 8 }, () => new Float64Array(n * N_CLASSES))
  for (let start = 0; start < n; start += BATCH) {
    const end = Math.min(n, start + BATCH)
    const stamps = prepare(dataset.crops.slice(start * length, end * length))
    for (const [k, into] of found.entries()) {
      const data = turned(stamps, k, side)
      const shape = [end - start, nBands, side, side]
      const { logits } = await session.run({ stamps: { shape, data } })
      for (let row = start; row < end; row++) {
        const own = logits.data.subarray((row - start) * N_CLASSES, (row - start + 1) * N_CLASSES)
        const powers = [...own].map((v) => Math.exp((v - Math.max(...own)) / card.temperature))
        const sum = powers.reduce((a, b) => a + b)
        into.set(
          powers.map((v) => v / sum),
          row * N_CLASSES,
        )
      }
    }
  }
  await session.release()
  return found
}

const mean = (sets) =>
  sets[0].map((_, i) => sets.reduce((sum, set) => sum + set[i], 0) / sets.length)

function scored(name, p, classes) {
  let [four, two, loss] = [0, 0, 0]
  for (const [row, value] of classes.entries()) {
    const label = value - 1
    const own = p.subarray(row * N_CLASSES, (row + 1) * N_CLASSES)
    const found = own.indexOf(Math.max(...own))
    four += found === label
    two += found < 2 === label < 2
    loss -= Math.log(own[label])
  }
  const n = classes.length
  const percent = (count) => `${((100 * count) / n).toFixed(1)} %`
  console.log(`| ${name} | ${percent(four)} | ${percent(two)} | ${(loss / n).toFixed(3)} |`)
}

const labels = { from: 'column', columns: ['class'] }
const { card } = await withFile(models[0], readModel)
const dataset = await readDatasets([file], { labels, cropPx: card.sizePx })
const answers = []
for (const path of models) answers.push(await probabilities(path, dataset))
console.log(
  `n = ${dataset.classes.length}\n\n| | four classes | two classes | loss |\n|---|---|---|---|`,
)
for (const [i, each] of answers.entries()) {
  scored(`model ${i + 1}`, each[0], dataset.classes)
  scored(`model ${i + 1}, mean over eight orientations`, mean(each), dataset.classes)
}
if (models.length > 1) {
  scored(`mean of ${models.length} models`, mean(answers.map(([first]) => first)), dataset.classes)
  scored(
    `mean of ${models.length} models over eight orientations`,
    mean(answers.flat()),
    dataset.classes,
  )
}
