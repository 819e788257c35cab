/** Everything that the science page says, computed. */
import type { Random } from '../random.js'
import { type Comparison, comparisonOf } from './comparison.js'
import type { AskedRanges } from './fit-ranges.js'
import { type Quantity, quantitiesOf } from './measurements.js'
import type { Population } from './population.js'
import { FEWEST, type SlopeFit, type SlopeFunction, slopeFunctions, slopesOf } from './slopes.js'
import { type Verdict, verdictOf } from './verdict.js'

export interface Science {
  readonly population: Population
  /** Of the objects' host. */
  readonly distanceMpc: number
  /** 5 log10(distance / 10 pc). */
  readonly distanceModulus: number
  readonly quantities: readonly Quantity[]
  readonly functions: readonly {
    readonly function: SlopeFunction
    readonly fits: readonly SlopeFit[]
  }[]
  /** The first column with each of the others; none if there is only one. */
  readonly comparisons: readonly (Comparison & { readonly verdict: Verdict })[]
  readonly notes: readonly string[]
}

export interface ScienceSettings {
  distanceMpc: number
  /** Limits of the fits; what is not asked is found. */
  ranges?: AskedRanges
  random: Random
  /** Gets the share of the work that is done, 0-1. */
  onProgress?: (share: number) => void
}

/** @example distanceModulusOf(10) // 30 */
export function distanceModulusOf(distanceMpc: number): number {
  return 25 + 5 * Math.log10(distanceMpc)
}

/**
 * Fits and compares.
 *
 * @throws CommandError if nothing lies within the limits of a fit
 * @example
 * const science = scienceOf(population, { distanceMpc: 17.7, random: new Random(1) })
 * science.comparisons[0].verdict.text
 */
export function scienceOf(population: Population, options: ScienceSettings): Science {
  const { distanceMpc, ranges = {}, random, onProgress } = options
  const { samples } = population
  const functions = slopeFunctions(population, ranges).map((fn) => ({
    function: fn,
    fits: slopesOf(fn, samples),
  }))
  const quantities = quantitiesOf(population.measurements)
  const input = {
    ...{ population, quantities },
    functions: functions.map((one) => one.function),
    fits: functions.map((one) => one.fits),
  }
  const comparisons = samples.slice(1).map((_, i) => {
    const comparison = comparisonOf(input, i + 1, random)
    onProgress?.((i + 1) / (samples.length - 1))
    return { ...comparison, verdict: verdictOf(comparison) }
  })
  const distanceModulus = distanceModulusOf(distanceMpc)
  const notes = [...fewNotes(population), ...gridNotes(population)]
  return { population, distanceMpc, distanceModulus, quantities, functions, comparisons, notes }
}

/** Classes of which a column has too few objects for anything to be said. */
function fewNotes({ samples }: Population): string[] {
  return samples.flatMap(({ label, classes, nMembers }) => {
    const few = [1, 2, 3, 4].flatMap((value) => {
      const n = classes.reduce((sum, found) => sum + (found === value ? 1 : 0), 0)
      return n < FEWEST ? [`${label}: ${n} objects of class ${value}, fewer than ${FEWEST}`] : []
    })
    const none = `${label}: ${nMembers} clusters, fewer than ${FEWEST}: nothing is fitted`
    return nMembers < FEWEST ? [...few, none] : few
  })
}

/** Ages of a grid of models are ties, for which the tests' probabilities are too large. */
function gridNotes({ measurements: { age } }: Population): string[] {
  if (!age) return []
  const known = age.filter((value) => !Number.isNaN(value))
  const nDistinct = new Set(known).size
  if (nDistinct * 5 > known.length) return []
  return [
    `ages lie on a grid: ${known.length} objects have ${nDistinct} different ages; the slope of the ` +
      'age function treats them as continuous',
  ]
}
