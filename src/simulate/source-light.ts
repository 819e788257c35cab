/**
 * The light of a planned source: e-/s in each band, so that photometry finds the magnitudes that were drawn, and what it will
 * find where they cannot be had. LEGUS's photometry is the flux in 4 px, less the sky, with one aperture correction a band.
 */
import type { SourceShape } from '../light/index.js'
import { apertureFlux, magnitudeOf } from '../photometry/index.js'
import { BAND_LETTERS, type BandLetter, type Magnitudes } from '../populations/index.js'
import type { Placement } from './match.js'
import { apertureShare, type ObservedBand } from './observed-band.js'

/** e-/s. */
export type Fluxes = Readonly<Partial<Record<BandLetter, number>>>

export interface Light {
  readonly shape: SourceShape
  readonly fluxes: Fluxes
}

export interface LitShape {
  readonly light: Light
  /** What of it the aperture holds. */
  readonly inAperture: Fluxes
}

/** A source that lies mostly outside of its aperture is not made ever brighter, */
const LEAST_SHARE = 0.3
/** nor given another colour, where parts of another colour lie outside. */
const LEAST_OF_V = 0.75

/** Fluxes whose apertures have the magnitudes, as far as the shape lies inside. */
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

/** Of the light in V that the artefact has. */
const ARTEFACT_SHARE = 0.7

/** Most of the light in V is the artefact's; a star beneath gives the other bands their magnitudes. */
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

/** What photometry without noise makes of them together. */
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
