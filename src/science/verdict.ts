/**
 * "Does it matter for the science which classes I use?", answered in words, from the numbers. It matters
 * where a difference is larger than what is uncertain anyway: a slope outside the other's own interval, a
 * distribution that independent samples of this size would tell apart. Smaller ones that are not chance are
 * said too: they do not go away with more clusters.
 */
import type { Comparison } from './comparison.js'

export interface Verdict {
  /** Slopes and quantities for which it matters. */
  readonly matters: readonly string[]
  /** Slopes and quantities that differ by less than they are uncertain, but not by chance. */
  readonly systematic: readonly string[]
  readonly nSlopes: number
  readonly nQuantities: number
  readonly text: string
}

const P_LIMIT = 0.05

/** @example verdictOf(comparison).text // 'With these data it does not matter: ...' */
export function verdictOf(comparison: Comparison): Verdict {
  const slopes = comparison.slopes.filter(({ interval }) => !Number.isNaN(interval.low))
  const tested = comparison.distributions.filter(({ pExchange }) => !Number.isNaN(pExchange))
  const slopeName = ({ function: fn }: Comparison['slopes'][number]) => `the slope of ${fn.name}`
  const nameOf = ({ quantity }: Comparison['distributions'][number]) => quantity.name
  const isReal = ({ interval: { low, high } }: Comparison['slopes'][number]) => low > 0 || high < 0
  const matters = [
    ...slopes.filter(({ isOutside }) => isOutside).map(slopeName),
    ...tested.filter(({ pIndependent }) => pIndependent < P_LIMIT).map(nameOf),
  ]
  const found = [
    ...slopes.filter(isReal).map(slopeName),
    ...tested.filter(({ pExchange }) => pExchange < P_LIMIT).map(nameOf),
  ]
  const systematic = found.filter((name) => !matters.includes(name))
  const numbers = { matters, systematic, nSlopes: slopes.length, nQuantities: tested.length }
  const sentences = [
    answer(comparison, numbers),
    counts(comparison),
    largestChange(slopes),
    remainder(numbers),
  ]
  return { ...numbers, text: sentences.filter(Boolean).join(' ') }
}

type Numbers = Omit<Verdict, 'text'>

function answer({ reference }: Comparison, { matters, nSlopes, nQuantities }: Numbers): string {
  if (nSlopes + nQuantities === 0) return 'There are too few clusters to say whether it matters.'
  if (matters.length > 0) return `It matters for ${listed(matters)}.`
  return (
    `With these data it does not matter: none of ${nSlopes} slopes leaves the 95 % interval that ` +
    `${reference} gives, and none of ${nQuantities} distributions differs as those of independent samples would.`
  )
}

function counts(comparison: Comparison): string {
  const { reference, other, nBoth, nOnlyReference, nOnlyOther, countInterval } = comparison
  const [n, m] = [nBoth + nOnlyReference, nBoth + nOnlyOther]
  const { low, high } = countInterval
  return (
    `${other} has ${m} clusters where ${reference} has ${n} ` +
    `(difference ${signed(m - n, 0)}, 95 % interval ${signed(low, 0)} to ${signed(high, 0)}); ` +
    `${nBoth} are the same objects.`
  )
}

function largestChange(slopes: Comparison['slopes']): string {
  if (slopes.length === 0) return ''
  const size = ({ difference }: Comparison['slopes'][number]) => Math.abs(difference)
  const largest = slopes.reduce((a, b) => (size(b) > size(a) ? b : a))
  const { low, high } = largest.interval
  return (
    `The largest change of a slope is ${signed(largest.difference, 2)} ` +
    `(${signed(low, 2)} to ${signed(high, 2)}), of ${largest.function.name}.`
  )
}

function remainder({ systematic }: Numbers): string {
  if (systematic.length === 0) return ''
  return (
    'Smaller than the uncertainties, but not chance, since the columns disagree about objects of a kind: ' +
    `${listed(systematic)}.`
  )
}

/** @example listed(['a', 'b', 'c']) // 'a, b and c' */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** With a true minus, and a plus. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  const isZero = Number(text) === 0
  return isZero ? text : `${value < 0 ? '−' : '+'}${text}`
}
