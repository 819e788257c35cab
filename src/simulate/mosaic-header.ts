/**
 * The header of a simulated mosaic: the cards that tools look for in LEGUS's mosaics, and that it
 * is simulated.
 */
import type { Card } from '../fits/index.js'
import { PIXEL_ARCSEC } from '../light/index.js'
import { zeroPoint } from '../photometry/index.js'
import { SOFTWARE } from '../software.js'
import type { FieldOptions } from './plan-field.js'
import type { SimulatedBand } from './simulated-band.js'

/** Inverse sensitivities, erg/s/cm2/Angstrom for 1 e-/s, to two digits; we use VEGAZPT. */
const PHOTFLAM: Readonly<Record<string, number>> = {
  'WFC3/UVIS F275W': 3.2e-18,
  'WFC3/UVIS F336W': 1.3e-18,
  'WFC3/UVIS F438W': 6.8e-19,
  'WFC3/UVIS F475W': 2.5e-19,
  'WFC3/UVIS F555W': 1.8e-19,
  'WFC3/UVIS F606W': 1.2e-19,
  'WFC3/UVIS F775W': 2.1e-19,
  'WFC3/UVIS F814W': 1.5e-19,
  'ACS/WFC F435W': 3.1e-19,
  'ACS/WFC F475W': 1.8e-19,
  'ACS/WFC F555W': 2.0e-19,
  'ACS/WFC F606W': 7.9e-20,
  'ACS/WFC F775W': 1.0e-19,
  'ACS/WFC F814W': 7.1e-20,
}

/** @param field name of the field */
export function mosaicCards(field: string, band: SimulatedBand, options: FieldOptions): Card[] {
  const [instrument, detector] = band.instrument.split('/')
  const scale = PIXEL_ARCSEC / 3600
  const middle = (options.sizePx + 1) / 2
  const place = placeOf(options.seed)
  const cards: Record<string, string | number | boolean> = {
    TELESCOP: 'HST',
    INSTRUME: instrument,
    DETECTOR: detector,
    ...filterCards(band),
    TARGNAME: field,
    EXPTIME: band.exposureS,
    BUNIT: 'ELECTRONS/S',
    PHOTFLAM: PHOTFLAM[`${band.instrument} ${band.filter}`],
    VEGAZPT: zeroPoint(band),
    WCSAXES: 2,
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRPIX1: middle,
    CRPIX2: middle,
    CRVAL1: place.ra,
    CRVAL2: place.dec,
    CD1_1: -scale,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: scale,
    RADESYS: 'ICRS',
    SIMULATE: true,
    ORIGIN: SOFTWARE,
    SIMSEED: options.seed,
    SIMDIST: options.distanceMpc,
  }
  return Object.entries(cards).map(([keyword, value]) => ({
    keyword,
    value,
    ...(COMMENTS[keyword] && { comment: COMMENTS[keyword] }),
  }))
}

/**
 * The centre of a field, deg: each seed has a place in a grid of 0.1 deg, within 60 deg of the
 * equator. If two fields lay at one place, their objects would count as the same objects, and it
 * would be refused to train on one field and test on the other.
 */
function placeOf(seed: number): { ra: number; dec: number } {
  const cell = seed >>> 0
  const dec = Math.floor(cell / 3600) % 1200
  return { ra: (2 * (cell % 3600) + 1) / 20, dec: (dec - 600) / 10 }
}

/** WFC3 has one wheel of filters, ACS two. */
function filterCards({ instrument, filter }: SimulatedBand): Record<string, string> {
  if (instrument === 'ACS/WFC') return { FILTER1: 'CLEAR1L', FILTER2: filter }
  return { FILTER: filter }
}

const COMMENTS: Readonly<Record<string, string>> = {
  EXPTIME: 's, all exposures',
  PHOTFLAM: 'erg/s/cm2/A for 1 e-/s, about',
  VEGAZPT: 'Vega magnitude of 1 e-/s',
  SIMULATE: 'a simulation, not an observation',
  SIMSEED: 'seed of this field',
  SIMDIST: 'Mpc',
}
