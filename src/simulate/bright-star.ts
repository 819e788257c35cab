/** Stars beyond the full well: candidates themselves, or behind one on a spike of theirs. */
import type { Random } from '../random.js'
import type { Placement } from './match-ci.js'
import { apertureShare } from './noiseless.js'
import type { ObservedBand } from './observed-band.js'
import type { Shape, SubClass } from './shape.js'
import type { LitShape } from './source-light.js'
import { apertureFlux, fluxOf } from './zero-points.js'

/** The star itself, between V = 15.5 and 17.5, or one so bright that its spike has the magnitude; no lane lies before it. */
export function brightStar(
  shape: Shape & { kind: 'saturated' },
  v: number,
  job: { bands: readonly ObservedBand[]; placement: Placement; subClass: SubClass; random: Random },
): LitShape {
  const { bands, placement, subClass, random } = job
  const vBand = bands.find(({ letter }) => letter === 'v')!
  const vOfStar =
    subClass === 'saturated'
      ? 15.5 + 2 * random.uniform()
      : magnitudeOnSpike(shape, v, vBand, placement)
  const bv = 0.5 + 0.8 * random.uniform()
  const b = vOfStar + bv
  const star = { nuv: b + 3 * bv - 1, u: b + 1.5 * bv - 0.7, b, v: vOfStar, i: vOfStar - 1.1 * bv }
  const fluxes = bands.map((band) => [band.letter, fluxOf(star[band.letter], band)] as const)
  const inAperture = bands.map((band, i) => {
    const [letter, flux] = fluxes[i]
    return [letter, fluxInAperture(shape, flux, band, placement)] as const
  })
  return {
    light: { shape, fluxes: Object.fromEntries(fluxes) },
    inAperture: Object.fromEntries(inAperture),
  }
}

/** Clipped where the full well is reached. On a spike the aperture has a thousandth of the star. */
function fluxInAperture(
  shape: Shape,
  flux: number,
  { psf }: ObservedBand,
  { x, y, at }: Placement,
): number {
  return flux * apertureShare({ x, y, shape, flux }, at, psf, flux / 1000)
}

/** No field with a brighter star would have been observed. */
const BRIGHTEST = 14

/**
 * V of the star whose light in the aperture on its spike has magnitude `v`, by bisection. Light below 4e-5 of the star in a
 * pixel is left out here and not in the mosaic, so the spike comes out brighter than `v`, by 0.3 mag in the median.
 */
function magnitudeOnSpike(
  shape: Shape,
  v: number,
  band: ObservedBand,
  { x, y, at }: Placement,
): number {
  const wanted = apertureFlux(v, band.correctionMag, band)
  let [bright, faint] = [BRIGHTEST, v]
  for (let k = 0; k < 12; k++) {
    const middle = (bright + faint) / 2
    const flux = fluxOf(middle, band)
    const found = flux * apertureShare({ x, y, shape, flux }, at, band.psf)
    if (found > wanted) bright = middle
    else faint = middle
  }
  return faint
}
