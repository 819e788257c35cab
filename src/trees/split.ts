/**
 * The best cut of a node's rows in two, from histograms of gradients (Chen & Guestrin 2016, equation 7):
 * gain = GL^2/(HL + l) + GR^2/(HR + l) - G^2/(H + l), with G and H the sums of first and second
 * derivatives of the loss. Missing values go to whichever side gains more.
 */
import { MISSING, MOST_BINS } from './feature-bins.js'

/** What a tree is fitted to. */
export interface Derivatives {
  readonly first: Float64Array
  readonly second: Float64Array
}

export interface Split {
  readonly feature: number
  /** Codes up to it go left; NaN as {@link missingLeft} says. */
  readonly code: number
  readonly missingLeft: boolean
  readonly gain: number
}

export interface SplitRules {
  /** Rows that either side must have. */
  readonly fewestRows: number
  /** l of the gain: draws leaves of few rows towards 0. */
  readonly shrinkage: number
}

/** Rows, and sums of first and second derivatives: of a bin, of a side. */
interface Sums {
  n: number
  first: number
  second: number
}

const N_CODES = MOST_BINS + 1

/** The best split of these rows, if any gains. */
export function bestSplit(
  codes: readonly Uint8Array[],
  rows: Uint32Array,
  derivatives: Derivatives,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined
  const bins = new Float64Array(3 * N_CODES)
  for (let feature = 0; feature < codes.length; feature++) {
    fillHistogram(bins, codes[feature], rows, derivatives)
    for (const missingLeft of bins[3 * MISSING] > 0 ? [true, false] : [true]) {
      const found = bestCut(bins, missingLeft, rules)
      if (found.gain > (best?.gain ?? 1e-9)) best = { feature, missingLeft, ...found }
    }
  }
  return best
}

/** Three numbers a bin, as {@link Sums} has them: flat, since this is where the time goes. */
function fillHistogram(
  bins: Float64Array,
  code: Uint8Array,
  rows: Uint32Array,
  { first, second }: Derivatives,
): void {
  bins.fill(0)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const at = 3 * code[row]
    bins[at]++
    bins[at + 1] += first[row]
    bins[at + 2] += second[row]
  }
}

function bestCut(
  bins: Float64Array,
  missingLeft: boolean,
  { fewestRows, shrinkage }: SplitRules,
): { code: number; gain: number } {
  const score = (first: number, second: number) => first ** 2 / (second + shrinkage)
  const total = { n: 0, first: 0, second: 0 }
  for (let code = 0; code < N_CODES; code++) add(total, bins, code)
  const whole = score(total.first, total.second)
  const left = { n: 0, first: 0, second: 0 }
  if (missingLeft) add(left, bins, MISSING)
  let best = { code: 0, gain: 0 }
  for (let code = 1; code < N_CODES - 1; code++) {
    if (bins[3 * code] === 0) continue
    add(left, bins, code)
    if (total.n - left.n < fewestRows) break
    if (left.n < fewestRows) continue
    const right = score(total.first - left.first, total.second - left.second)
    const gain = score(left.first, left.second) + right - whole
    if (gain > best.gain) best = { code, gain }
  }
  return best
}

function add(to: Sums, bins: Float64Array, code: number): void {
  to.n += bins[3 * code]
  to.first += bins[3 * code + 1]
  to.second += bins[3 * code + 2]
}
