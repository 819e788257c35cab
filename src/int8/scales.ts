/**
 * How real numbers become integers of 8 bits: real = scale (q - zero). Each channel of a picture
 * has its own scale; a convolution has the scales of its input in its weights, so they cost
 * nothing (Nagel, van Baalen, Blankevoort & Welling 2019, arXiv:1906.04721, equalise channels to
 * the same end).
 */

import { InputError } from '../errors.js'

/** Lowest and highest value of each channel. */
export interface ChannelRanges {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** By the names of the points of a graph, see recognise.ts. */
export type Ranges = Readonly<Record<string, ChannelRanges>>

export interface Scales {
  /** One for each channel. */
  readonly scales: readonly number[]
  /** The integer that stands for 0. */
  readonly zero: number
}

/** Of an unsigned byte. */
const LEVELS = 255
/** Weights are from -127 to 127. */
const LARGEST_WEIGHT = 127
/** A channel that never speaks gets this share of the largest range. */
const SMALLEST_SHARE = 1e-5

/**
 * Sizes of channels against each other; the largest is 1. Pictures that are added share them. They
 * are the roots of the largest values: so half of the differences between channels goes into the
 * weights (Xiao et al. 2023, arXiv:2211.10438, equation 4).
 */
export function channelSizes(ranges: readonly ChannelRanges[]): number[] {
  const shares = ranges.map(({ low, high }) => {
    const sizes = high.map((value, c) => Math.max(value, -low[c], 0))
    const largest = Math.max(...sizes, Number.MIN_VALUE)
    return sizes.map((size) => Math.sqrt(size / largest))
  })
  return shares[0].map((_, c) => Math.max(SMALLEST_SHARE, ...shares.map((share) => share[c])))
}

/** Scales for values of these ranges; `sizes` are those of {@link channelSizes}. */
export function scalesFor({ low, high }: ChannelRanges, sizes: readonly number[]): Scales {
  const bottom = Math.min(0, ...low.map((value, c) => value / sizes[c]))
  const top = Math.max(0, ...high.map((value, c) => value / sizes[c]))
  const step = Math.max((top - bottom) / LEVELS, 1e-30)
  return { scales: sizes.map((size) => size * step), zero: Math.round(-bottom / step) }
}

/** Weights (outputs, ...) as integers, with a scale for each output. */
export interface IntegerWeights {
  readonly data: Int8Array<ArrayBuffer>
  readonly scales: Float64Array
}

/**
 * @param weights `perOutput` for each output, one output after another
 * @param biases their size bounds the scales from below, so that a bias fits into 32 bits
 */
export function integerWeights(
  weights: Float64Array,
  perOutput: number,
  biases: ArrayLike<number>,
): IntegerWeights {
  const nOutputs = weights.length / perOutput
  const data = new Int8Array(weights.length)
  const scales = new Float64Array(nOutputs)
  for (let o = 0; o < nOutputs; o++) {
    const own = weights.subarray(o * perOutput, (o + 1) * perOutput)
    let largest = 0
    for (const w of own) largest = Math.max(largest, Math.abs(w))
    scales[o] = Math.max(largest / LARGEST_WEIGHT, Math.abs(biases[o]) / 2 ** 28, 1e-30)
    for (const [i, w] of own.entries()) data[o * perOutput + i] = Math.round(w / scales[o])
  }
  return { data, scales }
}

/** @throws InputError if the document has no ranges as `models quantize` writes them */
export function checkedRanges(document: unknown, where: string): Ranges {
  const isRange = (numbers: unknown) => Array.isArray(numbers) && numbers.every(Number.isFinite)
  const points = Object.entries((document ?? {}) as Record<string, Partial<ChannelRanges>>)
  const odd = points.find(
    ([, one]) => !isRange(one?.low) || !isRange(one.high) || one.low!.length !== one.high!.length,
  )
  if (points.length > 0 && !odd) return document as Ranges
  throw new InputError({
    what: 'the ranges for int8 cannot be read',
    where: odd ? `${where}, ${odd[0]}` : where,
    expected: 'low and high, a number for each channel',
    remedy: 'run `starsift models quantize` again',
  })
}
