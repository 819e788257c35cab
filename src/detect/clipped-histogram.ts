/**
 * The pixels of a cell within 5 sigma of their mean, in 4096 bins, with the sums up to each bin. So
 * the mean, the scatter and the median of any range take one step. A bin is 0.0024 sigma wide.
 */

const N_BINS = 4096
const RANGE_SIGMAS = 5

export class ClippedHistogram {
  readonly nBins = N_BINS
  private start = 0
  private width = 1
  /** Up to a bin: the number of pixels, the sum of their bins, and of the squares. */
  private readonly counts = new Int32Array(N_BINS + 1)
  private readonly first = new Float64Array(N_BINS + 1)
  private readonly second = new Float64Array(N_BINS + 1)

  /**
   * Holds these pixels, in place of those before.
   *
   * @param sigma above 0
   */
  take(values: Float32Array, mean: number, sigma: number): void {
    this.start = mean - RANGE_SIGMAS * sigma
    this.width = (2 * RANGE_SIGMAS * sigma) / N_BINS
    const { start, counts, first, second } = this
    counts.fill(0)
    const perBin = 1 / this.width
    for (let i = 0; i < values.length; i++) {
      const bin = (values[i] - start) * perBin
      if (bin >= 0 && bin < N_BINS) counts[(bin | 0) + 1]++
    }
    for (let bin = 0, n = 0, sum = 0, squares = 0; bin < N_BINS; bin++) {
      const more = counts[bin + 1]
      n += more
      sum += more * bin
      squares += more * bin * bin
      counts[bin + 1] = n
      first[bin + 1] = sum
      second[bin + 1] = squares
    }
  }

  /** The bins whose centres lie in [low, high]: from the first up to the one behind the last. */
  between(low: number, high: number): [from: number, to: number] {
    const [from, to] = [low, high].map((value) => (value - this.start) / this.width)
    const clamp = (bin: number) => Math.min(Math.max(Math.round(bin), 0), N_BINS)
    return [clamp(from), clamp(to)]
  }

  /** Of the pixels in bins [from, to); NaN where there are none. */
  within(from: number, to: number): { n: number; mean: number; noise: number; middle: number } {
    const n = this.counts[to] - this.counts[from]
    const mean = (this.first[to] - this.first[from]) / n
    const square = (this.second[to] - this.second[from]) / n - mean * mean
    const noise = this.width * Math.sqrt(Math.max(square, 0))
    return { n, mean: this.valueOf(mean), noise, middle: this.middle(from, n) }
  }

  private middle(from: number, n: number): number {
    if (n === 0) return Number.NaN
    const before = this.counts[from]
    const low = this.binOfRank(before + Math.floor((n - 1) / 2))
    const high = this.binOfRank(before + Math.floor(n / 2))
    return this.valueOf((low + high) / 2)
  }

  /** The bin of the pixel that has so many before it. */
  private binOfRank(rank: number): number {
    let [low, high] = [0, N_BINS - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.counts[middle + 1] > rank) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The centre of a bin. */
  private valueOf(bin: number): number {
    return this.start + (bin + 0.5) * this.width
  }
}
