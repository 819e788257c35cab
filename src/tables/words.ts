/** What a word of a table is by itself: nothing, a number, true or false, or text. */
import { isMissingWord } from '../missing-words.js'

const INTEGER = /^[+-]?\d+$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const NAN = /^[+-]?nan$/i
const BOOLEAN = /^(?:true|false)$/i
const ABSENT = /^(?:|--|null|n\/a)$/i

/**
 * Kinds of words, as bits: the kinds of a column are their bitwise or. A `gone` word is one of
 * {@link isMissingWord}: no value among numbers and truth values, a text among texts.
 */
export const KIND = { absent: 1, nan: 2, integer: 4, number: 8, boolean: 16, gone: 32, text: 64 }

/** A word for which {@link isNumeric} is true, as float64. Fortran's `1.5D3` is 1500. */
export function parseNumber(word: string): number {
  const value = Number(word)
  if (!Number.isNaN(value)) return value
  const infinite = INFINITE.exec(word)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  return Number(word.replace(/[dD]/, 'e'))
}

/** Float64 holds all whole numbers of so many digits, and ten to all powers up to 22. */
const EXACT_DIGITS = 15
/** Of more digits, a number may be beyond float64. */
const MOST_DIGITS = 300

/**
 * Reads a number that is written with digits and at most one point, blanks around it allowed, as
 * most numbers of tables are. A whole number of up to 15 digits over a power of ten is rounded
 * once, so it is what JavaScript's own reader gives (Clinger 1990).
 *
 * @param into gets the value at `index`
 * @returns its kind; 0 if it is written in another way, and then nothing is put
 */
export function plainNumber(
  text: string,
  start: number,
  end: number,
  into: Float64Array,
  index: number,
): number {
  let [at, last] = [start, end]
  while (at < last && text.charCodeAt(at) === BLANK) at++
  while (last > at && text.charCodeAt(last - 1) === BLANK) last--
  const from = at
  const sign = text.charCodeAt(at)
  if (sign === MINUS || sign === PLUS) at++
  let [whole, nDigits, point] = [0, 0, -1]
  for (; at < last; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >= 0 && digit <= 9) {
      whole = 10 * whole + digit
      nDigits++
    } else if (digit === POINT - ZERO && point < 0) point = at
    else return 0
  }
  if (nDigits === 0 || nDigits > MOST_DIGITS) return 0
  if (nDigits <= EXACT_DIGITS) {
    const size = point < 0 ? whole : whole / POWERS[last - point - 1]
    into[index] = sign === MINUS ? -size : size
  } else into[index] = Number(text.slice(from, last))
  return point < 0 ? KIND.integer : KIND.number
}

const [BLANK, PLUS, MINUS, POINT, ZERO] = [32, 43, 45, 46, 48]
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

/** Whether a word reads as a number, NaN and infinity included. */
export function isNumeric(word: string): boolean {
  return (kindOf(word.trim()) & NUMERIC) !== 0
}

/** All kinds of numbers, NaN included. */
export const NUMERIC = KIND.integer | KIND.number | KIND.nan

/** The kind of one word, which has no blanks around it. */
export function kindOf(word: string): number {
  if (INTEGER.test(word)) return KIND.integer
  if (NUMBER.test(word)) return Number.isFinite(parseNumber(word)) ? KIND.number : KIND.text
  if (ABSENT.test(word)) return KIND.absent
  if (NAN.test(word)) return KIND.nan
  if (INFINITE.test(word)) return KIND.number
  if (BOOLEAN.test(word)) return KIND.boolean
  return isMissingWord(word) ? KIND.gone : KIND.text
}
