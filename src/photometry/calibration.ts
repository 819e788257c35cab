/** What turns the pixels of a band into magnitudes: zero points, exposure, dust, saturation. */
import { EXPOSURE_KEYWORDS, PHOTFLAM_OF_DN } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { EXTINCTION } from './extinction.js'
import { extinctionAt } from './extinction-law.js'
import { headerZeroPoints, type PhotometricHeader } from './header-zero-points.js'
import { knownZeroPoint } from './zero-points.js'

/** A band as its headers describe it. */
export interface BandToCalibrate {
  /** The filter of the headers, e.g. `F475W`. */
  readonly filter: string
  /** e.g. `WFC3/UVIS` */
  readonly instrument: string
  readonly file: string
  /** The first of several that has a keyword counts. */
  readonly headers: readonly PhotometricHeader[]
  /** Values in the unit of the file, as SATURATE, times this are e-/s. Default 1. */
  readonly electronsPerUnit?: number
}

/** What the user knows better than the headers. */
export interface CalibrationWords {
  /** Vega magnitude of 1 e-/s by filter, in place of the table. */
  readonly zeroPoints?: Readonly<Record<string, number>>
  /** E(B-V) of the Galaxy in front of the field, mag; its light is given back. Default 0. */
  readonly ebv?: number
  /** e-/s from which a pixel is saturated, in all bands; default: from the headers. */
  readonly saturation?: number
}

export interface Calibration {
  readonly filter: string
  readonly instrument: string
  /** Vega magnitude of 1 e-/s; undefined where it is not known. */
  readonly vega: number | undefined
  /** AB magnitude of 1 e-/s; undefined where it is not known. */
  readonly ab: number | undefined
  /** Infinity where it is not known: then errors lack the noise of the source's photons. */
  readonly exposureS: number
  /** Extinction to give back, mag. */
  readonly extinction: number
  /** e-/s; Infinity where it is not known. */
  readonly saturation: number
}

/** The full well of the detectors, e- (WFC3 and ACS instrument handbooks, chapters 5 and 4). */
const FULL_WELL: Readonly<Record<string, number>> = { 'WFC3/UVIS': 63_000, 'ACS/WFC': 77_400 }

/**
 * Calibrates the bands of a field.
 *
 * @returns one for each band, and what was chosen or may be wrong
 * @throws InputError if a zero point is given for a filter that is not there, or the dust of a
 *   filter is not known
 */
export function calibrationsOf(
  bands: readonly BandToCalibrate[],
  words: CalibrationWords = {},
): { calibrations: Calibration[]; notes: Notes } {
  refuseOthers(bands, words)
  const notes = new Notes()
  const calibrations = bands.map((band) => calibrationOf(band, words, notes))
  const said = (what: string, of: (calibration: Calibration) => string | undefined) => {
    const list = calibrations.flatMap((calibration) => {
      const text = of(calibration)
      return text === undefined ? [] : [`${calibration.filter} ${text}`]
    })
    if (list.length > 0) notes.say(`${what}: ${list.join(', ')}`)
  }
  said('zero points, Vega', ({ vega }) => vega?.toFixed(4))
  said('zero points, AB, by PHOTFLAM and PHOTPLAM', ({ ab }) => ab?.toFixed(4))
  said('saturated from, e-/s', ({ saturation }) => finiteText(saturation))
  if (words.ebv) said('extinction that is given back, mag', (one) => one.extinction.toFixed(3))
  return { calibrations, notes }
}

function finiteText(value: number): string | undefined {
  return Number.isFinite(value) ? value.toPrecision(4) : undefined
}

function refuseOthers(bands: readonly BandToCalibrate[], { zeroPoints = {} }: CalibrationWords) {
  const filters = bands.map(({ filter }) => filter)
  const other = Object.keys(zeroPoints).find((filter) => !filters.includes(filter))
  if (other === undefined) return
  throw new InputError({
    what: `a zero point for ${other}`,
    expected: `one of the filters of the mosaics: ${filters.join(', ')}`,
  })
}

function calibrationOf(band: BandToCalibrate, words: CalibrationWords, notes: Notes): Calibration {
  const { filter, instrument, headers } = band
  const vega = words.zeroPoints?.[filter] ?? knownZeroPoint(band)
  // Pixels are e-/s.
  const ab = PHOTFLAM_OF_DN.test(instrument) ? undefined : headerZeroPoints(headers)?.ab
  if (vega === undefined && ab === undefined) {
    notes.doubt(
      `${filter}: no zero point, neither in the table nor by PHOTFLAM and PHOTPLAM: it gets ` +
        `fluxes and no magnitudes; say it with --zero-point ${filter}=MAG`,
    )
  }
  return {
    ...{ filter, instrument, vega, ab },
    exposureS: exposureOf(band, notes),
    extinction: words.ebv ? words.ebv * extinctionOf(band) : 0,
    saturation: words.saturation ?? saturationOf(band),
  }
}

function exposureOf({ filter, headers }: BandToCalibrate, notes: Notes): number {
  const [longest, ...others] = exposuresIn(headers)
  if (longest === undefined) {
    notes.doubt(`${filter}: no EXPTIME: errors lack the noise of the sources' own light`)
    return Number.POSITIVE_INFINITY
  }
  const other = others.find(({ value }) => value < 0.99 * longest.value)
  if (other) {
    notes.doubt(
      `${filter}: exposure ${longest.value} s by ${longest.keyword}, although ${other.keyword} ` +
        `says ${other.value}`,
    )
  }
  return longest.value
}

/**
 * The exposure times of the headers, the longest first: EXPTIME of a drizzled mosaic in e-/s is
 * often 1, and TEXPTIME the time of all exposures.
 */
function exposuresIn(headers: BandToCalibrate['headers']): { keyword: string; value: number }[] {
  const times = EXPOSURE_KEYWORDS.flatMap((keyword) => {
    const value = positiveIn(headers, keyword)
    return value === undefined ? [] : [{ keyword, value }]
  })
  return times.sort((a, b) => b.value - a.value)
}

/**
 * SATURATE, which is in the unit of the file; else the full well over the time of one exposure:
 * D001DEXP of AstroDrizzle. Where the headers do not say that, it is taken that there was one
 * exposure, so too many pixels count.
 */
function saturationOf({ instrument, headers, electronsPerUnit = 1 }: BandToCalibrate): number {
  const told = positiveIn(headers, 'SATURATE')
  if (told !== undefined) return told * electronsPerUnit
  const well = FULL_WELL[instrument]
  const time = positiveIn(headers, 'D001DEXP') ?? exposuresIn(headers)[0]?.value
  return well === undefined || time === undefined ? Number.POSITIVE_INFINITY : well / time
}

function extinctionOf({ filter, instrument, headers, file }: BandToCalibrate): number {
  const known = EXTINCTION[`${instrument} ${filter}`]?.coefficient
  if (known !== undefined) return known
  const pivot = positiveIn(headers, 'PHOTPLAM')
  if (pivot !== undefined) return extinctionAt(pivot / 10)
  throw new InputError({
    what: `--ebv: the extinction in ${filter} of ${instrument || 'an unknown camera'}`,
    where: file,
    expected: `PHOTPLAM in the header, or ${Object.keys(EXTINCTION).join(', ')}`,
    remedy: 'add PHOTPLAM, the pivot wavelength in Angstrom, to the header, or leave out --ebv',
  })
}

function positiveIn(headers: readonly PhotometricHeader[], keyword: string): number | undefined {
  for (const header of headers) {
    const value = header.get(keyword)
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
  }
  return undefined
}
