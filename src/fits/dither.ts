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

/** The floats that a tile's integers stand for, NaN where they say no value. */
export function dequantised(
  integers: Int32Array | Float64Array,
  { quantiser, start, scale, zero, blank }: Quantised,
): Float64Array {
  const out = new Float64Array(integers.length)
  const isDithered = quantiser.startsWith('SUBTRACTIVE')
  const hasZeros = quantiser === 'SUBTRACTIVE_DITHER_2'
  const random = isDithered ? randomNumbers() : undefined
  let row = start % N_RANDOM
  let next = random ? firstRandom(random, row) : 0
  for (let i = 0; i < integers.length; i++) {
    const integer = integers[i]
    if (integer === blank) out[i] = Number.NaN
    else if (hasZeros && integer === ZERO_VALUE) out[i] = 0
    else if (random) out[i] = (integer - random[next] + 0.5) * scale + zero
    else out[i] = integer * scale + zero
    if (!random || ++next < N_RANDOM) continue
    row = (row + 1) % N_RANDOM
    next = firstRandom(random, row)
  }
  return out
}
