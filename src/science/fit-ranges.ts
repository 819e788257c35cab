/** Between which limits power laws are fitted: as asked, or where the objects themselves say. */
import { CommandError } from '../errors.js'
import { BANDS, type BandName, type Measurements } from './measurements.js'

export interface FitRange {
  readonly low: number
  readonly high: number
  /** Why the objects beyond are left out. */
  readonly from: string
}

/** What a power law is fitted to, as --fit names it. */
const FIT_NAMES = [...BANDS, 'age', 'mass'] as const
type FitName = (typeof FIT_NAMES)[number]

/** Either limit, or both. */
type AskedRange = { readonly low?: number; readonly high?: number }

/** Limits as a user gives them; magnitudes from bright to faint. */
export type AskedRanges = { readonly [name in FitName]?: AskedRange }

/** Objects are missing before the distribution turns over: the limit lies 0.5 mag, 0.2 dex further in. */
export const MARGIN_MAG = 0.5

const SMOOTHING_MAG = 0.2
const DEX_A_MAG = 0.4

/** Clusters younger than 10 Myr need not be bound; beyond 200 Myr fading leaves too few. */
const AGES_YR = { low: 1e7, high: 2e8 }

/**
 * Limits as --fit gives them, with those of earlier --fit.
 *
 * @throws CommandError if the text is no range
 * @example askedRange('V=:23.2') // { v: { high: 23.2 } }
 * @example askedRange('mass=5e3:', { mass: { high: 1e5 } }) // { mass: { low: 5000, high: 100000 } }
 */
export function askedRange(text: string, before: AskedRanges = {}): AskedRanges {
  const match = /^([a-z]+)=([^:]*):([^:]*)$/i.exec(text)
  const key = FIT_NAMES.find((known) => known === match?.[1].toLowerCase())
  const [low, high] = [match?.[2], match?.[3]].map((word) => (word ? Number(word) : undefined))
  const isWrong = (value?: number) => value !== undefined && !Number.isFinite(value)
  const isEmpty = low !== undefined && high !== undefined && !(low < high)
  const isMagnitude = BANDS.some((band) => band === key)
  const notPositive = !isMagnitude && low !== undefined && low <= 0
  if (key && !isWrong(low) && !isWrong(high) && !isEmpty && !notPositive) {
    const limits = { ...(low !== undefined && { low }), ...(high !== undefined && { high }) }
    return { ...before, [key]: { ...before[key], ...limits } }
  }
  throw new CommandError({
    what: '--fit',
    expected: `${BANDS.join(', ')}, age or mass, and its range, e.g. v=:23.2 or mass=5e3:1e5`,
    got: text,
  })
}

/**
 * From the brightest, unless asked otherwise, to the completeness limit.
 *
 * @throws CommandError if what is asked leaves nothing
 */
export function magnitudeRange(
  band: BandName,
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
 * From the completeness limit to the most massive, unless asked otherwise.
 *
 * @throws CommandError if what is asked leaves nothing
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
 * From 10 to 200 Myr, unless asked otherwise.
 *
 * @throws CommandError if what is asked leaves nothing
 */
export function ageRange(asked: AskedRange = {}): FitRange {
  const isAsked = asked.low !== undefined || asked.high !== undefined
  return checked('age', { ...AGES_YR, ...asked, from: isAsked ? 'as asked' : 'by default' })
}

/** One limit as asked and the other found may leave nothing between them. */
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

/*
 * Where a catalogue begins to lack objects, judged by itself: luminosity and mass functions rise towards
 * faint and light objects, so where the observed distribution turns over, objects are missing. It is no
 * substitute for artificial sources put into the mosaics, and says nothing below the catalogue's own cuts.
 */

/**
 * The value at which the distribution, smoothed by a Gaussian, is highest.
 *
 * @param values NaN is not counted
 * @param sigma of the Gaussian, in the unit of the values; the grid has four steps to it
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
