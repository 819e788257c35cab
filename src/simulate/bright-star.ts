/** Stars beyond the full well: candidates themselves, or behind one on a spike of theirs. */
import type { Random } from '../random.js'
import type { Placement } from './match-ci.js'
import { apertureShare } from './noiseless.js'
import type { ObservedBand } from './observed-band.js'
import type { PlannedSource } from './planned-source.js'
import type { Magnitudes } from './population.js'
import type { Shape, SubClass } from './shape.js'
import { apertureFlux, fluxOf } from './zero-points.js'

/** The star itself, between V = 15.5 and 17.5, or one so bright that its spike has the magnitude. */
export function brightStar(
  shape: Shape & { kind: 'saturated' },
  magnitudes: Magnitudes,
  job: { bands: readonly ObservedBand[]; placement: Placement; subClass: SubClass; random: Random },
): Pick<PlannedSource, 'magnitudes' | 'lights'> {
  const { bands, placement, subClass, random } = job
  const vBand = bands.find(({ letter }) => letter === 'v')!
  const vOfStar =
    subClass === 'saturated'
      ? 15.5 + 2 * random.uniform()
      : magnitudeOnSpike(shape, magnitudes.v, vBand, placement)
  const bv = 0.5 + 0.8 * random.uniform()
  const b = vOfStar + bv
  const star = { nuv: b + 3 * bv - 1, u: b + 1.5 * bv - 0.7, b, v: vOfStar, i: vOfStar - 1.1 * bv }
  const fluxes = Object.fromEntries(
    bands.map((band) => [band.letter, fluxOf(star[band.letter], band)]),
  )
  const shift = subClass === 'saturated' ? 0 : magnitudes.v - vOfStar
  const seen = Object.fromEntries(
    Object.entries(star).map(([letter, value]) => [letter, value + shift]),
  ) as unknown as Magnitudes
  return { magnitudes: seen, lights: [{ shape, fluxes }] }
}

/** No field with a brighter star would have been observed. */
const BRIGHTEST = 14

/** V of the star whose light in the aperture on its spike has magnitude `v`, by bisection. */
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
