/** Accuracy in bins of a magnitude, or of the distance to the fifth neighbour. */
import { type ClassList, FOUR_CLASSES, hasClusters } from '../catalog/index.js'
import {
  ascending,
  firstAbove,
  firstAtLeast,
  type Interval,
  median,
  quantile,
  wilsonInterval,
} from '../statistics/index.js'

/** Objects with a value in [low, high), the last bin with its upper end. */
export interface AccuracyBin {
  readonly low: number
  readonly high: number
  readonly n: number
  /** Median of the values. */
  readonly median: number
  readonly accuracy: number
  /** Wilson's, 95 %. */
  readonly interval: Interval
  /** Accuracy for clusters against the rest; NaN where no class tells them apart. */
  readonly accuracyTwo: number
  readonly intervalTwo: Interval
  /**
   * Mean probability of the predicted class, which is the accuracy if the probabilities are
   * calibrated.
   */
  readonly expected?: number
}

export interface BinnedObjects {
  readonly truth: ArrayLike<number>
  readonly predicted: ArrayLike<number>
  /** The classes; default: the four of this field. */
  readonly list?: ClassList
  /** nObjects x K for K classes, NaN where an object has none. */
  readonly probabilities?: Float64Array
}

/**
 * Accuracy of the objects between each edge and the next; an object whose value is NaN is in no
 * bin.
 */
export function accuracyInBins(
  { truth, predicted, probabilities, list = FOUR_CLASSES }: BinnedObjects,
  values: ArrayLike<number>,
  edges: readonly number[],
): AccuracyBin[] {
  const rows = rowsByBin(values, edges)
  return edges.slice(0, -1).map((low, b) => {
    const inside = rows[b]
    let [hits, hitsTwo] = [0, 0]
    for (let i = 0; i < inside.length; i++) {
      const row = inside[i]
      if (truth[row] === predicted[row]) hits++
      if (list[truth[row] - 1].isCluster === list[predicted[row] - 1].isCluster) hitsTwo++
    }
    if (!hasClusters(list)) hitsTwo = Number.NaN
    return {
      ...{ low, high: edges[b + 1], n: inside.length },
      median: median(picked(values, inside)),
      accuracy: hits / inside.length,
      interval: wilsonInterval(hits, inside.length),
      accuracyTwo: hitsTwo / inside.length,
      intervalTwo: wilsonInterval(hitsTwo, inside.length),
      ...(probabilities && {
        expected: expectedAccuracy(inside, predicted, probabilities, list.length),
      }),
    }
  })
}

/** The rows of each bin, in ascending order. */
function rowsByBin(values: ArrayLike<number>, edges: readonly number[]): Uint32Array[] {
  const nBins = edges.length - 1
  const bins = new Int32Array(values.length).fill(-1)
  const counts = new Uint32Array(Math.max(0, nBins))
  for (let row = 0; row < bins.length; row++) {
    const value = values[row]
    if (!(value >= edges[0] && value <= edges[nBins])) continue
    let bin = nBins - 1
    while (bin > 0 && value < edges[bin]) bin--
    bins[row] = bin
    counts[bin]++
  }
  const rows = Array.from(counts, (n) => new Uint32Array(n))
  const taken = new Uint32Array(counts.length)
  for (let row = 0; row < bins.length; row++) {
    const bin = bins[row]
    if (bin >= 0) rows[bin][taken[bin]++] = row
  }
  return rows
}

function picked(values: ArrayLike<number>, rows: Uint32Array): Float64Array {
  const found = new Float64Array(rows.length)
  for (let i = 0; i < found.length; i++) found[i] = values[rows[i]]
  return found
}

/**
 * Bin edges at multiples of a step around all values. At both ends, bins are joined until the
 * outermost bin holds at least `fewest` values. NaN is not counted.
 *
 * @example steppedEdges(magnitudes, 0.5, 20) // [20, 21.5, 22, 22.5, 23, 24]
 */
export function steppedEdges(values: ArrayLike<number>, step: number, fewest: number): number[] {
  const sorted = finite(values)
  if (sorted.length === 0) return []
  const first = Math.floor(sorted[0] / step)
  const last = Math.max(first + 1, Math.ceil(sorted[sorted.length - 1] / step))
  const edges = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  const below = (edge: number) => firstAtLeast(sorted, edge)
  const inBin = (low: number, high: number) => below(high) - below(low)
  while (edges.length > 2 && inBin(edges[0], edges[1]) < fewest) edges.splice(1, 1)
  const end = () => inBin(edges.at(-2)!, Number.POSITIVE_INFINITY)
  while (edges.length > 2 && end() < fewest) edges.splice(-2, 1)
  return edges
}

/**
 * Bin edges between which equally many values lie; equal edges are joined, and NaN is not counted.
 */
export function quantileEdges(values: ArrayLike<number>, nBins: number): number[] {
  const sorted = finite(values)
  if (sorted.length === 0) return []
  const edges = Array.from({ length: nBins + 1 }, (_, i) => quantile(sorted, i / nBins))
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1])
}

/** The finite values, in ascending order. */
function finite(values: ArrayLike<number>): Float64Array {
  const sorted = ascending(values)
  const first = firstAbove(sorted, Number.NEGATIVE_INFINITY)
  return sorted.subarray(first, firstAtLeast(sorted, Number.POSITIVE_INFINITY))
}

function expectedAccuracy(
  rows: Uint32Array,
  predicted: ArrayLike<number>,
  probabilities: Float64Array,
  nClasses: number,
): number {
  let [sum, nKnown] = [0, 0]
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const p = probabilities[nClasses * row + predicted[row] - 1]
    if (Number.isNaN(p)) continue
    sum += p
    nKnown++
  }
  return sum / nKnown
}
