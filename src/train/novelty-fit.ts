/**
 * What is unlike the training set of a network: the space in which the distance is measured, and
 * the distance from which on a stamp is flagged. models/novelty.ts has the formula of the distance.
 *
 *   mu_k   mean of the features of class k, in float64, over unvaried training stamps
 *   S      1/N sum_i (f_i - mu_k(i)) (f_i - mu_k(i))^T + 1e-3 trace/n I
 *
 * The ridge: a feature that never varies in training counts as one that varies by a thirtieth
 * (sqrt(1e-3)) of the root mean square deviation, so that no direction is infinitely far.
 */
import { InputError } from '../errors.js'
import {
  inPieces,
  type LabelledStamps,
  openTrunk,
  pictureOf,
  stampExamples,
  type Trunk,
} from '../loop/index.js'
import {
  type Architecture,
  featuresBeforeLast,
  type ModelCard,
  type NoveltySpace,
} from '../models/index.js'
import { joinedFloats, type SessionOptions, type Weights } from '../nn/index.js'
import { choleskyOf, inverseOfLower, quantile as quantileOf } from '../statistics/index.js'
import type { StampSets } from './stamps.js'

export const DEFAULT_QUANTILE = 0.99
/** Stamps whose features are computed together. */
const PIECE = 256

export interface Novelty {
  readonly space: NoveltySpace
  /** What the card says of it. */
  readonly card: NonNullable<ModelCard['novelty']>
}

export interface NoveltyOptions extends SessionOptions {
  readonly architecture: Architecture
  readonly weights: Weights
  readonly nClasses: number
  /** Names of the bands. */
  readonly bands: readonly string[]
  /** The fewest bands of a stamp; default: all. */
  readonly fewestBands?: number
  /** Default 0.99. */
  readonly quantile?: number
}

/**
 * The space comes from the training set; the threshold is a quantile of d^2 on the validation set,
 * or on the training set where there is no validation set. The features of a stamp that lacks bands
 * lie elsewhere, so every set of bands that may be missing has a threshold of its own: the quantile
 * over the same stamps without these bands.
 *
 * @throws InputError if no feature varies
 */
export async function fittedNovelty(
  { training, validation = training }: Pick<StampSets, 'training' | 'validation'>,
  { architecture, nClasses, quantile = DEFAULT_QUANTILE, ...options }: NoveltyOptions,
): Promise<Novelty> {
  const { bands, fewestBands = bands.length } = options
  const trunk = await openTrunk(
    {
      ...options,
      name: architecture.name,
      trunk: (graph, stamps) => featuresBeforeLast(architecture, graph, stamps, nClasses),
    },
    pictureOf(training),
  )
  try {
    const features = await featuresOf(trunk, training)
    const space = noveltySpace(features, training.labels, nClasses)
    const thresholdWithout = async (hidden: number) => {
      const seen = await featuresOf(trunk, validation, hidden)
      const threshold = quantileOf(noveltiesOf(seen, space).sort(), quantile)
      return Number(threshold.toPrecision(6))
    }
    const threshold = await thresholdWithout(0)
    const missing = []
    for (const hidden of missingSets(bands.length, fewestBands)) {
      const named = bands.filter((_, i) => hidden & (1 << i))
      missing.push({ bands: named, threshold: await thresholdWithout(hidden) })
    }
    return { space, card: { threshold, quantile, ...(missing.length > 0 && { missing }) } }
  } finally {
    await trunk.release()
  }
}

/** Every set of bands that may be missing: bit i for band i. Few missing bands come first. */
function missingSets(nBands: number, fewestBands: number): number[] {
  const nMissing = (bits: number) => bits.toString(2).replaceAll('0', '').length
  return Array.from({ length: 2 ** nBands - 1 }, (_, i) => i + 1)
    .filter((bits) => nMissing(bits) <= nBands - fewestBands)
    .sort((a, b) => nMissing(a) - nMissing(b) || a - b)
}

/** (n, features) @param hidden bands that the stamps lack */
async function featuresOf(trunk: Trunk, data: LabelledStamps, hidden = 0): Promise<Float32Array> {
  const examples = trunk.examplesOf(stampExamples(data), false)
  const parts: Float32Array[] = []
  const variation = { symmetry: 0, hidden }
  for await (const { data } of inPieces(examples, PIECE, variation)) parts.push(data)
  return joinedFloats(parts)
}

/** The ridge of S. */
const RIDGE = 1e-3

/**
 * @param features (n, length)
 * @param labels n classes, counted from 0; every class has a label
 * @throws InputError if no feature varies
 */
export function noveltySpace(
  features: Float32Array,
  labels: Uint8Array,
  nClasses: number,
): NoveltySpace {
  const length = features.length / labels.length
  const means = classMeans(features, labels, nClasses)
  const covariance = covarianceAbout(means, features, labels)
  let trace = 0
  for (let i = 0; i < length; i++) trace += covariance[i * length + i]
  for (let i = 0; i < length; i++) covariance[i * length + i] += (RIDGE * trace) / length
  const lower = choleskyOf(covariance, length)
  if (!lower) {
    throw new InputError({
      what: 'the features before the last stage do not vary, so nothing can be called unlike them',
      where: 'novelty',
      remedy: 'check in the learning curves that the network has learned, or set novelty: null',
    })
  }
  const whitening = inverseOfLower(lower, length)
  const white = new Float32Array(nClasses * length)
  for (let k = 0; k < nClasses; k++) {
    white.set(product(whitening, means.subarray(k * length, (k + 1) * length)), k * length)
  }
  return { whitening: Float32Array.from(whitening), means: white }
}

/** d^2 of each row. @param features (n, length) */
export function noveltiesOf(
  features: Float32Array,
  { whitening, means }: NoveltySpace,
): Float64Array {
  const length = Math.sqrt(whitening.length)
  return Float64Array.from({ length: features.length / length }, (_, row) => {
    const white = product(whitening, features.subarray(row * length, (row + 1) * length))
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at < means.length; at += length) {
      const square = white.reduce((sum, value, i) => sum + (value - means[at + i]) ** 2, 0)
      least = Math.min(least, square)
    }
    return least
  })
}

function classMeans(features: Float32Array, labels: Uint8Array, nClasses: number): Float64Array {
  const length = features.length / labels.length
  const sums = new Float64Array(nClasses * length)
  const counts = new Float64Array(nClasses)
  for (const [row, label] of labels.entries()) {
    counts[label] += 1
    for (let i = 0; i < length; i++) sums[label * length + i] += features[row * length + i]
  }
  return sums.map((value, i) => value / counts[Math.floor(i / length)])
}

/** The lower triangle. */
function covarianceAbout(
  means: Float64Array,
  features: Float32Array,
  labels: Uint8Array,
): Float64Array {
  const length = features.length / labels.length
  const sums = new Float64Array(length * length)
  const off = new Float64Array(length)
  for (const [row, label] of labels.entries()) {
    for (let i = 0; i < length; i++) {
      off[i] = features[row * length + i] - means[label * length + i]
      for (let j = 0; j <= i; j++) sums[i * length + j] += off[i] * off[j]
    }
  }
  return sums.map((value) => value / labels.length)
}

/** W x, with W lower triangular. */
function product(w: Float32Array | Float64Array, x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j <= i; j++) out[i] += w[i * x.length + j] * x[j]
  }
  return out
}
