/**
 * What the probabilities are worth. Calibration: whether a probability of 0.8 is right in eight of
 * ten cases, by reliability in bins (Murphy & Winkler 1977), its summary ECE (Naeini+2015;
 * Guo+2017), and the Brier score (1950). Thresholds: what a sample of surer objects gains in purity
 * and loses in completeness.
 */
import { type ClassList, FOUR_CLASSES, hasClusters } from '../catalog/index.js'
import { binOf, firstAbove, type Interval, meanOf, wilsonInterval } from '../statistics/index.js'

/** Objects whose probability lies in [low, high), the last bin with its upper end. */
export interface ReliabilityBin {
  readonly low: number
  readonly high: number
  readonly n: number
  /** Mean probability; NaN without objects. */
  readonly expected: number
  /** Share of the objects that truly are what the probability says; NaN without objects. */
  readonly realised: number
  /** Wilson's, 95 %. */
  readonly interval: Interval
}

export interface Calibration {
  /** Reliability of the probability of the predicted class. */
  readonly predicted: Reliability
  /** Reliability of the probability of a cluster, p1 + p2 of the four classes. */
  readonly cluster: Reliability
  /** Mean over objects of sum_k (p_k - y_k)^2, from 0 to 2. */
  readonly brier: number
  /** Mean of (p_cluster - y)^2, from 0 to 1. */
  readonly brierCluster: number
  /** Objects that have probabilities. */
  readonly n: number
  /** Objects with probabilities that are clusters. */
  readonly nClusters: number
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: mean over the objects of |expected - realised| in their bin. */
  readonly ece: number
}

/** The sample of the objects whose probability is at least the threshold. */
export interface ThresholdSample {
  /** What the probability is of: `cluster` (p1 + p2), or a class, by its place from 1 on. */
  readonly of: 'cluster' | number
  readonly threshold: number
  /** Objects in the sample. */
  readonly n: number
  /** Share of the true objects that are in the sample; NaN if there are none. */
  readonly completeness: number
  readonly completenessInterval: Interval
  /** Share of the sample that is true; NaN if it is empty. */
  readonly purity: number
  readonly purityInterval: Interval
}

const N_BINS = 10

/** Binary sums of scores with two decimals can fall short of a threshold: .30 + .60 is 0.8999... */
const TOLERANCE = 1e-9

const THRESHOLDS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)

/**
 * @param truth places in the list of classes, from 1 on
 * @param predicted likewise
 * @param probabilities nObjects x K for K classes; rows that begin with NaN are not counted
 * @param list default: the four classes
 * @returns undefined if no object has probabilities
 */
export function calibrationOf(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  probabilities: Float64Array,
  list: ClassList = FOUR_CLASSES,
): Calibration | undefined {
  const rows = rowsWithScores(truth.length, probabilities, list.length)
  if (rows.length === 0) return undefined
  const at = (row: number, k: number) => probabilities[list.length * row + k]
  const cluster = ofEach(rows, (row) => clusterProbability(probabilities, row, list))
  const isTrue = Uint8Array.from(ofEach(rows, (row) => (list[truth[row] - 1].isCluster ? 1 : 0)))
  const four = ofEach(rows, (row) => {
    let sum = 0
    for (let k = 0; k < list.length; k++) sum += (at(row, k) - (truth[row] === k + 1 ? 1 : 0)) ** 2
    return sum
  })
  const two = cluster.map((p, i) => (p - isTrue[i]) ** 2)
  return {
    predicted: reliability(
      ofEach(rows, (row) => at(row, predicted[row] - 1)),
      ofEach(rows, (row) => (truth[row] === predicted[row] ? 1 : 0)),
    ),
    cluster: reliability(cluster, isTrue),
    brier: meanOf(four),
    brierCluster: meanOf(two),
    n: rows.length,
    nClusters: isTrue.reduce((n, is) => n + is, 0),
  }
}

/**
 * @param p probabilities
 * @param happened for each probability, whether that what it speaks of is true: 1 or 0
 * @example reliability([0.9, 0.8], [1, 0]).ece // 0.85 - 0.5, if both were in one bin
 */
export function reliability(p: ArrayLike<number>, happened: ArrayLike<number>): Reliability {
  const bins = Array.from({ length: N_BINS }, () => ({ n: 0, sum: 0, hits: 0 }))
  for (let i = 0; i < p.length; i++) {
    const bin = bins[Math.max(0, Math.min(N_BINS - 1, binOf(p[i], 1 / N_BINS)))]
    bin.n++
    bin.sum += p[i]
    bin.hits += happened[i]
  }
  const gaps = bins.map(({ sum, hits }) => Math.abs(sum - hits))
  return {
    ece: gaps.reduce((total, gap) => total + gap, 0) / p.length,
    bins: bins.map(({ n, sum, hits }, b) => ({
      low: b / N_BINS,
      high: (b + 1) / N_BINS,
      n,
      expected: sum / n,
      realised: hits / n,
      interval: wilsonInterval(hits, n),
    })),
  }
}

/**
 * @param truth places in the list of classes, from 1 on
 * @param probabilities nObjects x K for K classes; rows that begin with NaN are not counted
 * @param list default: the four classes
 * @returns samples of clusters, where classes tell them apart, then of each class, with thresholds
 *   0.05 to 0.95
 */
export function thresholdSamples(
  truth: ArrayLike<number>,
  probabilities: Float64Array,
  list: ClassList = FOUR_CLASSES,
): ThresholdSample[] {
  const clusters = hasClusters(list) ? (['cluster'] as const) : []
  return [...clusters, ...list.map((_, k) => k + 1)].flatMap((of) => {
    // Objects, and true ones, by the number of thresholds that their probability reaches.
    const nByReach = new Float64Array(THRESHOLDS.length + 1)
    const hitsByReach = new Float64Array(THRESHOLDS.length + 1)
    for (let row = 0; row < truth.length; row++) {
      if (Number.isNaN(probabilities[list.length * row])) continue
      const isAll = of === 'cluster'
      const p = isAll
        ? clusterProbability(probabilities, row, list)
        : probabilities[list.length * row + of - 1]
      const reach = Number.isNaN(p) ? 0 : firstAbove(THRESHOLDS, p + TOLERANCE)
      nByReach[reach]++
      if (isAll ? list[truth[row] - 1].isCluster : truth[row] === of) hitsByReach[reach]++
    }
    const nTrue = sumFrom(hitsByReach, 0)
    return THRESHOLDS.map((threshold, t) => {
      const [n, hits] = [sumFrom(nByReach, t + 1), sumFrom(hitsByReach, t + 1)]
      return {
        ...{ of, threshold, n },
        completeness: hits / nTrue,
        completenessInterval: wilsonInterval(hits, nTrue),
        purity: hits / n,
        purityInterval: wilsonInterval(hits, n),
      }
    })
  })
}

function sumFrom(counts: Float64Array, first: number): number {
  return counts.subarray(first).reduce((sum, n) => sum + n, 0)
}

/** Objects that have probabilities. */
function rowsWithScores(nRows: number, probabilities: Float64Array, nClasses: number): Uint32Array {
  const rows = new Uint32Array(nRows)
  let n = 0
  for (let row = 0; row < nRows; row++) {
    if (!Number.isNaN(probabilities[nClasses * row])) rows[n++] = row
  }
  return rows.subarray(0, n)
}

function ofEach(rows: Uint32Array, value: (row: number) => number): Float64Array {
  const found = new Float64Array(rows.length)
  for (let i = 0; i < found.length; i++) found[i] = value(rows[i])
  return found
}

function clusterProbability(probabilities: Float64Array, row: number, list: ClassList): number {
  let p = 0
  for (let k = 0; k < list.length; k++) {
    if (list[k].isCluster) p += probabilities[list.length * row + k]
  }
  return p
}
