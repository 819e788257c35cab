import type { Header } from './header.js'

export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64

export interface PixelDecoder {
  bytesPerPixel: number
  /** Physical values of `n` pixels that start at `byteOffset`, written from `out[outStart]` on. */
  decode(
    bytes: Uint8Array,
    byteOffset: number,
    n: number,
    out: Float32Array | Float64Array,
    outStart: number,
  ): void
}

export function pixelDecoder(_header: Header): PixelDecoder {
  throw new Error('internal: not written yet')
}
