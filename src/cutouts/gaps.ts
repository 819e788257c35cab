/** Pixels that have no value, though the file has a number there. */

/**
 * NaN in place of exact zeros and of infinities, in place.
 *
 * Drizzling leaves 0 where there was no exposure. A pixel of a sky that is subtracted is 0 by
 * chance once in millions.
 */
export function withGaps(pixels: Float32Array): Float32Array {
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]
    if (value === 0 || value - value !== 0) pixels[i] = Number.NaN
  }
  return pixels
}
