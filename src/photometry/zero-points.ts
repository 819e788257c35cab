/**
 * Vega magnitudes <-> e-/s. Zero points of the epoch and calibration of LEGUS's catalogues (Calzetti+2015;
 * STScI's tables for WFC3/UVIS and ACS/WFC).
 *
 * LEGUS's catalogues give totals: the magnitude in an aperture of 4 px, sky from 7 to 8 px, plus one aperture
 * correction a band that is the mean of some isolated clusters (Adamo+2017). A magnitude therefore fixes the flux
 * *in the aperture*, {@link apertureFlux}, not the true total of a source more extended than those clusters; the
 * simulator scales each source so that its noiseless image has that flux there.
 */
import type { Band } from '../catalog/index.js'
import { InputError } from '../errors.js'

const ZERO_POINTS: Readonly<Record<string, number>> = {
  'WFC3/UVIS F275W': 22.6405,
  'WFC3/UVIS F336W': 23.5265,
  'WFC3/UVIS F438W': 24.994,
  'WFC3/UVIS F555W': 25.8325,
  'WFC3/UVIS F814W': 24.698,
  'ACS/WFC F435W': 25.7643,
  'ACS/WFC F555W': 25.7143,
  'ACS/WFC F814W': 25.5177,
}

/**
 * The Vega magnitude of 1 e-/s.
 *
 * @throws InputError for a filter or camera without one
 * @example zeroPoint({ filter: 'F555W', instrument: 'WFC3/UVIS' }) // 25.8325
 */
export function zeroPoint({ filter, instrument }: Band): number {
  const found = ZERO_POINTS[`${instrument} ${filter}`]
  if (found !== undefined) return found
  throw new InputError({
    what: 'no zero point',
    expected: Object.keys(ZERO_POINTS).join(', '),
    got: `${instrument} ${filter}`,
    remedy: 'choose one of these filters and cameras',
  })
}

/** e-/s of a Vega magnitude; NaN of NaN. */
export function fluxOf(magnitude: number, band: Band): number {
  return 10 ** (-0.4 * (magnitude - zeroPoint(band)))
}

/** Vega magnitude of e-/s; NaN where the flux is not positive, which has none. */
export function magnitudeOf(flux: number, band: Band): number {
  return flux > 0 ? zeroPoint(band) - 2.5 * Math.log10(flux) : Number.NaN
}

/**
 * e-/s that LEGUS's photometry finds in 4 px for a catalogue's magnitude.
 *
 * @param correctionMag what the catalogue has added to the aperture's magnitude: negative, about -0.7
 */
export function apertureFlux(magnitude: number, correctionMag: number, band: Band): number {
  return fluxOf(magnitude - correctionMag, band)
}
