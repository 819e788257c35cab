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
  /**
   * The band of each plane of a picture, where a band has several planes: it is hidden with all of
   * them. Default: each plane is a band.
   */
  readonly bandOfPlane?: readonly number[]
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
    /** @param row of the stamp whose crop it is */
    prepare(crop: Float32Array, row: number): Float32Array
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
  const { stamps, labels, softLabels, preparation, bandOfPlane } = data
  const [n] = data.shape
  const cropLength = stamps.length / n
  const [nPlanes, , side] = pictureOf(data)
  const length = nPlanes * side ** 2
  return {
    shape: pictureOf(data),
    labels,
    softLabels,
    async read(rows, variations) {
      const part = new Float32Array(rows.length * length)
      for (const [i, row] of rows.entries()) {
        const crop = stamps.subarray(row * cropLength, (row + 1) * cropLength)
        const stamp = preparation ? preparation.prepare(crop.slice(), row) : crop
        const out = part.subarray(i * length, (i + 1) * length)
        vary(stamp, side, variations[i], out, bandOfPlane)
      }
      return part
    },
  }
}

/** The shape of what the network is shown of one stamp: planes, height, width. */
export function pictureOf({
  shape,
  preparation,
  bandOfPlane,
}: Pick<LabelledStamps, 'shape' | 'preparation' | 'bandOfPlane'>): [number, number, number] {
  const [, nBands, height, width] = shape
  if (!preparation) return [nBands, height, width]
  return [bandOfPlane?.length ?? nBands, preparation.sizePx, preparation.sizePx]
}

/** How many bands may be hidden. */
export function nBandsOf({ shape, bandOfPlane }: LabelledStamps): number {
  return bandOfPlane ? Math.max(...bandOfPlane) + 1 : shape[1]
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
