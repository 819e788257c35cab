/** Whether two images lie on one pixel grid, asked of the sky at their corners. */
import type { Sky, Wcs } from './wcs.js'

/**
 * The sky at the centres of the four corner pixels, counter-clockwise from (0, 0).
 *
 * @example cornersOf(wcs, 520, 548) // the sky at (0, 0), (519, 0), (519, 547), (0, 547)
 */
export function cornersOf(wcs: Wcs, width: number, height: number): Sky[] {
  return cornerPixels(width, height).map(([x, y]) => wcs.pixelToSky(x, y))
}

/**
 * How far apart two descriptions of the same pixels are: the largest distance over the four
 * corners, in pixels of `a`, between a corner and the place where `a` sees the sky that `b` gives
 * to it. Infinity where a corner has no answer. Coordinates are compared as they are written; the
 * frames are not converted (ICRS and FK5 differ by about 0.02").
 *
 * @example
 * if (gridDifferencePx(f555w.wcs, f814w.wcs, width, height) > 0.1) ... // not on one grid
 */
export function gridDifferencePx(a: Wcs, b: Wcs, width: number, height: number): number {
  const distances = cornerPixels(width, height).map(([x, y]) => {
    const { ra, dec } = b.pixelToSky(x, y)
    const seen = a.skyToPixel(ra, dec)
    const distance = Math.hypot(seen.x - x, seen.y - y)
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
  })
  return Math.max(...distances)
}

function cornerPixels(width: number, height: number): readonly (readonly [number, number])[] {
  const [right, top] = [width - 1, height - 1]
  return [
    [0, 0],
    [right, 0],
    [right, top],
    [0, top],
  ]
}
