// What averages.mjs and ship.mjs share: the logits of a model for stamps in all eight orientations.
import { turned } from '../../dist/cutouts/index.js'
import { withFile } from '../../dist/files/index.js'
import { readModel } from '../../dist/models/index.js'
import { openSession } from '../../dist/nn/index.js'
import { pictureOf, preparedRows } from './prepared.mjs'

const [BATCH, N_CLASSES, N_SYMMETRIES] = [250, 4, 8]

/** The orientations that `classify --orientations N` uses, by N. */
export const SYMMETRIES = { 1: [0], 2: [0, 2], 8: [0, 1, 2, 3, 4, 5, 6, 7] }

/** The logits (n, classes) for the crops of a data set, once per orientation. */
export async function orientationLogits(path, dataset) {
  const { card, bytes } = await withFile(path, readModel)
  const session = await openSession(bytes, { nThreads: 1 })
  const cropPx = card.crop?.sizePx ?? card.sizePx
  const picture = pictureOf(card)
  const n = dataset.classes.length
  if (dataset.cropPx !== cropPx) {
    throw new Error(`${path} needs crops of ${cropPx} px; the data set was read with others`)
  }
  const found = Array.from({ length: N_SYMMETRIES }, () => new Float32Array(n * N_CLASSES))
  for (let start = 0; start < n; start += BATCH) {
    const end = Math.min(n, start + BATCH)
    const stamps = preparedRows(dataset, card, start, end)
    for (const [k, into] of found.entries()) {
      const shape = [end - start, ...picture]
      const data = turned(stamps, card.sizePx, k)
      const { logits } = await session.run({ stamps: { shape, data } })
      into.set(logits.data, start * N_CLASSES)
    }
  }
  await session.release()
  return found
}

export const mean = (sets) =>
  sets[0].map((_, i) => sets.reduce((sum, set) => sum + set[i], 0) / sets.length)
