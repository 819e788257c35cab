/** How large a source is: the radius of half its light, and the width at half its height. */
import type { Tile } from '../cutouts/index.js'
import { continuousRoot } from '../statistics/index.js'
import { apertureSum } from './apertures.js'
import { ringProfile } from './profile.js'

/** All light is taken to lie within this, where LEGUS's sky annulus begins, px. */
export const LIGHT_RADIUS_PX = 7
/** Radii are good to this, px. */
const ROOT_PX = 1e-5

/**
 * Radius of the circle that holds half of the light within 7 px.
 *
 * @param sky level to subtract, in the unit of the pixels
 * @returns px; NaN where pixels are missing or there is no light
 * @example halfLightRadius(tile, 310.4, 87.9, sky.level) // 1.12 for a star
 */
export function halfLightRadius(tile: Tile, x: number, y: number, sky: number): number {
  const light = (radius: number) =>
    apertureSum(tile, x, y, radius) - Math.PI * radius * radius * sky
  const all = light(LIGHT_RADIUS_PX)
  if (!(all > 0)) return Number.NaN
  const ends = { inside: 0, outside: LIGHT_RADIUS_PX }
  const beyondHalf = (radius: number) =>
    (radius === LIGHT_RADIUS_PX ? all : light(radius)) - all / 2
  return continuousRoot(beyondHalf, ends, ROOT_PX)
}

const PROFILE_STEP_PX = 0.25

/**
 * Full width at half of the height of the disc of 1 px across about the centre. The profile is that
 * of `radialProfile`, which rings of 1 px smooth a little.
 *
 * @returns px; NaN where the profile does not fall to a half within 7 px
 */
export function fullWidth(tile: Tile, x: number, y: number): number {
  const profile = ringProfile(tile, x, y)
  for (let i = 1, high = profile(0); i * PROFILE_STEP_PX <= LIGHT_RADIUS_PX; i++) {
    const low = profile(i * PROFILE_STEP_PX)
    if (low < 0.5) return 2 * PROFILE_STEP_PX * (i - 1 + (high - 0.5) / (high - low))
    high = low
  }
  return Number.NaN
}
