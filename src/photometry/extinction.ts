/**
 * Dust in front of sources: the law of Fitzpatrick (1999, PASP 111, 63) for R_V = 3.1 at the
 * filters' pivot wavelengths, as A / E(B-V). test/reference/photometry.py computes the numbers; the
 * pivot wavelengths are those of the WFC3 and ACS instrument handbooks. The width of the filter and
 * the spectrum of the source are left out: they change A by a few per cent where A changes fast
 * (Schlafly & Finkbeiner 2011, table 6).
 */
import type { Band } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { extinctionAt } from './extinction-law.js'

interface Extinction {
  readonly pivotNm: number
  /** A / E(B-V), mag. */
  readonly coefficient: number
}

/** By camera and filter. */
export const EXTINCTION: Readonly<Record<string, Extinction>> = {
  'WFC3/UVIS F275W': { pivotNm: 270.4, coefficient: 6.253 },
  'WFC3/UVIS F336W': { pivotNm: 335.5, coefficient: 5.058 },
  'WFC3/UVIS F438W': { pivotNm: 432.5, coefficient: 4.126 },
  'WFC3/UVIS F555W': { pivotNm: 530.8, coefficient: 3.189 },
  'WFC3/UVIS F814W': { pivotNm: 803.4, coefficient: 1.703 },
  'ACS/WFC F435W': { pivotNm: 432.8, coefficient: 4.123 },
  'ACS/WFC F555W': { pivotNm: 536, coefficient: 3.145 },
  'ACS/WFC F814W': { pivotNm: 804.5, coefficient: 1.699 },
}

/** Pivot wavelengths, nm, of filters that only simulated fields have (the same handbooks). */
const SIMULATED_NM: Readonly<Record<string, number>> = {
  'WFC3/UVIS F475W': 477.3,
  'WFC3/UVIS F606W': 588.7,
  'WFC3/UVIS F775W': 764.7,
  'ACS/WFC F475W': 474.7,
  'ACS/WFC F606W': 592.1,
  'ACS/WFC F775W': 769.2,
}

/**
 * A / E(B-V) in a filter of simulated fields, mag.
 *
 * @throws InputError for another filter or camera
 */
export function extinctionIn({ filter, instrument }: Band): number {
  const name = `${instrument} ${filter}`
  const known = EXTINCTION[name]?.coefficient
  if (known !== undefined) return known
  if (SIMULATED_NM[name] !== undefined) return extinctionAt(SIMULATED_NM[name])
  throw new InputError({
    what: 'no extinction coefficient for this filter',
    expected: Object.keys({ ...EXTINCTION, ...SIMULATED_NM }).join(', '),
    got: name,
    remedy: 'choose one of these filters and cameras',
  })
}

/**
 * Share of the light that passes dust of this reddening, 0 to 1.
 *
 * @param ebv E(B-V) in mag
 * @throws InputError for a filter or camera without a coefficient
 * @example transmission(0.3, { filter: 'F555W', instrument: 'WFC3/UVIS' }) // 0.414
 */
export function transmission(ebv: number, band: Band): number {
  return transmissionIn(band)(ebv)
}

/** {@link transmission} of one band, for many values of E(B-V). */
export function transmissionIn(band: Band): (ebv: number) => number {
  const coefficient = extinctionIn(band)
  return (ebv) => 10 ** (-0.4 * coefficient * ebv)
}
