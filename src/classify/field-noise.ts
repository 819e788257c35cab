/**
 * The noise of a field, for comparison with the fields of training: by fifty stamps spread over the whole catalogue, so
 * that every shard of it comes to the same answer.
 */
import { FieldNoise } from '../cutouts/index.js'
import type { Stamps } from './score-candidates.js'

const MOST_MEASURED = 50
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
  const step = Math.max(1, Math.ceil(placed.windows.size / MOST_MEASURED))
  const windows = [...placed.windows.values()].filter((_, i) => i % step === 0)
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
