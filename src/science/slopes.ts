/**
 * The slopes of luminosity, mass and age functions, dN/dL ~ L^-a, dN/dM ~ M^-b, dN/dt ~ t^-c, by
 * maximum likelihood (power-law.ts). The limits are the same for every sample.
 */
import { BAND_LETTERS, type BandLetter } from '../catalog/index.js'
import { CommandError } from '../errors.js'
import { meanOf } from '../statistics/index.js'
import { type CommonCandidates, inAnySample, type Sample } from './common-candidates.js'
import {
  type AskedRanges,
  ageRange,
  type FitRange,
  MARGIN_MAG,
  magnitudeRange,
  massRange,
  powerText,
  youngerThan,
} from './fit-ranges.js'
import { bandLabel } from './measurements.js'
import { fitPowerLaw, type PowerLaw, slopeOfMean } from './power-law.js'

/** With fewer objects no slope is fitted, and no distribution is compared. */
export const FEWEST = 10

export interface SlopeFunction {
  /** `luminosity_v`, `mass` or `age`. */
  readonly id: string
  readonly name: string
  readonly kind: 'luminosity' | 'mass' | 'age'
  readonly range: FitRange
  /**
   * Apparent magnitude, mass in Msun or age in yr of each row; NaN where the selection leaves it
   * out.
   */
  readonly values: Float64Array
  /** ln(x / its lower end), NaN outside the range, for each row. */
  readonly logs: Float64Array
  /** ln(upper end / lower end). */
  readonly span: number
  /** Other conditions, in words; empty if there are none. */
  readonly selection: string
}

/** The slope of one sample. */
export interface SlopeFit {
  readonly label: string
  /** Absent with fewer than {@link FEWEST} objects in the range. */
  readonly fit?: PowerLaw
  readonly nInRange: number
  /**
   * Slope with a limit that is 0.5 mag brighter (0.2 dex more massive): it shows how much
   * completeness may matter.
   */
  readonly furtherIn?: number
}

/** Logarithm of a luminosity per magnitude: ln L = -0.4 ln 10 m. */
const LOG_A_MAG = 0.4 * Math.LN10

/** The functions for which the catalogue has columns. */
export function slopeFunctions(candidates: CommonCandidates, asked: AskedRanges): SlopeFunction[] {
  const { measurements } = candidates
  const isUsed = inAnySample(candidates)
  const bands = BAND_LETTERS.flatMap((band) => {
    const magnitudes = measurements[`mag_${band}`]
    return magnitudes ? [luminosity(band, magnitudes, isUsed, asked[band])] : []
  })
  return [...bands, ...massAndAge(candidates, isUsed, asked)]
}

/** The slope of one function in every sample. */
export function slopesOf(
  { logs, span, kind }: SlopeFunction,
  samples: readonly Sample[],
): SlopeFit[] {
  return samples.map(({ label, isMember }) => {
    const own = logs.filter((value, row) => isMember[row] && !Number.isNaN(value))
    const fit = own.length < FEWEST ? undefined : fitPowerLaw(own, span)
    const margin = LOG_A_MAG * MARGIN_MAG
    const inner = own.filter((value) => value >= margin).map((value) => value - margin)
    const hasInner = kind !== 'age' && inner.length >= FEWEST
    const furtherIn = hasInner ? slopeOfMean(meanOf(inner), span - margin) : undefined
    return { label, nInRange: own.length, ...(fit && { fit }), ...(hasInner && { furtherIn }) }
  })
}

/**
 * The most likely slope of a sample's objects, each counted as often as it was drawn; NaN if none
 * is in the range.
 */
export function slopeOfDrawn(
  { logs, span }: SlopeFunction,
  times: ArrayLike<number>,
  isMember: ArrayLike<number>,
): number {
  let [sum, n] = [0, 0]
  for (let row = 0; row < logs.length; row++) {
    if (times[row] * isMember[row] === 0 || Number.isNaN(logs[row])) continue
    sum += times[row] * logs[row]
    n += times[row]
  }
  return slopeOfMean(sum / n, span)
}

function luminosity(
  band: BandLetter,
  values: Float64Array,
  isUsed: Uint8Array,
  asked?: AskedRanges[BandLetter],
): SlopeFunction {
  const range = magnitudeRange(band, values, isUsed, asked)
  const { logs, span } = magnitudeLogs(values, range)
  if (asked) refuseEmpty(band, range, logs, values, 'mag')
  const name = `luminosity in ${bandLabel(band)}`
  return {
    id: `luminosity_${band}`,
    name,
    kind: 'luminosity',
    range,
    values,
    logs,
    span,
    selection: '',
  }
}

/** The function of a luminosity between other limits. */
export function luminosityWithin(fn: SlopeFunction, range: FitRange): SlopeFunction {
  return { ...fn, range, ...magnitudeLogs(fn.values, range) }
}

function magnitudeLogs(values: Float64Array, { low, high }: FitRange) {
  const logs = values.map((mag) =>
    mag <= high && mag >= low ? LOG_A_MAG * (high - mag) : Number.NaN,
  )
  return { logs, span: LOG_A_MAG * (high - low) }
}

function massAndAge(
  { measurements }: CommonCandidates,
  isUsed: Uint8Array,
  asked: AskedRanges,
): SlopeFunction[] {
  const { mass, age } = measurements
  if (!mass || !age) return []
  const ages = ageRange(asked.age)
  const isYoung = youngerThan(measurements, ages.high, isUsed)
  const masses = massRange(mass, isYoung, asked.mass)
  const young = mass.map((value, row) => (isYoung[row] ? value : Number.NaN))
  const heavy = age.map((value, row) => (mass[row] >= masses.low ? value : Number.NaN))
  const ofMass = powerLawOf('mass', young, masses, `ages up to ${powerText(ages.high)} yr`)
  const ofAge = powerLawOf('age', heavy, ages, `masses from ${powerText(masses.low)} Msun`)
  if (asked.age) refuseEmpty('age', ages, ofAge.logs, age, 'yr')
  if (asked.mass) refuseEmpty('mass', masses, ofMass.logs, mass, 'Msun')
  return [ofMass, ofAge]
}

/** @throws CommandError if no object lies between the asked limits: they may be in another unit */
function refuseEmpty(
  key: string,
  { low, high }: FitRange,
  logs: Float64Array,
  values: Float64Array,
  unit: string,
): void {
  if (logs.some((value) => !Number.isNaN(value))) return
  const known = values.filter((value) => Number.isFinite(value)).sort()
  if (known.length === 0) return
  const rounded = (value: number) => Number(value.toPrecision(4))
  throw new CommandError({
    what: `--fit ${key}: no object lies between ${rounded(low)} and ${rounded(high)} ${unit}`,
    expected: `limits within ${rounded(known[0])} to ${rounded(known[known.length - 1])} ${unit}`,
    remedy: 'give wider limits, in this unit',
  })
}

function powerLawOf(
  kind: 'mass' | 'age',
  values: Float64Array,
  range: FitRange,
  selection: string,
): SlopeFunction {
  const logs = values.map((value) =>
    value >= range.low && value <= range.high ? Math.log(value / range.low) : Number.NaN,
  )
  const span = Math.log(range.high / range.low)
  return { id: kind, name: kind, kind, range, values, logs, span, selection }
}
