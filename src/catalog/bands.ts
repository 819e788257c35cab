/**
 * The filter of a mosaic, from its headers and never from its name: a file that was renamed, or a
 * name with two numbers in it, must not put one band into the channel of another.
 *
 * WFC3 writes FILTER. ACS has two wheels, FILTER1 and FILTER2, and one of them is CLEAR. WFPC2
 * writes FILTNAM1 and FILTNAM2, and one of them is blank (its FILTER1 and FILTER2 are slot
 * numbers). Products of several instruments join both wheels in FILTER, as in `CLEAR1L;F814W`.
 * JWST's NIRCam and NIRISS have a second wheel, PUPIL: a filter there stands in the light of a
 * broad one, and is the band.
 */
import { InputError } from '../errors.js'

/** Anything that gives a keyword's value: a `Header` of starsift/fits, or a `Map`. */
export interface HeaderLike {
  get(keyword: string): unknown
}

/** A filter of an instrument. */
export interface Band {
  /** Upper case, e.g. `F555W`. */
  filter: string
  /** `WFC3/UVIS`, `WFC3/IR`, `ACS/WFC`, `WFPC2`, ...; empty if the headers do not tell. */
  instrument: string
}

export const FILTER_KEYWORDS = ['FILTER', 'FILTER1', 'FILTER2', 'FILTNAM1', 'FILTNAM2']

/** Names of imaging filters: F or FQ (a quadrant), the wavelength, the width. */
const FILTER_NAME = /^FQ?(\d{3,4})(W2?|N|M|LP|X|BW)$/

/** Names for a position of a wheel without a filter. */
const OPEN = /^(CLEAR\w*|N\/?A|NONE|GDHS|IMAGING)?$/

/** Names of telescopes and cameras, which some programs write before the filter. */
const CAMERA = /^(HST|JWST|ACS|WFC3?|HRC|SBC|UVIS[12]?|IR|WFPC2?|PC1?|NICMOS|NIC[123]|NIRCAM|MIRI)$/

/** Instruments whose infrared filters are named in units of 10 nm. */
const IN_TENS_OF_NM = /^(WFC3\/IR|NICMOS|NIRCAM|NIRISS|MIRI)/

/**
 * The band of a mosaic.
 *
 * @param headers the header of the science extension, then the primary one; the first that names a
 *   filter counts
 * @param where the file, for errors
 * @throws InputError if there is no filter, if there are two crossed filters, or if the name is not
 *   a filter of Hubble
 * @example
 * bandOfHeaders([sci.header, primary.header], 'a_drc.fits')
 * // { filter: 'F555W', instrument: 'ACS/WFC' }
 */
export function bandOfHeaders(headers: readonly HeaderLike[], where: string): Band {
  for (const header of headers) {
    const names = filtersOf(header)
    if (names.length === 0) continue
    return { filter: onlyFilter(names, header, where), instrument: instrumentOf(headers) }
  }
  throw new InputError({
    what: 'no filter in the headers',
    where,
    expected: `one of ${FILTER_KEYWORDS.join(', ')}`,
    got: foundIn(headers) || 'none of them',
    remedy: "add a FILTER keyword to the header, e.g. FILTER = 'F555W'",
  })
}

/**
 * The wavelength in the filter's name, in nm; undefined for other names. It is good enough to order
 * bands from blue to red, but it is not a pivot wavelength: that of F555W of WFC3/UVIS is 530.8 nm.
 * Names of filters of WFC3/IR, NICMOS and JWST are in units of 10 nm.
 *
 * @example nominalWavelengthNm({ filter: 'F160W', instrument: 'WFC3/IR' }) // 1600
 */
export function nominalWavelengthNm({ filter, instrument }: Band): number | undefined {
  const digits = FILTER_NAME.exec(filter)?.[1]
  if (digits === undefined) return undefined
  return Number(digits) * (IN_TENS_OF_NM.test(instrument) ? 10 : 1)
}

/** The filters in the wheels, each once, without open positions. */
function filtersOf(header: HeaderLike): string[] {
  const pupil = text(header, 'PUPIL')
  if (FILTER_NAME.test(pupil)) return [pupil]
  const names = FILTER_KEYWORDS.flatMap((keyword) => wordsOf(text(header, keyword)))
  return [...new Set(names)].filter((name) => !OPEN.test(name))
}

/** `WFC3/UVIS F555W` and `ACS_F555W` are F555W; other words stay, for the error to name. */
function wordsOf(value: string): string[] {
  if (OPEN.test(value)) return [value]
  const words = value.split(/[;,+\s/_|]+/)
  return words.some((word) => FILTER_NAME.test(word))
    ? words.filter((word) => !CAMERA.test(word))
    : value.split(/[;,+\s]+/)
}

function onlyFilter(names: string[], header: HeaderLike, where: string): string {
  const odd = names.find((name) => !FILTER_NAME.test(name))
  if (names.length === 1 && odd === undefined) return names[0]
  throw new InputError({
    what: odd === undefined ? 'crossed filters' : 'not a filter of one band',
    where,
    expected: 'one filter, e.g. F555W',
    got: foundIn([header]),
    remedy: 'use the mosaic of a single filter, or correct FILTER in the header',
  })
}

function instrumentOf(headers: readonly HeaderLike[]): string {
  const first = (keyword: string) => headers.map((h) => text(h, keyword)).find(Boolean) ?? ''
  const [instrument, detector] = [first('INSTRUME'), first('DETECTOR')]
  const isWhole = instrument === '' || detector === '' || instrument.includes('/')
  return isWhole ? instrument : `${instrument}/${detector}`
}

/** The keywords and their values, for messages. */
function foundIn(headers: readonly HeaderLike[]): string {
  return headers
    .flatMap((header) => FILTER_KEYWORDS.map((keyword) => [keyword, text(header, keyword)]))
    .filter(([, value]) => value !== '')
    .map(([keyword, value]) => `${keyword} = '${value}'`)
    .join(', ')
}

/**
 * Upper case without blanks around it; empty if the value is absent or, as in WFPC2's FILTER1, a
 * number.
 */
function text(header: HeaderLike, keyword: string): string {
  const value = header.get(keyword)
  return typeof value === 'string' ? value.trim().toUpperCase() : ''
}
