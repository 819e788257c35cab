/** How large a source is: the radius of half its light, and the width at half its height. */
import type { Tile } from '../cutouts/index.js'
import { bisectedRoot } from '../statistics/index.js'
import { apertureSum } from './apertures.js'
import { radialProfile } from './profile.js'

/** All light is taken to lie within this, where LEGUS's sky annulus begins, px. */
export const LIGHT_RADIUS_PX = 7
const N_HALVINGS = 20

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
  const half = light(LIGHT_RADIUS_PX) / 2
  if (!(half > 0)) return Number.NaN
  const ends = { inside: 0, outside: LIGHT_RADIUS_PX }
  return bisectedRoot((radius) => light(radius) < half, ends, N_HALVINGS)
}

const PROFILE_STEP_PX = 0.25

/**
 * Full width at half of the height of the disc of 1 px across about the centre. The profile is that
 * of `radialProfile`, which rings of 1 px smooth a little.
 *
 * @returns px; NaN where the profile does not fall to a half within 7 px
 */
export function fullWidth(tile: Tile, x: number, y: number): number {
  const n = LIGHT_RADIUS_PX / PROFILE_STEP_PX
  const radii = Array.from({ length: n + 1 }, (_, i) => i * PROFILE_STEP_PX)
  const profile = radialProfile(tile, x, y, radii)
  const below = profile.findIndex((value) => value < 0.5)
  if (below < 1) return Number.NaN
  const [high, low] = [profile[below - 1], profile[below]]
  return 2 * (radii[below - 1] + (PROFILE_STEP_PX * (high - 0.5)) / (high - low))
}
