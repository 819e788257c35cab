/**
 * The pixels of an unpacked tile. Floats that were rounded are kept as the integers that they were
 * rounded to, and become floats where they are asked for.
 */
import { Dequantiser, type Quantised } from './dither.js'

/** Big-endian numbers of the type of the image. */
export interface TilePixels {
  /** Bytes of memory that they take. */
  readonly byteLength: number
  /** Puts bytes [at, at + length) to `out[to]` and on. */
  copy(at: number, length: number, out: Uint8Array, to: number): void
  /** Puts `n` stored values from pixel `first` on to `out[at]` and on, without their bytes. */
  values?(first: number, n: number, out: Float32Array, at: number): void
}

/** Pixels that are those bytes. */
export function plainTile(bytes: Uint8Array): TilePixels {
  return {
    byteLength: bytes.byteLength,
    copy: (at, length, out, to) => out.set(bytes.subarray(at, at + length), to),
  }
}

/** So many floats are made at once: they stay in the fastest memory. */
const AT_A_TIME = 1024
const floats = new Float64Array(AT_A_TIME)

export class RoundedTile implements TilePixels {
  private readonly dequantiser: Dequantiser

  constructor(
    private readonly integers: Int32Array | Float64Array,
    quantised: Quantised,
    private readonly bitpix: -32 | -64,
  ) {
    this.dequantiser = new Dequantiser(quantised)
  }

  get byteLength(): number {
    return this.integers.byteLength
  }

  /** Its memory, where it has that of so many integers of 32 bits. */
  room(nPixels: number): Int32Array | undefined {
    const { integers } = this
    return integers instanceof Int32Array && integers.length === nPixels ? integers : undefined
  }

  copy(at: number, length: number, out: Uint8Array, to: number): void {
    const bytes = -this.bitpix / 8
    const before = at % bytes
    const beyond = (before + length) % bytes
    if (before > 0 || beyond > 0) {
      const whole = new Uint8Array(before + length + (beyond > 0 ? bytes - beyond : 0))
      this.copy(at - before, whole.length, whole, 0)
      out.set(whole.subarray(before, before + length), to)
      return
    }
    const view = new DataView(out.buffer, out.byteOffset + to, length)
    for (let done = 0; done < length / bytes; done += AT_A_TIME) {
      const n = Math.min(AT_A_TIME, length / bytes - done)
      this.dequantiser.floats(this.integers, at / bytes + done, n, floats)
      writeFloats(n, this.bitpix, view, done * bytes)
    }
  }

  values(first: number, nPixels: number, out: Float32Array, at: number): void {
    for (let done = 0; done < nPixels; done += AT_A_TIME) {
      const n = Math.min(AT_A_TIME, nPixels - done)
      this.dequantiser.floats(this.integers, first + done, n, floats)
      for (let i = 0; i < n; i++) out[at + done + i] = floats[i]
    }
  }
}

/** As CFITSIO writes them: a float without a value has all bits set. */
function writeFloats(n: number, bitpix: -32 | -64, view: DataView, at: number): void {
  if (bitpix === -32) {
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(floats[i])) view.setInt32(at + 4 * i, -1)
      else view.setFloat32(at + 4 * i, floats[i])
    }
  } else {
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(floats[i])) view.setBigInt64(at + 8 * i, -1n)
      else view.setFloat64(at + 8 * i, floats[i])
    }
  }
}
