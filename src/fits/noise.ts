/**
 * The noise of a row of pixels, by the medians of differences between neighbours, which sources and
 * slopes of the background hardly change (Pence et al. 2010, PASP 122, 1065; the 3rd order is that
 * of Stoehr et al. 2008, ST-ECF Newsletter 42). For normal noise of width s,
 *
 *     s = 1.0483579 median |v5 - v7|
 *     s = 0.6052697 median |2 v5 - v3 - v7|
 *     s = 0.1772048 median |6 v5 - 4 v3 - 4 v7 + v1 + v9|
 *
 * of nine pixels v1 to v9 in turn; the smallest counts. CFITSIO computes it so, float by float,
 * and here each step is rounded as there: the same pixels are packed to the same bytes.
 */

/** What is known about the pixels of a tile; all NaN if one of them is. */
export interface TileStatistics {
  /** The width of the noise; 0 where it cannot be told, or where all pixels are alike. */
  readonly noise: number
  readonly least: number
  readonly most: number
}

const exact = (value: number) => value

export function tileStatistics(pixels: Float32Array | Float64Array): TileStatistics {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < pixels.length; i++) {
    if (Number.isNaN(pixels[i])) return { noise: Number.NaN, least: Number.NaN, most: Number.NaN }
    if (pixels[i] < least) least = pixels[i]
    if (pixels[i] > most) most = pixels[i]
  }
  return { noise: noiseOf(pixels), least, most }
}

function noiseOf(v: Float32Array | Float64Array): number {
  const n = Math.max(0, v.length - 8)
  const round = v instanceof Float32Array ? Math.fround : exact
  // What is put into them is rounded as the pixels are.
  const [second, third, fifth] = [0, 1, 2].map(() => v.slice(0, n).fill(0))
  let [nSecond, nThird] = [0, 0]
  for (let i = 0; i < n; i++) {
    // Plain names: an array of them would be made and thrown away for each pixel.
    const v3 = v[i + 2]
    const v5 = v[i + 4]
    const v7 = v[i + 6]
    const isFlat = v5 === v7 && v5 === v[i + 5]
    if (!isFlat) second[nSecond++] = Math.abs(v5 - v7)
    if (isFlat && v3 === v5 && v5 === v[i + 3]) continue
    third[nThird] = Math.abs(round(2 * v5 - v3) - v7)
    const outer = round(round(round(6 * v5) - 4 * v3) - 4 * v7)
    fifth[nThird++] = Math.abs(round(outer + v[i]) + v[i + 8])
  }
  if (nThird === 0) return 0
  // What is flat counts as a difference of 0 in the second order.
  const hasSecond = nThird === 1 ? nSecond === 1 : nSecond > 1
  const of2 = hasSecond ? 1.0483579 * median(second.subarray(0, nThird)) : 0
  const of3 = 0.6052697 * median(third.subarray(0, nThird))
  const of5 = 0.1772048 * median(fifth.subarray(0, nThird))
  const least = of2 !== 0 && of2 < of3 ? of2 : of3
  return of5 !== 0 && of5 < least ? of5 : least
}

/** The lower one of the two in the middle; the values are sorted in part (Hoare's selection). */
function median(values: Float32Array | Float64Array): number {
  const middle = (values.length - 1) >> 1
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const pivot = values[middle]
    let [i, j] = [low, high]
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const swapped = values[i]
      values[i++] = values[j]
      values[j--] = swapped
    }
    if (j < middle) low = i
    if (i > middle) high = j
  }
  return values[middle]
}
