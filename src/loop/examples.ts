import { AS_IT_IS, type Variation, vary } from './variation.js'

/** Stamps with their classes, in memory: what a network is trained on and tested with. */

export interface LabelledStamps {
  /** (n, bands, height, width), without NaN unless there is a preparation. */
  readonly stamps: Float32Array
  readonly shape: readonly [n: number, bands: number, height: number, width: number]
  /** The class of each stamp, counted from 0. */
  readonly labels: Uint8Array
  /** Probabilities of the classes, (n, classes), where these are known rather than one class. */
  readonly softLabels?: Float32Array
  /**
   * Makes what the network is shown of the pixels above when it is wanted: where all at once would take too
   * much memory.
   */
  readonly preparation?: {
    readonly sizePx: number
    /** Said of two runs that are to be the same. */
    readonly description: string
    prepare(crops: Float32Array): Float32Array
  }
}

/* What a network is trained on, whatever it is made of: stamps as they are, or what frozen stages make of them. */

export interface Examples {
  /** Of one example: bands, height, width; or what the frozen stages answer. */
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

/** What the network is shown of these: bands, height, width. */
export function pictureOf({ shape, preparation }: LabelledStamps): [number, number, number] {
  const [, nBands, height, width] = shape
  return preparation ? [nBands, preparation.sizePx, preparation.sizePx] : [nBands, height, width]
}

/** Rows [start, end), unvaried. */
export function readRange(examples: Examples, start: number, end: number): Promise<Float32Array> {
  const rows = Uint32Array.from({ length: end - start }, (_, i) => start + i)
  return examples.read(rows, new Array<Variation>(rows.length).fill(AS_IT_IS))
}
