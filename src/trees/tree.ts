/**
 * One regression tree on coded features, grown from the root to a depth. A node's rows are cut in
 * two where the gain GL^2/(HL + l) + GR^2/(HR + l) - G^2/(H + l) is largest (Chen & Guestrin 2016,
 * equation 7), with G and H the sums of the first and second derivatives of the loss. Missing
 * values go to the side where the gain is larger.
 *
 * A feature is coded by its quantiles. So a tree looks at histograms of at most {@link MOST_BINS}
 * bins, and not at sorted values (as in LightGBM, Ke+2017).
 */
import { firstAbove, quantile } from '../statistics/index.js'

/** Bins of a feature, without the bin of missing values. */
const MOST_BINS = 64

/** Code of NaN; the codes of numbers begin at 1. */
const MISSING = 0

/** Ascending cuts of each feature; a value's code is 1 + the number of cuts <= the value. */
export type FeatureCuts = readonly Float64Array[]

/** @param features an array for each feature, NaN where there is no value */
export function featureCuts(features: readonly ArrayLike<number>[]): FeatureCuts {
  return features.map((values) => {
    const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value))
    sorted.sort()
    const cuts = new Set<number>()
    for (let bin = 1; bin < MOST_BINS; bin++) cuts.add(quantile(sorted, bin / MOST_BINS))
    return Float64Array.from([...cuts].filter((cut) => cut > sorted[0]))
  })
}

/** Codes of all values, feature by feature. */
export function featureCodes(
  features: readonly ArrayLike<number>[],
  cuts: FeatureCuts,
): Uint8Array[] {
  return features.map((values, f) => Uint8Array.from(values, (value) => codeOf(value, cuts[f])))
}

function codeOf(value: number, cuts: Float64Array): number {
  return Number.isNaN(value) ? MISSING : 1 + firstAbove(cuts, value)
}

export type Tree = Leaf | Branch

interface Leaf {
  readonly value: number
}

interface Branch extends Pick<Split, 'feature' | 'code' | 'missingLeft'> {
  readonly left: Tree
  readonly right: Tree
}

/** Derivatives of the loss by the score of each row, to which a tree is fitted. */
export interface Derivatives {
  readonly first: Float64Array
  readonly second: Float64Array
}

interface SplitRules {
  /** Number of rows that each side of a cut must have. */
  readonly fewestRows: number
  /** l of the gain: the value of a leaf with few rows is drawn towards 0. */
  readonly shrinkage: number
}

export interface TreeRules extends SplitRules {
  readonly depth: number
}

/** A cut: of which feature, and at which code. */
interface Split {
  readonly feature: number
  /** Codes up to this one go left. */
  readonly code: number
  /** Whether missing values go left. */
  readonly missingLeft: boolean
  readonly gain: number
}

/**
 * Grows a tree; a leaf's value is -G / (H + l), one Newton step of the loss.
 *
 * @param codes an array for each feature
 * @param rows rows to fit
 */
export function growTree(
  codes: readonly Uint8Array[],
  rows: Uint32Array,
  derivatives: Derivatives,
  rules: TreeRules,
): Tree {
  const split = rules.depth > 0 ? bestSplit(codes, rows, derivatives, rules) : undefined
  if (!split) return leafOf(rows, derivatives, rules)
  const { feature, code, missingLeft } = split
  const [left, right] = parted(codes[feature], rows, split)
  const below = { ...rules, depth: rules.depth - 1 }
  return {
    ...{ feature, code, missingLeft },
    left: growTree(codes, left, derivatives, below),
    right: growTree(codes, right, derivatives, below),
  }
}

/** The value of the leaf that a row falls into. */
export function treeValue(tree: Tree, codes: readonly Uint8Array[], row: number): number {
  let node = tree
  while ('feature' in node) {
    const left = isLeft(codes[node.feature][row], node.code, node.missingLeft)
    node = left ? node.left : node.right
  }
  return node.value
}

function parted(
  code: Uint8Array,
  rows: Uint32Array,
  { code: cut, missingLeft }: Split,
): [Uint32Array, Uint32Array] {
  const [left, right] = [new Uint32Array(rows.length), new Uint32Array(rows.length)]
  let [nLeft, nRight] = [0, 0]
  for (let i = 0; i < rows.length; i++) {
    if (isLeft(code[rows[i]], cut, missingLeft)) left[nLeft++] = rows[i]
    else right[nRight++] = rows[i]
  }
  return [left.subarray(0, nLeft), right.subarray(0, nRight)]
}

function isLeft(code: number, cut: number, missingLeft: boolean): boolean {
  return code === MISSING ? missingLeft : code <= cut
}

function leafOf(rows: Uint32Array, { first, second }: Derivatives, rules: TreeRules): Leaf {
  let [sumFirst, sumSecond] = [0, 0]
  for (const row of rows) {
    sumFirst += first[row]
    sumSecond += second[row]
  }
  return { value: -sumFirst / (sumSecond + rules.shrinkage) }
}

/** Number of rows, and sums of their derivatives, in a bin or on a side. */
interface Sums {
  n: number
  first: number
  second: number
}

const N_CODES = MOST_BINS + 1

/** The best split of these rows; undefined if none gains. */
function bestSplit(
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

/** Three numbers per bin, those of {@link Sums}, in one array: the time goes here. */
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
