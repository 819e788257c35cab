/**
 * "Does it matter for the science which classes I use?", answered in words, from the numbers. It
 * matters where a difference is larger than the uncertainty: a slope outside the other's own
 * interval, or distributions that differ as those of independent samples of this size would not.
 * Smaller differences that are not chance are named too: they do not vanish with more clusters.
 */
import type { ColumnComparison } from './column-comparison.js'
import { FEWEST } from './slopes.js'

export interface Verdict {
  /** Differences that matter. */
  readonly matters: Findings
  /** Differences that are smaller than the uncertainty, but are not chance. */
  readonly systematic: Findings
  /** Numbers of compared slopes and distributions. */
  readonly nSlopes: number
  readonly nDistributions: number
  readonly text: string
}

/** Names of functions and of quantities. */
export interface Findings {
  readonly slopes: readonly string[]
  readonly distributions: readonly string[]
}

const P_LIMIT = 0.05

/** @example verdictOf(comparison).text // 'With these data it does not matter: ...' */
export function verdictOf(comparison: ColumnComparison): Verdict {
  const slopes = comparison.slopes.filter(({ interval }) => !Number.isNaN(interval.low))
  const tested = comparison.distributions.filter(({ pExchange }) => !Number.isNaN(pExchange))
  const matters = namesOf(
    slopes.filter(({ isOutside }) => isOutside),
    tested.filter(({ pIndependent }) => pIndependent < P_LIMIT),
  )
  const systematic = namesOf(
    slopes.filter(
      ({ isOutside, interval }) => !isOutside && (interval.low > 0 || interval.high < 0),
    ),
    tested.filter((found) => found.pIndependent >= P_LIMIT && found.pExchange < P_LIMIT),
  )
  const numbers = { matters, systematic, nSlopes: slopes.length, nDistributions: tested.length }
  const sentences = [
    answer(comparison, numbers),
    counts(comparison),
    largestChange(slopes),
    remainder(systematic),
  ]
  return { ...numbers, text: sentences.filter(Boolean).join(' ') }
}

function namesOf(
  slopes: ColumnComparison['slopes'],
  distributions: ColumnComparison['distributions'],
): Findings {
  return {
    slopes: slopes.map(({ function: fn }) => fn.name),
    distributions: distributions.map(({ quantity }) => quantity.name),
  }
}

function answer({ reference }: ColumnComparison, verdict: Omit<Verdict, 'text'>): string {
  const { matters, nSlopes, nDistributions } = verdict
  if (nSlopes + nDistributions === 0) return 'There are too few clusters to say whether it matters.'
  if (matters.slopes.length + matters.distributions.length > 0) {
    return `It matters for ${inWords(matters)}.`
  }
  return (
    `With these data it does not matter: none of ${nSlopes} slopes leaves the 95 % interval that ` +
    `${reference} gives, and none of ${nDistributions} distributions differs as those of ` +
    'independent samples would.'
  )
}

function counts(comparison: ColumnComparison): string {
  const { reference, other, nBoth, nOnlyReference, nOnlyOther, countInterval } = comparison
  const [n, m] = [nBoth + nOnlyReference, nBoth + nOnlyOther]
  const { low, high } = countInterval
  const interval = `, 95 % interval ${signed(low, 0)} to ${signed(high, 0)}`
  return (
    `${other} has ${m} clusters where ${reference} has ${n} ` +
    `(difference ${signed(m - n, 0)}${Math.min(n, m) < FEWEST ? '' : interval}); ` +
    `${nBoth} are the same objects.`
  )
}

function largestChange(slopes: ColumnComparison['slopes']): string {
  if (slopes.length === 0) return ''
  const size = ({ difference }: ColumnComparison['slopes'][number]) => Math.abs(difference)
  const largest = slopes.reduce((a, b) => (size(b) > size(a) ? b : a))
  const { low, high } = largest.interval
  return (
    `The largest change of a slope is ${signed(largest.difference, 2)} ` +
    `(${signed(low, 2)} to ${signed(high, 2)}), of ${largest.function.name}.`
  )
}

function remainder(systematic: Findings): string {
  if (systematic.slopes.length + systematic.distributions.length === 0) return ''
  return (
    'Smaller than the uncertainties, but not chance, since the columns disagree about ' +
    `objects of a kind: ${inWords(systematic)}.`
  )
}

/** @example inWords({ slopes: ['mass'], distributions: ['V', 'CI'] }) */
function inWords({ slopes, distributions }: Findings): string {
  const several = (names: readonly string[], noun: string) =>
    names.length > 0 && `the ${noun}${names.length > 1 ? 's' : ''} of ${listed(names)}`
  const parts = [several(slopes, 'slope'), several(distributions, 'distribution')]
  return parts.filter(Boolean).join(', and ')
}

/** @example listed(['a', 'b', 'c']) // 'a, b and c' */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** A number with a true minus sign, or a plus sign. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  const isZero = Number(text) === 0
  return isZero ? text : `${value < 0 ? '−' : '+'}${text}`
}
