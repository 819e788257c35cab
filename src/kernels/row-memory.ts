/** Rows of a mosaic in a memory of their own, out of which the kernels cut windows. */
import { canRunKernels, FIRST, type Kernels, kernelsOn } from './memory.js'

const PAGE = 65536
/** A window is cut in pieces of so many pixels: they stay in the processor's nearest cache. */
const PIECE = 4096
/** A memory of WebAssembly is addressed by 32 bits. */
const MOST_BYTES = 2 ** 32 - PAGE

export class RowMemory {
  /** Rows as they stand in a file, big-endian float32 (FITS 4.0, section 5.3). */
  readonly bytes: Uint8Array<ArrayBuffer>
  private readonly kernels: Kernels
  /** Where a piece lies. */
  private readonly place: number
  private readonly piece: Float32Array

  /** @returns undefined where the machine does not give this memory */
  static ofBytes(nBytes: number): RowMemory | undefined {
    if (!canRunKernels() || FIRST + nBytes + 4 * PIECE > MOST_BYTES) return undefined
    try {
      return new RowMemory(nBytes)
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }

  private constructor(nBytes: number) {
    this.place = FIRST + 16 * Math.ceil(nBytes / 16)
    const pages = Math.ceil((this.place + 4 * PIECE) / PAGE)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    this.kernels = kernelsOn(memory)
    this.bytes = new Uint8Array(memory.buffer, FIRST, nBytes)
    this.piece = new Float32Array(memory.buffer, this.place, PIECE)
  }

  /**
   * Copies a window, row by row.
   *
   * @param at byte of its first pixel
   * @param stride bytes from a row to the next
   * @param width pixels of a row of the window, at most 4096
   * @param out gets all pixels of the window
   * @returns whether no pixel is 0, NaN or infinite
   * @example memory.cut(4 * x0, 4 * mosaic.width, 48, new Float32Array(48 * 48))
   */
  cut(at: number, stride: number, width: number, out: Float32Array): boolean {
    const height = out.length / width
    if (at + (height - 1) * stride + 4 * width > this.bytes.length) {
      throw new Error('internal: fewer bytes than pixels')
    }
    const rows = Math.floor(PIECE / width)
    let flaws = 0
    for (let row = 0; row < height; row += rows) {
      const n = Math.min(rows, height - row)
      this.kernels.cutFloats(FIRST + at + row * stride, stride, width, n, this.place, 4 * width)
      flaws |= this.kernels.flaws(this.place, n * width)
      out.set(this.piece.subarray(0, n * width), row * width)
    }
    return flaws === 0
  }
}

/** The widest window that {@link RowMemory.cut} cuts, px. */
export const WIDEST_CUT = PIECE
