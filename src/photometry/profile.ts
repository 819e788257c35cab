/** The radial profile of a source, and the centre about which it is measured. */
import type { Tile } from '../cutouts/index.js'
import { apertureSum } from './apertures.js'
import { annulusSky } from './sky.js'

/** Radii of profiles, px. */
export const PROFILE_RADII_PX: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** Half the width of a ring, px. */
const HALF_RING_PX = 0.5
/** Where the sky is measured: outside of the profile, px. */
const PROFILE_SKY = { innerPx: 9, outerPx: 12 }

/**
 * Mean surface brightness in rings, less the sky, divided by that of the innermost disc.
 *
 * The ring of radius r reaches from r - 0.5 to r + 0.5 px. Pixels count by the area of them
 * that lies in it. The sky is the clipped median from 9 to 12 px.
 *
 * @param x, y position in the mosaic, 0-based
 * @returns 1 at radius 0; NaN where the tile has no data, or nothing is brighter than the sky
 * @example radialProfile(tile, 310.4, 87.9) // Float64Array [1, 0.61, 0.2, ...]
 */
export function radialProfile(
  tile: Tile,
  x: number,
  y: number,
  radiiPx: readonly number[] = PROFILE_RADII_PX,
): Float64Array {
  return Float64Array.from(radiiPx, ringProfile(tile, x, y))
}

/** {@link radialProfile}, one radius at a time. */
export function ringProfile(tile: Tile, x: number, y: number): (radiusPx: number) => number {
  const { level } = annulusSky(tile, x, y, PROFILE_SKY)
  // The outer circle of one ring is the inner one of another.
  const sums = new Map<number, number>([[0, 0]])
  const lightIn = (radius: number) => {
    const known = sums.get(radius)
    if (known !== undefined) return known
    const sum = apertureSum(tile, x, y, radius)
    sums.set(radius, sum)
    return sum
  }
  const brightness = (radius: number) => {
    const [inner, outer] = [Math.max(0, radius - HALF_RING_PX), radius + HALF_RING_PX]
    const area = Math.PI * (outer * outer - inner * inner)
    return (lightIn(outer) - lightIn(inner)) / area - level
  }
  const centre = brightness(0)
  return (radius) => (centre > 0 ? brightness(radius) / centre : Number.NaN)
}

/** Pixels this far around are weighed, px. */
const REACH_PX = 2

/**
 * The centre of light about a position: the mean place of the 5 x 5 pixels, weighed by how
 * much they are brighter than the faintest of them.
 *
 * @param x, y position in the mosaic, 0-based
 * @returns the position itself where a pixel is missing, or all are alike
 */
export function centreOf(tile: Tile, x: number, y: number): readonly [x: number, y: number] {
  const { x0, y0, width, height, pixels } = tile
  const [column, row] = [Math.round(x) - x0, Math.round(y) - y0]
  const values: number[] = []
  for (let dy = -REACH_PX; dy <= REACH_PX; dy++) {
    for (let dx = -REACH_PX; dx <= REACH_PX; dx++) {
      const [at, up] = [column + dx, row + dy]
      const isIn = at >= 0 && up >= 0 && at < width && up < height
      values.push(isIn ? pixels[up * width + at] : Number.NaN)
    }
  }
  const least = Math.min(...values)
  const total = values.reduce((sum, value) => sum + value - least, 0)
  if (!(total > 0)) return [x, y]
  const side = 2 * REACH_PX + 1
  const mean = (offset: (i: number) => number) =>
    values.reduce((sum, value, i) => sum + (value - least) * (offset(i) - REACH_PX), 0) / total
  return [x0 + column + mean((i) => i % side), y0 + row + mean((i) => Math.floor(i / side))]
}
