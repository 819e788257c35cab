/** Where north and east are in the picture. */
import type { Wcs } from '../wcs/index.js'
import type { Compass } from './parts.js'

const STEP_DEGREES = 1 / 3600

/**
 * Directions at a pixel, as seen on the page where y points down.
 *
 * @returns undefined where the projection has no sky
 */
export function compassAt(wcs: Wcs, x: number, y: number): Compass | undefined {
  const { ra, dec } = wcs.pixelToSky(x, y)
  const toNorth = wcs.skyToPixel(ra, dec + STEP_DEGREES)
  const toEast = wcs.skyToPixel(ra + STEP_DEGREES / Math.cos((dec * Math.PI) / 180), dec)
  const north = direction(toNorth.x - x, y - toNorth.y)
  const east = direction(toEast.x - x, y - toEast.y)
  return north && east && { north, east }
}

function direction(dx: number, dy: number): readonly [number, number] | undefined {
  const length = Math.hypot(dx, dy)
  return length > 0 ? [dx / length, dy / length] : undefined
}
