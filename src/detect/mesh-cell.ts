/**
 * Background and noise of one cell of the mesh, by the rule of SExtractor (Bertin & Arnouts 1996,
 * A&AS 117, 393, section 3; its manual, "Modeling the background").
 *
 * The pixels are cut at 5 sigma from their mean, after a first cut at 2 sigma. Then they are cut at
 * 3 sigma from the median until sigma stays. The background is the mode, 2.5 median - 1.5 mean; in
 * a crowded cell, where mean and median differ by 0.3 sigma or more, it is the median.
 */
import type { ClippedHistogram } from './clipped-histogram.js'

/**
 * How the background of a cell is found: as SExtractor does it, or for fields where sources cover
 * most pixels ({@link crowdedCell}).
 */
export const CELL_RULES = ['sextractor', 'crowded'] as const
export type CellRule = (typeof CELL_RULES)[number]

export interface CellValues {
  /** NaN where too few pixels of the cell have a value. */
  readonly level: number
  /** Standard deviation of the pixels of the sky. */
  readonly noise: number
}

const EMPTY: CellValues = { level: Number.NaN, noise: Number.NaN }

const FIRST_CUT = 2
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
 * @param values finite pixels of the cell
 * @param histogram where they are counted; one may serve many cells
 * @example cellValues(pixels, 'sextractor', histogram) // { level: 0.0124, noise: 0.0031 }
 */
export function cellValues(
  values: Float32Array,
  rule: CellRule,
  histogram: ClippedHistogram,
): CellValues {
  if (values.length === 0) return EMPTY
  const all = momentsWithin(values, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  const [low, high] = [-FIRST_CUT, FIRST_CUT].map((cut) => all.mean + cut * all.noise)
  const first = all.noise > 0 ? momentsWithin(values, low, high) : all
  if (!(first.noise > 0)) return { level: first.mean, noise: 0 }
  histogram.take(values, first.mean, first.noise)
  const kept = clipped(histogram)
  if (rule === 'crowded') return crowdedCell(histogram, kept, values.length)
  const isSkewed = Math.abs(kept.mean - kept.middle) >= SKEWED * kept.noise
  const level = isSkewed ? kept.middle : 2.5 * kept.middle - 1.5 * kept.mean
  return { level, noise: kept.noise }
}

interface Moments {
  readonly mean: number
  readonly noise: number
}

/** Of the values in [low, high]; sums are about the first value, so that no digits are lost. */
function momentsWithin(values: Float32Array, low: number, high: number): Moments {
  const origin = values[0]
  let n = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value < low || value > high) continue
    const past = value - origin
    n++
    sum += past
    squares += past * past
  }
  const mean = sum / n
  return { mean: origin + mean, noise: Math.sqrt(Math.max(squares / n - mean * mean, 0)) }
}

interface Kept extends Moments {
  readonly middle: number
}

function clipped(histogram: ClippedHistogram): Kept {
  let [from, to] = [0, histogram.nBins]
  let kept = histogram.within(from, to)
  for (let round = 0, before = 0; round < MOST_ROUNDS; round++) {
    if (!(Math.abs(kept.noise / before - 1) > SETTLED)) break
    before = kept.noise
    const [a, b] = histogram.between(kept.middle - CUT * before, kept.middle + CUT * before)
    ;[from, to] = [Math.max(from, a), Math.min(to, b)]
    kept = histogram.within(from, to)
  }
  return kept
}

/**
 * Sources only add light. The level is the mode 3 median - 2 mean (Stetson 1987, PASP 99, 191), in
 * skewed cells too. The noise is the root mean square of the distances from it of the pixels below
 * it, which are sky alone.
 */
function crowdedCell(
  histogram: ClippedHistogram,
  { middle, mean, noise }: Kept,
  nValues: number,
): CellValues {
  const level = 3 * middle - 2 * mean
  const below = histogram.between(level - 2 * CUT * noise, level)
  const { n, ...ofBelow } = histogram.within(...below)
  if (n < LEAST_BELOW * nValues) return { level: middle, noise }
  return { level, noise: Math.hypot(ofBelow.noise, ofBelow.mean - level) }
}
