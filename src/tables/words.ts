/** What a word of a table says: nothing, a number, true or false, or text. */
const INTEGER = /^[+-]?\d+$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const NAN = /^[+-]?nan$/i
const BOOLEAN = /^(?:true|false)$/i
const ABSENT = /^(?:|--|null|n\/a)$/i

/** What a word is, as bits, so that a column's kinds are their sum. */
export const KIND = { absent: 1, nan: 2, integer: 4, number: 8, boolean: 16, text: 32 }

/** A word that {@link isNumeric} as float64; Fortran's `1.5D3` is 1500. */
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

export const NUMERIC = KIND.integer | KIND.number | KIND.nan

/** What one word is by itself; it has no blanks around it. */
export function kindOf(word: string): number {
  if (INTEGER.test(word)) return KIND.integer
  if (NUMBER.test(word)) return Number.isFinite(parseNumber(word)) ? KIND.number : KIND.text
  if (ABSENT.test(word)) return KIND.absent
  if (NAN.test(word)) return KIND.nan
  if (INFINITE.test(word)) return KIND.number
  return BOOLEAN.test(word) ? KIND.boolean : KIND.text
}
