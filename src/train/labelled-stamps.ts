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
