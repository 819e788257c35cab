/**
 * Removes detections that are no more than a bump on the wings of a brighter source, as SExtractor
 * does (its manual, "Cleaning"). The wings are those of a Moffat profile with the source's light
 * and extent. A detection goes if they alone are brighter there than its faintest pixel that
 * counts.
 */
import type { Isophote } from './isophote.js'

export interface Cleanable {
  readonly isophote: Isophote
  /** The value of its n-th brightest pixel, n being the least number of pixels of a source. */
  readonly faintest: number
}

/** Wings are looked at within so many times the extent of a source. */
const REACH = 10

/**
 * Which detections stay.
 *
 * @param sources in ascending order of `isophote.y`
 * @param beta slope of the wings; SExtractor's CLEAN_PARAM, 1 by default
 */
export function cleaned(
  sources: readonly Cleanable[],
  threshold: number,
  beta: number,
): Uint8Array {
  const stays = new Uint8Array(sources.length).fill(1)
  const ys = Float64Array.from(sources, ({ isophote }) => isophote.y)
  for (const [i, { isophote: bright }] of sources.entries()) {
    const wings = wingsOf(bright, threshold, beta)
    const reach = REACH * bright.major
    for (const step of [-1, 1]) {
      for (let k = i + step; k >= 0 && k < ys.length; k += step) {
        if (Math.abs(ys[k] - bright.y) > reach) break
        const { isophote, faintest } = sources[k]
        if (isophote.sum >= bright.sum || Math.abs(isophote.x - bright.x) > reach) continue
        if (wings(isophote.x, isophote.y) > faintest) stays[k] = 0
      }
    }
  }
  return stays
}

/** Brightness of the wings at a place; 0 inside of the source, where it is no question of wings. */
function wingsOf(source: Isophote, threshold: number, beta: number) {
  const { x, y, sum, nPixels, major, minor, xx, yy, xy } = source
  const area = Math.PI * major * minor
  const peak = sum / (2 * area)
  const slope = ((peak / threshold) ** (1 / beta) - 1) * (area / nPixels)
  const determinant = xx * yy - xy * xy
  return (atX: number, atY: number): number => {
    const [dx, dy] = [atX - x, atY - y]
    const square = (yy * dx * dx + xx * dy * dy - 2 * xy * dx * dy) / determinant
    const fall = 1 + slope * square
    return fall > 1 ? peak * fall ** -beta : 0
  }
}
