/**
 * What a network is trained on and tested with: labelled stamps in memory, and examples, which are
 * stamps as they are, or what frozen stages make of them.
 */
import type { Tensor } from '../nn/index.js'
import { AS_IT_IS, type Variation, vary } from './variation.js'

export interface LabelledStamps {
  /** (n, bands, height, width), without NaN unless there is a preparation. */
  readonly stamps: Float32Array
  readonly shape: readonly [n: number, bands: number, height: number, width: number]
  /** The class of each stamp, counted from 0. */
  readonly labels: Uint8Array
  /** Probabilities of the classes, (n, classes), where these are known rather than one class. */
  readonly softLabels?: Float32Array
  /**
   * Makes a network's picture of a stamp when it is wanted, where all pictures at once would take
   * too much memory.
   */
  readonly preparation?: {
    readonly sizePx: number
    /** Two preparations with the same description are the same. */
    readonly description: string
    prepare(crops: Float32Array): Float32Array
  }
}

export interface Examples {
  /**
   * Shape of one example: bands, height, width; or that of the features which frozen stages answer.
   */
  readonly shape: readonly number[]
  /** The class of each, counted from 0. */
  readonly labels: Uint8Array
  /** Probabilities of the classes, (n, classes), where these are known rather than one class. */
  readonly softLabels?: Float32Array
  /** The examples of these rows, one after another. @param variations one for each row */
  read(rows: Uint32Array, variations: readonly Variation[]): Promise<Float32Array>
}

/** Stamps as examples. */
export function stampExamples(data: LabelledStamps): Examples {
  const { stamps, labels, softLabels, preparation } = data
  const [n, nBands] = data.shape
  const cropLength = stamps.length / n
  const [, , side] = pictureOf(data)
  const length = nBands * side ** 2
  return {
    shape: pictureOf(data),
    labels,
    softLabels,
    async read(rows, variations) {
      const part = new Float32Array(rows.length * length)
      for (const [i, row] of rows.entries()) {
        const crop = stamps.subarray(row * cropLength, (row + 1) * cropLength)
        const stamp = preparation ? preparation.prepare(crop.slice()) : crop
        vary(stamp, side, variations[i], part.subarray(i * length, (i + 1) * length))
      }
      return part
    },
  }
}

/** The shape of what the network is shown of one stamp: bands, height, width. */
export function pictureOf({ shape, preparation }: LabelledStamps): [number, number, number] {
  const [, nBands, height, width] = shape
  return preparation ? [nBands, preparation.sizePx, preparation.sizePx] : [nBands, height, width]
}

/**
 * All examples in order, in pieces of so many.
 *
 * @param variation of all of them; default none
 * @example for await (const { data, shape } of inPieces(stampExamples(stamps), 256)) ...
 */
export async function* inPieces(
  examples: Examples,
  size: number,
  variation = AS_IT_IS,
): AsyncGenerator<Tensor> {
  const n = examples.labels.length
  for (let start = 0; start < n; start += size) {
    const rows = Uint32Array.from({ length: Math.min(n - start, size) }, (_, i) => start + i)
    const variations = new Array<Variation>(rows.length).fill(variation)
    const data = await examples.read(rows, variations)
    yield { shape: [rows.length, ...examples.shape], data }
  }
}
