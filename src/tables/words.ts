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
