import type { Card } from './card.js'
import type { Header } from './header.js'
import type { Bitpix } from './pixels.js'

export type PixelValues =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | BigInt64Array

export interface ImageLayout {
  /** NAXIS1 first; empty for a header without data. */
  axes: readonly number[]
  /** The file's first HDU (SIMPLE) or an extension (XTENSION). */
  primary: boolean
  /** EXTNAME. */
  name?: string
  /** Further cards, in this order; structural keywords are refused. */
  cards?: readonly Card[]
}

export function imageHeader(_layout: ImageLayout & { bitpix: Bitpix }): Header {
  throw new Error('internal: not written yet')
}

export function encodePixels(_values: PixelValues): Uint8Array {
  throw new Error('internal: not written yet')
}

export function padding(_length: number): Uint8Array {
  throw new Error('internal: not written yet')
}

export function imageHdu(_image: ImageLayout & { values: PixelValues }): Uint8Array {
  throw new Error('internal: not written yet')
}
