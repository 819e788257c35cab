/**
 * The value field of a card (FITS 4.0, section 4.2): text between quotes, T or F, an integer, a real, or
 * a pair of them. An integer that float64 cannot hold stays exact as a bigint.
 */
import type { CardValue } from './card.js'

/** What a value field says: a value, none (an undefined value), or text that is no FITS value. */
export interface ValueField {
  value?: CardValue
  comment: string
  unreadable?: string
}

const INTEGER = /^[+-]?\d+$/
const REAL = /^[+-]?(\d+\.?\d*|\.\d+)([EeDd][+-]?\d+)?$/
const COMPLEX = /^\(([^,()]+),([^,()]+)\)/
/** Quoted text, in which two quotes stand for one. */
const STRING = /^'((?:[^']|'')*)'/

/**
 * Reads what follows the value indicator.
 *
 * @example parseValue(" 'it''s'  / a comment") // { value: "it's", comment: 'a comment' }
 */
export function parseValue(field: string): ValueField {
  const text = field.trimStart()
  const quoted = STRING.exec(text)
  if (quoted) return withComment(unquote(quoted[1]), text.slice(quoted[0].length))
  if (text.startsWith("'")) return { comment: '', unreadable: text.trimEnd() }
  const slash = text.indexOf('/')
  const token = (slash < 0 ? text : text.slice(0, slash)).trim()
  const comment = slash < 0 ? '' : text.slice(slash + 1).trim()
  if (token === '') return { comment }
  const value = scalar(token)
  return value === undefined ? { comment, unreadable: token } : { value, comment }
}

/** Trailing blanks of a string mean nothing (4.2.1.1), leading ones do. */
function unquote(inside: string): string {
  return inside.replaceAll("''", "'").trimEnd()
}

function withComment(value: CardValue, rest: string): ValueField {
  const after = rest.trim()
  if (after !== '' && !after.startsWith('/'))
    return { comment: '', unreadable: `${value} ${after}` }
  return { value, comment: after.slice(1).trim() }
}

function scalar(token: string): CardValue | undefined {
  if (token === 'T') return true
  if (token === 'F') return false
  const pair = COMPLEX.exec(token)
  if (!pair) return realNumber(token)
  const [re, im] = [realNumber(pair[1].trim()), realNumber(pair[2].trim())]
  return re === undefined || im === undefined ? undefined : [Number(re), Number(im)]
}

function realNumber(token: string): number | bigint | undefined {
  if (INTEGER.test(token)) {
    const value = Number(token)
    return Number.isSafeInteger(value) ? value : BigInt(token.replace('+', ''))
  }
  if (!REAL.test(token)) return undefined
  const value = Number(token.replace(/[Dd]/, 'E'))
  return Number.isFinite(value) ? value : undefined
}

/**
 * The shortest text that reads back as this value; undefined if FITS cannot say it (NaN, infinity).
 * Strings come quoted and padded to 8 characters, as `XTENSION` and old readers want them.
 */
export function formatValue(value: CardValue): string | undefined {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''").padEnd(8)}'`
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return formatNumber(value)
  const [re, im] = value.map(formatNumber)
  return re && im ? `(${re}, ${im})` : undefined
}

function formatNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined
  if (Object.is(value, -0)) return '-0.0'
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return value
      .toExponential()
      .replace('e+', 'E')
      .replace(/^(-?\d)E/, '$1.0E')
  }
  return String(value).toUpperCase()
}
