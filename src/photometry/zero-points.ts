/**
 * Vega magnitudes and e-/s. The zero points are those of the epoch and calibration of LEGUS's
 * catalogues (Calzetti+2015; STScI's tables for WFC3/UVIS and ACS/WFC). Simulated fields have
 * more filters.
 *
 * A magnitude in LEGUS's catalogues is the one in an aperture of 4 px, with the sky from 7 to 8 px,
 * plus one aperture correction per band, the mean of some isolated clusters (Adamo+2017). So it
 * fixes the flux *in the aperture*, and not the total flux of a source that is more extended than
 * those clusters. The simulator scales each source so that its noiseless image has this flux there.
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
 * Filters of simulated fields alone. The numbers are remembered from STScI's tables of the same
 * time and were not looked up: good to about 0.02 mag.
 */
const SIMULATED: Readonly<Record<string, number>> = {
  'WFC3/UVIS F475W': 25.795,
  'WFC3/UVIS F606W': 25.99,
  'WFC3/UVIS F775W': 24.48,
  'ACS/WFC F475W': 26.155,
  'ACS/WFC F606W': 26.405,
  'ACS/WFC F775W': 25.275,
}

/**
 * The Vega magnitude of 1 e-/s, also of filters that only simulated fields have.
 *
 * @throws InputError for a filter or camera without a zero point
 * @example zeroPoint({ filter: 'F555W', instrument: 'WFC3/UVIS' }) // 25.8325
 */
export function zeroPoint({ filter, instrument }: Band): number {
  const found = knownZeroPoint({ filter, instrument }) ?? SIMULATED[`${instrument} ${filter}`]
  if (found !== undefined) return found
  throw new InputError({
    what: 'no zero point',
    expected: Object.keys(ZERO_POINTS).join(', '),
    got: `${instrument} ${filter}`,
    remedy: 'choose one of these filters and cameras',
  })
}

/** The zero point of LEGUS's catalogues, or undefined: what real mosaics may be measured with. */
export function knownZeroPoint({ filter, instrument }: Band): number | undefined {
  return ZERO_POINTS[`${instrument} ${filter}`]
}

/** e-/s of a Vega magnitude. */
export function fluxOf(magnitude: number, band: Band): number {
  return fluxIn(band)(magnitude)
}

/** {@link fluxOf} of one band, for many magnitudes. */
export function fluxIn(band: Band): (magnitude: number) => number {
  const zero = zeroPoint(band)
  return (magnitude) => 10 ** (-0.4 * (magnitude - zero))
}

/** Vega magnitude of a flux in e-/s; NaN where the flux is not positive. */
export function magnitudeOf(flux: number, band: Band): number {
  return flux > 0 ? zeroPoint(band) - 2.5 * Math.log10(flux) : Number.NaN
}

/**
 * Apparent less absolute magnitude, without extinction.
 *
 * @example distanceModulusOf(10) // 30
 */
export function distanceModulusOf(distanceMpc: number): number {
  return 25 + 5 * Math.log10(distanceMpc)
}

/**
 * The flux in LEGUS's aperture of 4 px for a magnitude of its catalogue, e-/s.
 *
 * @param correctionMag aperture correction that the catalogue has added, negative: about -0.7
 */
export function apertureFlux(magnitude: number, correctionMag: number, band: Band): number {
  return fluxOf(magnitude - correctionMag, band)
}
