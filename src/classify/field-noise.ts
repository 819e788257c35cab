/**
 * The noise of a field, for comparison with the fields of training: by fifty stamps from all over the whole catalogue, so
 * that every shard of it comes to the same answer. They come as ten times five neighbours in the order of their rows, which
 * share most of the rows that are read for them.
 */
import { FieldNoise } from '../cutouts/index.js'
import type { Stamps } from './score-candidates.js'

const N_PLACES = 10
const STAMPS_A_PLACE = 5
/** With fewer stamps the median says more of them than of the field. */
const FEWEST_MEASURED = 20

/**
 * @param stamps of the whole catalogue
 * @returns of each band, e-/s, NaN where no stamp has a spread; undefined where there are fewer than 20 stamps
 */
export async function fieldNoise({
  placed,
  cutter,
  preparation,
  picture: [nBands],
}: Stamps): Promise<number[] | undefined> {
  const windows = sample([...placed.windows.values()])
  if (windows.length < FEWEST_MEASURED) return undefined
  const noise = new FieldNoise(nBands)
  for (let start = 0; start < windows.length; start += cutter.batch) {
    const part = windows.slice(start, start + cutter.batch)
    const crops = new Float32Array(part.length * cutter.stampLength)
    await cutter.cut(part, crops)
    for (let at = 0; at < crops.length; at += cutter.stampLength) {
      noise.add(preparation.resampled(crops.slice(at, at + cutter.stampLength)))
    }
  }
  return noise.ofBands()
}

/** Sorted as they were; all where there are no more. */
function sample<T>(sorted: readonly T[]): readonly T[] {
  if (sorted.length <= N_PLACES * STAMPS_A_PLACE) return sorted
  return Array.from({ length: N_PLACES }, (_, place) => {
    const first = Math.floor((place * sorted.length) / N_PLACES)
    return sorted.slice(first, first + STAMPS_A_PLACE)
  }).flat()
}
