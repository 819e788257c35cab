/**
 * "Does it matter for the science which classes I use?", answered in words, for each quantity, from
 * the paired intervals and the counts. It matters where a difference is larger than the uncertainty
 * of the reference alone: a slope outside its interval, distributions that differ as those of
 * independent samples would not, a number of clusters further off than its Poisson scatter. A
 * smaller difference whose interval leaves out 0, or that the exchange test finds, is named too: it
 * is not chance, and does not vanish with more clusters. "It does not matter" is said only if there
 * is neither.
 */
import type { Interval } from '../statistics/index.js'
import type { ColumnComparison } from './column-comparison.js'
import { FEWEST } from './slopes.js'

export interface Verdict {
  /** What the numbers of clusters say. */
  readonly number: 'matters' | 'small' | 'none'
  /** Differences that matter. */
  readonly matters: Findings
  /** Differences that are smaller than the uncertainty, but are not chance. */
  readonly systematic: Findings
  /** What could not be compared, because there are too few clusters. */
  readonly unknown: Findings
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

/** Half of a 95 % interval in standard deviations. */
const TWO_SIGMA = 1.96

/** @example verdictOf(comparison).text // 'With these data it does not matter: ...' */
export function verdictOf(comparison: ColumnComparison): Verdict {
  const { slopes, distributions } = comparison
  const fitted = slopes.filter(({ interval }) => !Number.isNaN(interval.low))
  const tested = distributions.filter(({ pExchange }) => !Number.isNaN(pExchange))
  const isSure = (found: (typeof tested)[number]) => found.pIndependent < P_LIMIT
  const matters = namesOf(
    fitted.filter(({ isOutside }) => isOutside),
    tested.filter(isSure),
  )
  const systematic = namesOf(
    fitted.filter(({ isOutside, interval }) => !isOutside && leavesOutZero(interval)),
    tested.filter(
      (found) =>
        !isSure(found) && (found.pExchange < P_LIMIT || leavesOutZero(found.shiftInterval)),
    ),
  )
  const unknown = namesOf(
    slopes.filter((slope) => !fitted.includes(slope)),
    distributions.filter((found) => !tested.includes(found)),
  )
  const counted = { nSlopes: fitted.length, nDistributions: tested.length }
  const verdict = { number: numberOf(comparison), matters, systematic, unknown, ...counted }
  const sentences = [
    answer(comparison, verdict),
    counts(comparison),
    largestChange(fitted),
    remainder(verdict),
    notCompared(verdict),
  ]
  return { ...verdict, text: sentences.filter(Boolean).join(' ') }
}

type Found = Omit<Verdict, 'text'>

function leavesOutZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0
}

/** A number of clusters n scatters by sqrt(n) from one galaxy like this to another. */
function numberOf({ countInterval, ...sets }: ColumnComparison): Verdict['number'] {
  if (!leavesOutZero(countInterval)) return 'none'
  const scatter = Math.sqrt(Math.max(1, sets.nBoth + sets.nOnlyReference))
  const difference = Math.abs(sets.nOnlyOther - sets.nOnlyReference)
  return difference > TWO_SIGMA * scatter ? 'matters' : 'small'
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

function answer({ reference }: ColumnComparison, verdict: Found): string {
  const { number, matters, systematic, nSlopes, nDistributions } = verdict
  const large = inWords(matters, number === 'matters')
  if (large) return `It matters for ${large}.`
  const small = inWords(systematic, number === 'small')
  if (small) {
    return (
      `It matters a little for ${small}: the difference is more than chance allows, but smaller ` +
      `than the uncertainty that ${reference} has by itself.${expectedByChance(verdict)}`
    )
  }
  if (nSlopes + nDistributions === 0) return 'There are too few clusters to say whether it matters.'
  return (
    `With these data it does not matter: none of ${nSlopes} slopes, none of ${nDistributions} ` +
    'distributions and not the number of clusters differs by more than chance allows.'
  )
}

/** Of twenty 95 % intervals one leaves out a difference of 0, although there is none. */
function expectedByChance({ nSlopes, nDistributions }: Found): string {
  const n = nSlopes + nDistributions
  if (n < 10) return ''
  const about = Math.max(1, Math.round(n / 20))
  return ` Of ${n} intervals about ${about} would leave out 0 by chance alone.`
}

function counts(comparison: ColumnComparison): string {
  const { reference, other, nBoth, nOnlyReference, nOnlyOther, countInterval } = comparison
  const [n, m] = [nBoth + nOnlyReference, nBoth + nOnlyOther]
  const { low, high } = countInterval
  const interval = `, 95 % interval ${signed(low, 0)} to ${signed(high, 0)}`
  const percent = n > 0 && m !== n ? ` or ${signed((100 * (m - n)) / n, 0)} %` : ''
  return (
    `${other} has ${m} clusters where ${reference} has ${n} ` +
    `(difference ${signed(m - n, 0)}${percent}${Math.max(n, m) < FEWEST ? '' : interval}); ` +
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

/** What is smaller, beside what matters; and of how many quantities nothing is found. */
function remainder(verdict: Found): string {
  const { number, matters, systematic, nSlopes, nDistributions } = verdict
  if (!inWords(matters, number === 'matters')) return ''
  const small = inWords(systematic, number === 'small')
  const left = [
    counted(nSlopes - matters.slopes.length - systematic.slopes.length, 'slope'),
    counted(
      nDistributions - matters.distributions.length - systematic.distributions.length,
      'distribution',
    ),
  ].filter(Boolean)
  const rest =
    left.length > 0 ? `No difference beyond chance is found for ${left.join(' and ')}.` : ''
  if (!small) return rest
  const smaller =
    'Smaller than the uncertainties, but more than chance allows: the differences in ' +
    `${small}.${expectedByChance(verdict)}`
  return [smaller, rest].filter(Boolean).join(' ')
}

function notCompared({ unknown, nSlopes, nDistributions }: Found): string {
  const names = inWords(unknown, false)
  if (!names) return ''
  if (nSlopes + nDistributions === 0) return 'There are too few clusters to compare anything else.'
  return `There are too few clusters to compare ${names}.`
}

function counted(n: number, noun: string): string {
  if (n <= 0) return ''
  return n === 1 ? `the other ${noun}` : `the other ${n} ${noun}s`
}

/** @example inWords({ slopes: ['mass'], distributions: ['V', 'CI'] }, true) */
function inWords({ slopes, distributions }: Findings, hasNumber: boolean): string {
  const several = (names: readonly string[], noun: string) =>
    names.length > 0 && `the ${noun}${names.length > 1 ? 's' : ''} of ${listed(names)}`
  const parts = [
    hasNumber && 'the number of clusters',
    several(slopes, 'slope'),
    several(distributions, 'distribution'),
  ]
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
