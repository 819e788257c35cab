/**
 * The light of a planned source: the e-/s in each band with which photometry finds the drawn
 * magnitudes, and what it finds where they cannot be reached. LEGUS's photometry is the flux in 4
 * px, less the sky, with one aperture correction per band.
 */
import { BAND_LETTERS, type BandLetter } from '../catalog/index.js'
import type { SourceShape } from '../light/index.js'
import { apertureFlux, fluxOf, magnitudeOf } from '../photometry/index.js'
import type { Magnitudes, SubClass } from '../populations/index.js'
import type { Random } from '../random.js'
import { bracketedRoot } from '../statistics/index.js'
import { apertureShare, type ObservedBand, type Placement } from './observed-band.js'

/** Flux in each band where there is light, e-/s. */
type Fluxes = Readonly<Partial<Record<BandLetter, number>>>

/** What is painted: a shape and its fluxes. */
export interface Light {
  readonly shape: SourceShape
  readonly fluxes: Fluxes
}

export interface LitShape {
  readonly light: Light
  /** The part of the fluxes that the aperture holds. */
  readonly inAperture: Fluxes
}

/** With a smaller share of the light in the aperture, a source is not made any brighter. */
const LEAST_SHARE = 0.3
/**
 * A band's share in the aperture is taken as at least this part of V's, so that parts outside do
 * not change the colour.
 */
const LEAST_OF_V = 0.75
/** Share of the light in V that is the artefact's. */
const ARTEFACT_SHARE = 0.7
/** V of the brightest star near a field that would have been observed. */
const BRIGHTEST = 14

/** The shape with fluxes that give the magnitudes in the aperture, as far as it lies inside. */
export function lightOf(
  shape: SourceShape,
  magnitudes: Magnitudes,
  bands: readonly ObservedBand[],
  { x, y, at }: Placement,
): LitShape {
  const shares = bands.map(({ psf }) => apertureShare({ x, y, shape, flux: 1 }, at, psf))
  const inV = Math.max(shares[bands.findIndex(({ letter }) => letter === 'v')], LEAST_SHARE)
  const fluxes: Partial<Record<BandLetter, number>> = {}
  const inAperture: Partial<Record<BandLetter, number>> = {}
  for (const [i, { letter, correctionMag, ...band }] of bands.entries()) {
    const wanted = apertureFlux(magnitudes[letter], correctionMag, band)
    if (!(wanted > 0)) continue
    fluxes[letter] = wanted / Math.max(shares[i], LEAST_OF_V * inV)
    inAperture[letter] = fluxes[letter] * shares[i]
  }
  return { light: { shape, fluxes }, inAperture }
}

/** Most light in V is the artefact's; a star beneath gives the magnitudes in the other bands. */
export function artefactOnStar(
  artefact: SourceShape,
  magnitudes: Magnitudes,
  bands: readonly ObservedBand[],
  placement: Placement,
): LitShape[] {
  const inV = bands.filter(({ letter }) => letter === 'v')
  const beneath = { ...magnitudes, v: magnitudes.v - 2.5 * Math.log10(1 - ARTEFACT_SHARE) }
  const above = { ...magnitudes, v: magnitudes.v - 2.5 * Math.log10(ARTEFACT_SHARE) }
  return [
    lightOf({ kind: 'point' }, beneath, bands, placement),
    lightOf(artefact, above, inV, placement),
  ]
}

/**
 * A star above the full well. The candidate is the star, with V between 15.5 and 17.5, or it lies
 * on the star's spike: then the star is so bright that the spike has the magnitude. No dust lane
 * lies in front.
 */
export function brightStar(
  shape: SourceShape & { kind: 'saturated' },
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

/** Magnitudes that photometry without noise finds for all of them together. */
export function seenMagnitudes(
  lit: readonly LitShape[],
  bands: readonly ObservedBand[],
): Magnitudes {
  const magnitudes = Object.fromEntries(BAND_LETTERS.map((letter) => [letter, Number.NaN]))
  for (const { letter, correctionMag, ...band } of bands) {
    const flux = lit.reduce((sum, { inAperture }) => sum + (inAperture[letter] ?? 0), 0)
    magnitudes[letter] = magnitudeOf(flux, band) + correctionMag
  }
  return magnitudes as Record<BandLetter, number>
}

/** Flux in the aperture, clipped at the full well. On a spike it is a thousandth of the star's. */
function fluxInAperture(
  shape: SourceShape,
  flux: number,
  { psf }: ObservedBand,
  { x, y, at }: Placement,
): number {
  return flux * apertureShare({ x, y, shape, flux }, at, psf, flux / 1000)
}

/**
 * V of a star whose light in the aperture on its spike has magnitude `v`. Light below 4e-5 of the
 * star in a pixel is left out here, but not in the mosaic, so the spike becomes brighter than `v`,
 * by 0.3 mag in the median.
 */
function magnitudeOnSpike(
  shape: SourceShape,
  v: number,
  band: ObservedBand,
  { x, y, at }: Placement,
): number {
  const wanted = apertureFlux(v, band.correctionMag, band)
  const isTooBright = (magnitude: number) => {
    const flux = fluxOf(magnitude, band)
    return flux * apertureShare({ x, y, shape, flux }, at, band.psf) > wanted
  }
  return bracketedRoot(isTooBright, { inside: BRIGHTEST, outside: v }, 12).outside
}
