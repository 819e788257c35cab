/**
 * Background and noise of one cell of the mesh, by the rule of SExtractor (Bertin & Arnouts 1996,
 * A&AS 117, 393, section 3; its manual, "Modeling the background").
 *
 * The pixels are cut at 5 sigma from their mean, after a first cut at 2 sigma. Then they are cut at
 * 3 sigma from the median until sigma stays. The background is the mode, 2.5 median - 1.5 mean; in
 * a crowded cell, where mean and median differ by 0.3 sigma or more, it is the median.
 */
import { firstAbove, firstAtLeast, medianOfSorted } from '../statistics/index.js'

/** How the background of a cell is found. */
export type CellRule =
  /** SExtractor's. */
  | 'sextractor'
  /** For fields where sources cover most pixels; see {@link crowdedCell}. */
  | 'crowded'

export interface CellValues {
  /** NaN where too few pixels of the cell have a value. */
  readonly level: number
  /** Standard deviation of the pixels of the sky. */
  readonly noise: number
}

const EMPTY: CellValues = { level: Number.NaN, noise: Number.NaN }

const FIRST_CUT = 2
const RANGE = 5
const CUT = 3
const SETTLED = 1e-4
const MOST_ROUNDS = 100
/** Mean less median, in sigma, from which a cell counts as crowded. */
const SKEWED = 0.3
/** Where a smaller share of the pixels lies below the mode, the mode says nothing. */
const LEAST_BELOW = 0.05

/**
 * Background and noise of the pixels of a cell.
 *
 * @param values finite pixels of the cell; they are sorted in place
 * @example cellValues(pixels, 'sextractor') // { level: 0.0124, noise: 0.0031 }
 */
export function cellValues(values: Float32Array, rule: CellRule): CellValues {
  if (values.length === 0) return EMPTY
  const sums = new SortedSums(values.sort())
  const kept = clipped(sums)
  if (kept.noise === 0) return { level: kept.mean, noise: 0 }
  if (rule === 'crowded') return crowdedCell(sums, kept)
  const isSkewed = Math.abs(kept.mean - kept.middle) >= SKEWED * kept.noise
  const level = isSkewed ? kept.middle : 2.5 * kept.middle - 1.5 * kept.mean
  return { level, noise: kept.noise }
}

interface Kept {
  readonly middle: number
  readonly mean: number
  readonly noise: number
}

function clipped(sums: SortedSums): Kept {
  let [from, to] = [0, sums.length]
  for (const width of [FIRST_CUT, RANGE]) {
    const { mean, noise } = sums.within(from, to)
    ;[from, to] = sums.between(mean - width * noise, mean + width * noise)
  }
  let kept = { ...sums.within(from, to), middle: sums.middle(from, to) }
  for (let round = 0, before = 0; round < MOST_ROUNDS; round++) {
    if (!(Math.abs(kept.noise / before - 1) > SETTLED)) break
    before = kept.noise
    const [a, b] = sums.between(kept.middle - CUT * before, kept.middle + CUT * before)
    ;[from, to] = [Math.max(from, a), Math.min(to, b)]
    kept = { ...sums.within(from, to), middle: sums.middle(from, to) }
  }
  return kept
}

/**
 * Sources only add light. The level is the mode 3 median - 2 mean (Stetson 1987, PASP 99, 191), in
 * skewed cells too. The noise is the root mean square of the distances from it of the pixels below
 * it, which are sky alone.
 */
function crowdedCell(sums: SortedSums, { middle, mean, noise }: Kept): CellValues {
  const level = 3 * middle - 2 * mean
  const below = sums.between(level - 2 * CUT * noise, level)
  if (below[1] - below[0] < LEAST_BELOW * sums.length) return { level: middle, noise }
  return { level, noise: Math.sqrt(sums.meanSquareFrom(level, ...below)) }
}

/** Sorted values with the sums up to each, about their median: means of any range in one step. */
class SortedSums {
  readonly length: number
  private readonly origin: number
  private readonly first: Float64Array
  private readonly second: Float64Array

  constructor(readonly sorted: Float32Array) {
    this.length = sorted.length
    this.origin = medianOfSorted(sorted)
    this.first = new Float64Array(this.length + 1)
    this.second = new Float64Array(this.length + 1)
    for (let i = 0; i < this.length; i++) {
      const value = sorted[i] - this.origin
      this.first[i + 1] = this.first[i] + value
      this.second[i + 1] = this.second[i] + value * value
    }
  }

  /** The range of values in [low, high]. */
  between(low: number, high: number): [from: number, to: number] {
    return [firstAtLeast(this.sorted, low), firstAbove(this.sorted, high)]
  }

  within(from: number, to: number): { mean: number; noise: number } {
    const n = to - from
    const mean = (this.first[to] - this.first[from]) / n
    const square = (this.second[to] - this.second[from]) / n - mean * mean
    return { mean: this.origin + mean, noise: Math.sqrt(Math.max(square, 0)) }
  }

  meanSquareFrom(centre: number, from: number, to: number): number {
    const { mean, noise } = this.within(from, to)
    return noise * noise + (mean - centre) ** 2
  }

  middle(from: number, to: number): number {
    return medianOfSorted(this.sorted.subarray(from, to))
  }
}
