// Gives the card of models/starsift-typical.onnx a threshold of `unlike_training` for each set of
// bands, and the checksum of the card. (A model that `starsift train` makes today has both; this
// one was made before.) The graph stays the same, byte for byte, and so do all classes. The
// thresholds are the same quantile as that of all bands, over the validation fields without these
// bands. Prints them, and the share of the fields OTHER that each threshold flags, and that the one
// threshold flagged.
//
// usage: npm run build && node scripts/default-model/thresholds.mjs VALIDATION [OTHER]
//   VALIDATION   validation.fits of fields.mjs
//   OTHER        a data set of other fields, e.g. test.fits: nothing is fitted to it
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { memorySource } from '../../dist/bytes/index.js'
import { stampPreparation } from '../../dist/cutouts/index.js'
import { readDatasets } from '../../dist/datasets/index.js'
import { readModel, sealedModel } from '../../dist/models/index.js'
import { openSession, readOnnxOutline } from '../../dist/nn/index.js'
import { quantile } from '../../dist/statistics/index.js'

const BATCH = 250

const [validation, other] = process.argv.slice(2)
if (!validation) throw new Error('usage: node scripts/default-model/thresholds.mjs VALIDATION')
const file = resolve(import.meta.dirname, '../../models/starsift-typical.onnx')
const source = memorySource(await readFile(file), file)
const { card, bytes, beside } = await readModel(source)
const { graph } = await readOnnxOutline(source)
const names = card.bands.map(({ name }) => name)
const session = await openSession(bytes, { nThreads: 1 })
const [fitted, tried] = [await stampsOf(validation), other && (await stampsOf(other))]
const all = await thresholdWithout([])
console.log(`n = ${fitted.n}; all bands: ${all}, in the card ${card.novelty.threshold}`)
const missing = []
for (const bands of missingSets()) {
  const threshold = await thresholdWithout(bands)
  missing.push({ bands, threshold })
  if (!tried) continue
  const found = await noveltiesWithout(tried, bands)
  const share = (limit) =>
    `${((100 * found.filter((d) => !(d <= limit)).length) / tried.n).toFixed(1)} %`
  const shares = [card.novelty.threshold, threshold].map(share)
  console.log(`| ${[bands.join(', '), threshold, ...shares].join(' | ')} |`)
}
const { threshold, quantile: share } = card.novelty
const sealed = { ...card, novelty: { threshold, quantile: share, missing } }
await writeFile(file, await sealedModel(bytes.subarray(graph.start, graph.end), sealed, beside))
await session.release()

/** Every set of bands that may be missing, few first. */
function missingSets() {
  const sets = Array.from({ length: 2 ** names.length - 1 }, (_, i) =>
    names.filter((_, band) => (i + 1) & (1 << band)),
  )
  const most = names.length - card.fewestBands
  return sets.filter(({ length }) => length <= most).sort((a, b) => a.length - b.length)
}

async function thresholdWithout(bands) {
  const found = await noveltiesWithout(fitted, bands)
  return Number(quantile(Float64Array.from(found).sort(), card.novelty.quantile).toPrecision(6))
}

/** Prepared stamps, as classify shows them to the network. */
async function stampsOf(path) {
  const labels = { from: 'column', columns: ['class'] }
  const { prepare, cropPx } = stampPreparation(card)
  const { crops, classes } = await readDatasets([path], { labels, cropPx })
  return { prepared: prepare(crops), n: classes.length }
}

async function noveltiesWithout({ prepared, n }, bands) {
  const [nBands, side] = [names.length, card.sizePx]
  const nPixels = side ** 2
  const found = []
  for (let start = 0; start < n; start += BATCH) {
    const end = Math.min(n, start + BATCH)
    const data = prepared.slice(start * nBands * nPixels, end * nBands * nPixels)
    for (const [band, name] of names.entries()) {
      if (!bands.includes(name)) continue
      for (let i = band; i < (end - start) * nBands; i += nBands) {
        data.fill(0, i * nPixels, (i + 1) * nPixels)
      }
    }
    const shape = [end - start, nBands, side, side]
    found.push(...(await session.run({ stamps: { shape, data } })).novelty.data)
  }
  return found
}
