/** All results of the science page: slopes, distributions, comparisons and verdicts. */

import { Notes } from '../notes.js'
import { distanceModulusOf } from '../photometry/index.js'
import type { Random } from '../random.js'
import { type ColumnComparison, compareColumns } from './column-comparison.js'
import { type CommonCandidates, countOf } from './common-candidates.js'
import type { AskedRanges } from './fit-ranges.js'
import { hygieneCounts, hygieneText } from './hygiene.js'
import { type Quantity, quantitiesOf } from './measurements.js'
import { FEWEST, type SlopeFit, type SlopeFunction, slopeFunctions, slopesOf } from './slopes.js'
import { type Verdict, verdictOf } from './verdict.js'

export interface Science {
  readonly candidates: CommonCandidates
  /** Distance of the galaxy. */
  readonly distanceMpc: number
  /** 5 log10(distance / 10 pc). */
  readonly distanceModulus: number
  readonly quantities: readonly Quantity[]
  readonly functions: readonly {
    readonly function: SlopeFunction
    readonly fits: readonly SlopeFit[]
  }[]
  /** Comparisons of the first column with each other one; empty if there is one column. */
  readonly comparisons: readonly (ColumnComparison & { readonly verdict: Verdict })[]
  readonly notes: Notes
}

export interface ScienceSettings {
  distanceMpc: number
  /** Limits of the fits; those that are not given are found. */
  ranges?: AskedRanges
  random: Random
  /** Gets the share of the work that is done, 0 to 1. */
  onProgress?: (share: number) => void
}

/**
 * Fits slopes, and compares the class columns.
 *
 * @throws CommandError if no object lies between the limits of a fit
 * @example
 * const science = scienceOf(candidates, { distanceMpc: 17.7, random: new Random(1) })
 * science.comparisons[0].verdict.text
 */
export function scienceOf(candidates: CommonCandidates, options: ScienceSettings): Science {
  const { distanceMpc, ranges = {}, random, onProgress } = options
  const { samples } = candidates
  const functions = slopeFunctions(candidates, ranges).map((fn) => ({
    function: fn,
    fits: slopesOf(fn, samples),
  }))
  const quantities = quantitiesOf(candidates.measurements)
  const input = {
    ...{ candidates, quantities },
    functions: functions.map((one) => one.function),
    fits: functions.map((one) => one.fits),
  }
  const comparisons = samples.slice(1).map((_, i) => {
    const comparison = compareColumns(input, i + 1, random)
    onProgress?.((i + 1) / (samples.length - 1))
    return { ...comparison, verdict: verdictOf(comparison) }
  })
  const distanceModulus = distanceModulusOf(distanceMpc)
  const notes = new Notes()
  notes.doubt(...fewNotes(candidates), ...gridNotes(candidates))
  notes.say(...hygieneCounts(candidates).map(hygieneText))
  return { candidates, distanceMpc, distanceModulus, quantities, functions, comparisons, notes }
}

/** Notes on classes of which a column has too few objects. */
function fewNotes({ samples }: CommonCandidates): string[] {
  return samples.flatMap((sample) => {
    const { label, list, nMembers } = sample
    const few = list.flatMap(({ label: value }) => {
      const n = countOf(sample, value)!
      return n < FEWEST ? [`${label}: ${n} objects of class ${value}, fewer than ${FEWEST}`] : []
    })
    const none = `${label}: ${nMembers} clusters, fewer than ${FEWEST}: nothing is fitted`
    return nMembers < FEWEST ? [...few, none] : few
  })
}

/**
 * A note if ages come from a grid of models: for ties the probabilities of the tests are too large.
 */
function gridNotes({ measurements: { age } }: CommonCandidates): string[] {
  if (!age) return []
  const known = age.filter((value) => !Number.isNaN(value))
  const nDistinct = new Set(known).size
  if (nDistinct * 5 > known.length) return []
  return [
    `ages lie on a grid: ${known.length} objects have ${nDistinct} different ages; ` +
      'the slope of the age function treats them as continuous',
  ]
}
