/**
 * The limits between which power laws are fitted: as asked, or from the objects. Luminosity and
 * mass functions rise towards faint and light objects, so where the observed distribution turns
 * over, objects are missing. This estimate does not replace artificial sources in the mosaics, and
 * says nothing below the catalogue's own cuts.
 */
import { BAND_LETTERS, type BandLetter } from '../catalog/index.js'
import { CommandError } from '../errors.js'
import type { Measurements } from './measurements.js'

export interface FitRange {
  readonly low: number
  readonly high: number
  /** Where the limits come from. */
  readonly from: string
}

/** Names in --fit of what a power law is fitted to. */
type FitName = BandLetter | 'age' | 'mass'
const FIT_NAMES: readonly FitName[] = [...BAND_LETTERS, 'age', 'mass']

/** One limit, or both. */
type AskedRange = { readonly low?: number; readonly high?: number }

/** Limits that a user gives; magnitudes are from bright to faint. */
export type AskedRanges = { readonly [name in FitName]?: AskedRange }

/**
 * Objects are missing already near the turn-over: the limit is 0.5 mag brighter, or 0.2 dex more
 * massive.
 */
export const MARGIN_MAG = 0.5

const SMOOTHING_MAG = 0.2
const DEX_A_MAG = 0.4

/**
 * Clusters younger than 10 Myr may be unbound; of those older than 200 Myr too few are still bright
 * enough.
 */
const AGES_YR = { low: 1e7, high: 2e8 }

/**
 * Limits from the text of one --fit, added to those of earlier ones.
 *
 * @throws CommandError if the text is not a range
 * @example askedRange('V=:23.2') // { v: { high: 23.2 } }
 * @example askedRange('mass=5e3:', { mass: { high: 1e5 } })
 * // { mass: { low: 5000, high: 100000 } }
 */
export function askedRange(text: string, before: AskedRanges = {}): AskedRanges {
  const match = /^([a-z]+)=([^:]*):([^:]*)$/i.exec(text)
  const key = FIT_NAMES.find((known) => known === match?.[1].toLowerCase())
  const [low, high] = [match?.[2], match?.[3]].map((word) => (word ? Number(word) : undefined))
  const isWrong = (value?: number) => value !== undefined && !Number.isFinite(value)
  const isEmpty = low !== undefined && high !== undefined && !(low < high)
  const isMagnitude = BAND_LETTERS.some((band) => band === key)
  const notPositive = !isMagnitude && low !== undefined && low <= 0
  if (key && !isWrong(low) && !isWrong(high) && !isEmpty && !notPositive) {
    const limits = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) }
    return { ...before, [key]: { ...before[key], ...limits } }
  }
  throw new CommandError({
    what: '--fit',
    expected:
      `${BAND_LETTERS.join(', ')}, age or mass, and its range, ` + 'e.g. v=:23.2 or mass=5e3:1e5',
    got: text,
  })
}

/**
 * Range of a luminosity function: from the brightest object to the completeness limit, unless asked
 * otherwise.
 *
 * @throws CommandError if nothing lies between the limits
 */
export function magnitudeRange(
  band: BandLetter,
  magnitudes: Float64Array,
  isUsed: Uint8Array,
  asked: AskedRange = {},
): FitRange {
  const low = asked.low ?? Number.NEGATIVE_INFINITY
  if (asked.high !== undefined) return checked(band, { low, high: asked.high, from: 'as asked' })
  const peak = peakOf(used(magnitudes, isUsed), SMOOTHING_MAG)
  const from = `${MARGIN_MAG} mag brighter than the turn-over at ${peak.toFixed(2)}`
  return checked(band, { low, high: rounded(peak - MARGIN_MAG), from })
}

/**
 * Range of the mass function: from the completeness limit to the most massive object, unless asked
 * otherwise.
 *
 * @throws CommandError if nothing lies between the limits
 */
export function massRange(
  masses: Float64Array,
  isUsed: Uint8Array,
  asked: AskedRange = {},
): FitRange {
  const high = asked.high ?? Number.POSITIVE_INFINITY
  if (asked.low !== undefined) return checked('mass', { low: asked.low, high, from: 'as asked' })
  const margin = DEX_A_MAG * MARGIN_MAG
  const peak = peakOf(used(masses, isUsed).map(Math.log10), DEX_A_MAG * SMOOTHING_MAG)
  const from = `${margin} dex above the turn-over at ${powerText(10 ** peak)} Msun`
  return checked('mass', { low: Number((10 ** (peak + margin)).toPrecision(2)), high, from })
}

/**
 * Range of the age function: 10 to 200 Myr, unless asked otherwise.
 *
 * @throws CommandError if nothing lies between the limits
 */
export function ageRange(asked: AskedRange = {}): FitRange {
  const isAsked = asked.low !== undefined || asked.high !== undefined
  return checked('age', { ...AGES_YR, ...asked, from: isAsked ? 'as asked' : 'by default' })
}

/** If one limit is asked and the other one found, there may be nothing between them. */
function checked(name: FitName, range: FitRange): FitRange {
  const { low, high, from } = range
  if (!(low >= high)) return range
  throw new CommandError({
    what: `--fit ${name}: nothing lies within the limits`,
    expected: 'a lower limit below the upper one',
    got: `${low} to ${high} (${from})`,
    remedy: `give both limits, e.g. --fit ${name}=LOW:HIGH`,
  })
}

/** 1 where an object's age is known and at most the limit. */
export function youngerThan(
  { age }: Measurements,
  limitYr: number,
  isUsed: Uint8Array,
): Uint8Array {
  return isUsed.map((is, row) => (is && age && age[row] <= limitYr ? 1 : 0))
}

function used(values: Float64Array, isUsed: Uint8Array): Float64Array {
  return values.filter((_, row) => isUsed[row])
}

/** @example powerText(20_123) // '2e4' */
export function powerText(value: number): string {
  return Number(value.toPrecision(2)).toExponential().replace('e+', 'e')
}

function rounded(magnitude: number): number {
  return Math.round(magnitude * 100) / 100
}

/**
 * The value at which the distribution, smoothed by a Gaussian, is highest.
 *
 * @param values NaN is not counted
 * @param sigma width of the Gaussian, in the unit of the values; the grid has four steps per sigma
 * @returns NaN without values
 */
export function peakOf(values: ArrayLike<number>, sigma: number): number {
  const known = Float64Array.from(values).filter(Number.isFinite).sort()
  if (known.length === 0) return Number.NaN
  const step = sigma / 4
  let [peak, highest] = [Number.NaN, Number.NEGATIVE_INFINITY]
  const first = Math.floor(known[0] / step)
  for (let i = first; i * step <= known[known.length - 1] + step; i++) {
    const density = densityAt(i * step, known, sigma)
    if (density > highest) [peak, highest] = [i * step, density]
  }
  return peak
}

function densityAt(at: number, values: Float64Array, sigma: number): number {
  let sum = 0
  for (const value of values) sum += Math.exp(-0.5 * ((value - at) / sigma) ** 2)
  return sum
}
