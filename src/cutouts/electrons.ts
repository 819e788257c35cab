/**
 * Pixels of other units become e-/s, the unit of the models:
 *
 *   e-         / EXPTIME
 *   counts, DN * GAIN / EXPTIME
 *   counts/s   * GAIN
 *   f_lambda   / PHOTFLAM
 *   f_nu       * c / PHOTPLAM^2 / PHOTFLAM      (Jy and its multiples)
 *   per sr     * the solid angle of a pixel first (MJy/sr)
 *
 * PHOTFLAM is the f_lambda that gives 1 e-/s, erg/s/cm2/A; for WFPC2 and NICMOS, 1 DN/s. PHOTPLAM
 * is the pivot wavelength, A (WFC3 Data Handbook, section 9.1).
 */

import { InputError } from '../errors.js'
import type { WcsHeader } from '../wcs/index.js'
import { ELECTRONS_PER_SECOND } from './unit.js'
import { type Dimensions, isOf, parsedUnit, type Unit } from './unit-text.js'

/** What the conversion of one mosaic needs. */
export interface PixelFacts {
  /** BUNIT, or what the user says; empty where nobody says. */
  readonly unit: string
  /** The header of the image, then the primary one: the first that has a keyword counts. */
  readonly headers: readonly WcsHeader[]
  readonly instrument: string
  /** Pixel scale by the sky coordinates, where there are any. */
  readonly scaleArcsec: number | undefined
  /** The file, for errors. */
  readonly where: string
}

export interface Conversion {
  /** Pixels times this are e-/s. */
  readonly factor: number
  /** How, e.g. `ELECTRONS / EXPTIME 2400`; undefined where nothing is converted. */
  readonly how: string | undefined
}

/** In cm/s. */
const LIGHT = 2.99792458e10
const ANGSTROM_CM = 1e-8
const ARCSEC = Math.PI / 648000

/** Where headers have the time of an exposure, s. */
export const EXPOSURE_KEYWORDS = ['EXPTIME', 'TEXPTIME', 'EXPOSURE', 'EFFEXPTM', 'XPOSURE']
const GAIN = ['GAIN', 'CCDGAIN', 'ATODGAIN', 'ADCGAIN', 'EGAIN']

/** Instruments whose PHOTFLAM is that of 1 DN/s. */
export const PHOTFLAM_OF_DN = /^(WFPC2|NICMOS)/

/**
 * How the pixels become e-/s. Without a unit nothing is converted; the caller says so.
 *
 * @throws InputError for a unit that cannot become e-/s, and where a keyword is missing for it
 */
export function toElectronsPerSecond(facts: PixelFacts): Conversion {
  if (facts.unit === '') return { factor: 1, how: undefined }
  const unit = parsedUnit(facts.unit)
  const steps = unit && stepsFor(unit, facts)
  if (!unit || !steps) throw notABrightness(facts)
  const factor = steps.reduce((product, step) => product * step.factor, unit.factor)
  if (!(factor > 0 && Number.isFinite(factor))) throw notABrightness(facts)
  if (factor === 1 && steps.length === 0) return { factor, how: undefined }
  return { factor, how: [facts.unit, ...steps.map(({ how }) => how)].join(' ') }
}

interface Step {
  readonly factor: number
  readonly how: string
}

type Steps = (facts: PixelFacts) => Step[]

const perSecond: Steps = (facts) => {
  const { value, keyword } = positive(facts, EXPOSURE_KEYWORDS)
  return [{ factor: 1 / value, how: `/ ${keyword} ${value}` }]
}

const gain: Steps = (facts) => {
  const { value, keyword } = positive(facts, GAIN)
  return [{ factor: value, how: `* ${keyword} ${value}` }]
}

const sensitivity: Steps = (facts) => {
  const { value } = positive(facts, ['PHOTFLAM'])
  const step = { factor: 1 / value, how: `/ PHOTFLAM ${value}` }
  return PHOTFLAM_OF_DN.test(facts.instrument) ? [step, ...gain(facts)] : [step]
}

const perWavelength: Steps = (facts) => {
  const { value } = positive(facts, ['PHOTPLAM'])
  const perAngstrom = (LIGHT * ANGSTROM_CM) / (value * ANGSTROM_CM) ** 2
  return [{ factor: perAngstrom, how: `* c / (PHOTPLAM ${value})^2` }, ...sensitivity(facts)]
}

/** f_lambda is in erg/s/cm3 here, and PHOTFLAM in erg/s/cm2/A. */
const perCentimetre: Steps = (facts) => {
  const [first, ...others] = sensitivity(facts)
  return [{ ...first, factor: first.factor * ANGSTROM_CM }, ...others]
}

const KINDS: readonly (readonly [Dimensions, Steps])[] = [
  [{ electron: 1, s: -1 }, () => []],
  [{ electron: 1 }, perSecond],
  [{ count: 1, s: -1 }, gain],
  [{ count: 1 }, (facts) => [...gain(facts), ...perSecond(facts)]],
  [{ erg: 1, cm: -2 }, perWavelength],
  [{ erg: 1, cm: -3, s: -1 }, perCentimetre],
]

function stepsFor(unit: Unit, facts: PixelFacts): Step[] | undefined {
  const { sr = 0, ...others } = unit.of
  const kind = KINDS.find(([dimensions]) => isOf({ ...unit, of: others }, dimensions))
  if (!kind || (sr !== 0 && sr !== -1)) return undefined
  return [...(sr === -1 ? [pixelArea(facts)] : []), ...kind[1](facts)]
}

function pixelArea(facts: PixelFacts): Step {
  const { scaleArcsec } = facts
  if (scaleArcsec === undefined) {
    const { value } = positive(facts, ['PIXAR_SR'])
    return { factor: value, how: `* PIXAR_SR ${value}` }
  }
  const area = (scaleArcsec * ARCSEC) ** 2
  return { factor: area, how: `* the area of a pixel, ${area.toPrecision(4)} sr` }
}

interface Told {
  readonly keyword: string
  /** NaN where it is no number. */
  readonly value: number
  readonly said: string
}

/** What the headers say for a keyword; the image's own header first. */
function told(headers: PixelFacts['headers'], keyword: string): Told[] {
  return headers.flatMap((header) => {
    const found = header.get(keyword)
    if (found === undefined) return []
    const value = typeof found === 'boolean' ? Number.NaN : Number(found)
    return [{ keyword, value, said: String(found) }]
  })
}

/**
 * The first of the keywords that is there.
 *
 * @throws InputError if none is, it is not above 0, or the headers contradict each other
 */
function positive(facts: PixelFacts, keywords: readonly string[]): Told {
  const { headers, unit, where } = facts
  const all = keywords.flatMap((keyword) => told(headers, keyword))
  const [first] = all
  const what = `pixels in ${unit}`
  const remedy = 'add the keyword, or say --unit e-/s if the pixels are that already'
  if (!first) {
    const expected = `${keywords.join(' or ')}, to make ${ELECTRONS_PER_SECOND} of them`
    throw new InputError({ what, where, expected, got: 'no such keyword', remedy })
  }
  if (!(first.value > 0 && Number.isFinite(first.value))) {
    const expected = `${first.keyword} above 0, to make ${ELECTRONS_PER_SECOND} of them`
    throw new InputError({ what, where, expected, got: first.said, remedy })
  }
  const alike = keywords === GAIN ? all : all.filter(({ keyword }) => keyword === first.keyword)
  const other = alike.find(({ value }) => value !== first.value)
  if (!other) return first
  throw new InputError({
    what,
    where,
    expected: `one ${keywords === GAIN ? 'gain' : first.keyword}`,
    got: `${first.keyword} = ${first.said}, ${other.keyword} = ${other.said}`,
    remedy: 'remove the one that is wrong from the header',
  })
}

function notABrightness({ unit, where }: PixelFacts): InputError {
  return new InputError({
    what: `pixels in ${unit}`,
    where,
    expected: 'electrons, counts or DN, each with or without /s, or a flux such as Jy or MJy/sr',
    got: 'no unit that becomes e-/s',
    remedy: 'correct BUNIT, or say --unit e-/s if the pixels are that already',
  })
}
