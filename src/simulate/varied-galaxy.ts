/**
 * Galaxies of varied fields: from empty outskirts to the inner arms of NGC 1566; grand designs,
 * flocculent discs and smooth old ones; much or little dust.
 */
import type { Random } from '../random.js'
import { drawGalaxy, type Galaxy } from './galaxy.js'

/** Shares of the light of disc and arms that come as single stars in plain fields. */
const STELLAR = { old: 0.08, young: 0.25 }
/** No more light can come as single stars. */
const MOST = { old: 0.35, young: 0.75 }

/**
 * @param crowding multiplies the light that comes as single stars
 * @example variedGalaxy(new Random(1), 1400, 2).nArms
 */
export function variedGalaxy(random: Random, sizePx: number, crowding: number): Galaxy {
  const plain = drawGalaxy(random, sizePx)
  const between = (low: number, high: number) => low * (high / low) ** random.uniform()
  return {
    ...plain,
    scaleLengthPx: plain.scaleLengthPx * between(0.7, 2),
    nArms: 1 + random.integer(5),
    pitchDeg: random.between(8, 40),
    centralSurfaceMag: random.between(19, 22.3),
    armStrength: between(0.15, 2.5),
    bulgeStrength: between(0.5, 14),
    laneReddening: between(0.04, 0.55),
    stellarShares: {
      // Old discs are smoother than plain fields have them: giants end near M_V = -3.
      old: Math.min(MOST.old, STELLAR.old * crowding * between(0.1, 1)),
      young: Math.min(MOST.young, STELLAR.young * crowding),
    },
  }
}
