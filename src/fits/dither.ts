/**
 * Floats that were rounded to integers (FITS 4.0, section 10.2):
 *
 *     value = ZZERO + ZSCALE (integer - r + 0.5)
 *
 * with random numbers r of 0 to 1 (subtractive dithering), or 0.5 without. The numbers come from
 * the generator that the standard names (appendix I): Park & Miller's minimal one, 10,000 numbers
 * in float32. Each tile begins at another of them.
 */
import type { Quantiser } from './tile-header.js'

export const N_RANDOM = 10_000

let numbers: Float32Array | undefined

/** The 10,000 numbers: seed = 16807 seed mod (2^31 - 1), from 1 on. */
export function randomNumbers(): Float32Array {
  if (numbers) return numbers
  const [multiplier, modulus] = [16807, 2 ** 31 - 1]
  const made = new Float32Array(N_RANDOM)
  let seed = 1
  for (let i = 0; i < N_RANDOM; i++) {
    seed = (multiplier * seed) % modulus
    made[i] = seed / modulus
  }
  numbers = made
  return made
}

/** What SUBTRACTIVE_DITHER_2 stores for a value of exactly 0. */
export const ZERO_VALUE = -2_147_483_646

/** Where the numbers of a tile begin, by the one that the tile is counted from. */
export function firstRandom(random: Float32Array, row: number): number {
  return Math.trunc(random[row] * 500)
}

export interface Quantised {
  readonly quantiser: Quantiser
  /** ZDITHER0 plus the 0-based row of the tile minus 1. */
  readonly start: number
  readonly scale: number
  readonly zero: number
  /** The integer that means no value. */
  readonly blank: number | undefined
}

/** Makes floats of the integers of one tile, a piece at a time. */
export class Dequantiser {
  private readonly random: Float32Array | undefined
  private readonly hasZeros: boolean
  /** NaN, which no integer is, where none means no value. */
  private readonly blank: number
  /** The number that belongs to `pixel`, and the row that it is counted from. */
  private pixel = 0
  private row: number
  private next = 0

  constructor(private readonly quantised: Quantised) {
    const { quantiser, start, blank = Number.NaN } = quantised
    this.random = quantiser.startsWith('SUBTRACTIVE') ? randomNumbers() : undefined
    this.hasZeros = quantiser === 'SUBTRACTIVE_DITHER_2'
    this.blank = blank
    this.row = start % N_RANDOM
    if (this.random) this.next = firstRandom(this.random, this.row)
  }

  /** Puts the floats of `n` pixels into `out`, NaN where they have no value. */
  floats(integers: Int32Array | Float64Array, first: number, n: number, out: Float64Array): void {
    const { random } = this
    for (let done = 0; done < n; ) {
      if (random) this.seek(random, first + done)
      const here = random ? Math.min(n - done, N_RANDOM - this.next) : n
      this.piece(integers, first + done, here, out, done)
      done += here
    }
  }

  /** Finds the number of a pixel. A row of numbers is used to its end, then the next begins. */
  private seek(random: Float32Array, pixel: number): void {
    if (pixel < this.pixel) {
      this.pixel = 0
      this.row = this.quantised.start % N_RANDOM
      this.next = firstRandom(random, this.row)
    }
    while (pixel - this.pixel >= N_RANDOM - this.next) {
      this.pixel += N_RANDOM - this.next
      this.row = (this.row + 1) % N_RANDOM
      this.next = firstRandom(random, this.row)
    }
    this.next += pixel - this.pixel
    this.pixel = pixel
  }

  /** Pixels whose random numbers follow each other. */
  private piece(
    integers: Int32Array | Float64Array,
    first: number,
    n: number,
    out: Float64Array,
    at: number,
  ): void {
    const { random, next, hasZeros, blank } = this
    const { scale, zero } = this.quantised
    for (let i = 0; i < n; i++) {
      const integer = integers[first + i]
      if (integer === blank) out[at + i] = Number.NaN
      else if (hasZeros && integer === ZERO_VALUE) out[at + i] = 0
      else if (random) out[at + i] = (integer - random[next + i] + 0.5) * scale + zero
      else out[at + i] = integer * scale + zero
    }
  }
}
