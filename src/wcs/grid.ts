/** Whether two images lie on one pixel grid, by the sky at their corners. */
import { frameTurn } from './frames.js'
import type { Sky } from './sphere.js'
import type { Wcs } from './wcs.js'

/**
 * The sky at the centres of the four corner pixels, counter-clockwise from (0, 0).
 *
 * @example cornersOf(wcs, 520, 548) // the sky at (0, 0), (519, 0), (519, 547), (0, 547)
 */
export function cornersOf(wcs: Wcs, width: number, height: number): Sky[] {
  return cornerPixels(width, height).map(([x, y]) => wcs.pixelToSky(x, y))
}

/**
 * How much two images of one size differ in their positions, in pixels of `a`. For each corner, `b`
 * gives a position on the sky, and `a` gives the pixel of that position. The result is the largest
 * distance between a corner and its pixel; Infinity if a corner has no position. Both are to be in
 * one frame: ICRS and FK5 differ by about 0.02".
 *
 * @param width NAXIS1 of both images, px
 * @param height NAXIS2 of both images, px
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

/**
 * The same coordinates in the numbers of the header, where they were turned to ICRS.
 *
 * @example asInHeader(wcs).pixelToSky(0, 0) // FK5, where RADESYS says so
 */
export function asInHeader(wcs: Wcs): Wcs {
  if (wcs.frame !== 'ICRS' || !wcs.headerFrame) return wcs
  const { toIcrs, fromIcrs } = frameTurn(wcs.headerFrame)
  return {
    ...wcs,
    pixelToSky(x, y) {
      const { ra, dec } = wcs.pixelToSky(x, y)
      return fromIcrs(ra, dec)
    },
    skyToPixel(ra, dec) {
      const icrs = toIcrs(ra, dec)
      return wcs.skyToPixel(icrs.ra, icrs.dec)
    },
  }
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
