/**
 * Floats rounded to integers, with subtractive dithering (FITS 4.0, section 10.2): the inverse of
 * dither.ts. The step is a quarter of the noise of the tile, as in CFITSIO by default. With
 * SUBTRACTIVE_DITHER_2 a pixel of exactly 0 stays 0: in mosaics it means that there was no light to
 * measure.
 */
import { firstRandom, N_RANDOM, randomNumbers, ZERO_VALUE } from './dither.js'
import { tileStatistics } from './noise.js'

/** Steps in the width of the noise: q of fpack. */
const LEVEL = 4
/** The integer of the lowest pixel. Lower ones have meanings in CFITSIO, as {@link ZERO_VALUE}. */
const LOWEST = -2_147_483_637
/** So many steps fit in 32 bits. */
const MOST_STEPS = 2_147_483_647 - LOWEST

/** A tile as integers: value = zero + scale (integer - r + 0.5). */
export interface QuantisedTile {
  readonly integers: Int32Array
  readonly scale: number
  readonly zero: number
}

/**
 * @param row ZDITHER0 plus the 0-based number of the tile minus 1
 * @returns undefined where the tile cannot be rounded: its noise is 0 (few or like pixels), its
 *   range too large, or a pixel is infinite or NaN. An integer could stand for NaN (ZBLANK), but
 *   astropy 5.2 and fitsio 1.1 read it as a number
 */
export function quantised(
  pixels: Float32Array | Float64Array,
  row: number,
): QuantisedTile | undefined {
  const { noise, least, most } = tileStatistics(pixels)
  const scale = noise / LEVEL
  if (!(scale > 0) || !((most - least) / scale <= MOST_STEPS)) return undefined
  const zero = least - scale * LOWEST
  return { integers: integersOf(pixels, row, scale, zero), scale, zero }
}

function integersOf(
  pixels: Float32Array | Float64Array,
  start: number,
  scale: number,
  zero: number,
): Int32Array {
  const out = new Int32Array(pixels.length)
  const random = randomNumbers()
  let row = start % N_RANDOM
  let next = firstRandom(random, row)
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]
    if (value === 0) out[i] = ZERO_VALUE
    else out[i] = nearest((value - zero) / scale + random[next] - 0.5)
    if (++next < N_RANDOM) continue
    row = (row + 1) % N_RANDOM
    next = firstRandom(random, row)
  }
  return out
}

/** Halves are rounded away from 0. */
function nearest(value: number): number {
  return Math.trunc(value >= 0 ? value + 0.5 : value - 0.5)
}

/** ZDITHER0 by the bytes of the first tile: the same image is packed to the same bytes. */
export function ditherStartOf(tile: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < tile.length; i++) sum += tile[i]
  return (sum % N_RANDOM) + 1
}
