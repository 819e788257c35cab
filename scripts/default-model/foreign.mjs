// What does the flag `unlike_training` of the default model notice? Takes 1,000 stamps of the test
// fields as they are, and changes them so that they are like nothing in the training. Prints how
// many lie beyond the threshold of the model's card, a table of docs/studies/default-model.md.
//
// usage: npm run build && node scripts/default-model/foreign.mjs FIELDS
//   FIELDS   the folder that fields.mjs made
import { join, resolve } from 'node:path'
import { withFile } from '../../dist/files/index.js'
import { Random } from '../../dist/index.js'
import { readModel } from '../../dist/models/index.js'
import { openSession } from '../../dist/nn/index.js'
import { datasetFor, pictureOf, preparedRows } from './prepared.mjs'

const [N, SIDE, N_BANDS, SEED] = [1000, 48, 5, 1]
const PLANE = SIDE ** 2
const STAMP = N_BANDS * PLANE

const [fields] = process.argv.slice(2)
if (!fields) throw new Error('usage: node scripts/default-model/foreign.mjs FIELDS')
const file = resolve(import.meta.dirname, '../../models/starsift.onnx')
const { card, bytes } = await withFile(file, readModel)
const dataset = await datasetFor(card, join(fields, 'test.fits'))
const random = new Random(SEED)
const rows = Array.from({ length: N }, () => random.integer(dataset.classes.length))
const pixels = new Float32Array(N * STAMP)
for (const [i, row] of rows.entries()) {
  pixels.set(dataset.crops.subarray(row * STAMP, (row + 1) * STAMP), i * STAMP)
}

/** Takes each pixel from another place of the same stamp, which `from` names. */
const moved = (from) =>
  pixels.map((_, i) => {
    const k = i % STAMP
    const [band, y, x] = [Math.floor(k / PLANE), Math.floor(k / SIDE) % SIDE, k % SIDE]
    const [b, v, u] = from(band, y, x)
    return pixels[i - k + b * PLANE + v * SIDE + u]
  })
const quarter = SIDE / 4
const CHANGES = {
  'as they are': () => pixels.slice(),
  'a thousand times as bright, as counts would be': () => pixels.map((v) => 1000 * v),
  'ten times as bright': () => pixels.map((v) => 10 * v),
  'a tenth as bright': () => pixels.map((v) => v / 10),
  'bands in reverse': () => moved((band, y, x) => [N_BANDS - 1 - band, y, x]),
  'twice as large': () => moved((band, y, x) => [band, quarter + (y >> 1), quarter + (x >> 1)]),
  'a trail of 0.5 e-/s, 3 px wide, through the middle': () =>
    pixels.map((v, i) => (Math.abs((Math.floor(i / SIDE) % SIDE) - SIDE / 2) < 2 ? v + 0.5 : v)),
  'noise of 0.015 e-/s alone': () => pixels.map(() => 0.015 * random.normal()),
}

const session = await openSession(bytes)
/** As if the changed stamps were the data set. */
const shown = { ...dataset, filters: rows.map((row) => dataset.filters[row]) }
console.log('| stamps | flagged |\n|---|---|')
for (const [name, change] of Object.entries(CHANGES)) {
  const data = preparedRows(shown, card, 0, N, change())
  const { novelty } = await session.run({ stamps: { shape: [N, ...pictureOf(card)], data } })
  const nFlagged = novelty.data.filter((value) => !(value <= card.novelty.threshold)).length
  console.log(`| ${name} | ${((100 * nFlagged) / N).toFixed(1)} % |`)
}
await session.release()
