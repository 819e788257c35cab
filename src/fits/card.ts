/**
 * One header record: `KEYWORD = value / comment` in 80 bytes (FITS 4.0, section 4), with the
 * CONTINUE convention for long strings (4.2.1.2) and the registered HIERARCH convention for long
 * keywords. Reading accepts what archives are known to hold (lower-case keywords and exponents, no
 * blank after `=`). Writing is strict, and uses the fixed format where the value fits.
 */
import { InputError } from '../errors.js'

export const CARD_BYTES = 80

/**
 * The value of a card. A pair is a complex number. Integers that float64 cannot hold are bigint.
 */
export type CardValue = string | number | bigint | boolean | readonly [number, number]

/**
 * A keyword with its value and comment. A string that continues over several records is one card.
 */
export interface Card {
  /** Upper case, up to 8 characters. HIERARCH keywords may be longer and have blanks. */
  keyword: string
  /** Absent if the card has no value: an undefined value, or text such as a COMMENT. */
  value?: CardValue
  /** The text after the slash, or the text of a card without `=`. */
  comment?: string
  /** Whether the card is text without `=`; always so for COMMENT, HISTORY and the blank keyword. */
  commentary?: true
  /** The text of a value that does not follow the standard; `Header.get` throws for it. */
  unreadable?: string
}

const COMMENTARY = new Set(['COMMENT', 'HISTORY', ''])
const HIERARCH = /^HIERARCH\s+([^=]*[^=\s])\s*=(.*)$/i
const STANDARD_KEYWORD = /^[A-Z0-9_-]{1,8}$/
const LONG_KEYWORD = /^[!-<>-~][ -<>-~]*$/
const CONTINUE = 'CONTINUE  '
const PRINTABLE = /^[ -~]*$/

/**
 * Reads one record of 80 characters. A string that CONTINUE records continue still ends in `&`.
 *
 * @example
 * parseCard('BITPIX  =                  -32 / bits')
 * // { keyword: 'BITPIX', value: -32, comment: 'bits' }
 */
export function parseCard(image: string): Card {
  const keyword = image.slice(0, 8).trimEnd().toUpperCase()
  if (image[8] === '=' && !COMMENTARY.has(keyword)) return cardOf(keyword, image.slice(9))
  const long = HIERARCH.exec(image)
  if (long) return cardOf(long[1].toUpperCase(), long[2])
  const comment = image.slice(8).trimEnd()
  return COMMENTARY.has(keyword) ? { keyword, comment } : { keyword, comment, commentary: true }
}

function cardOf(keyword: string, field: string): Card {
  const { value, comment, unreadable } = parseValue(field)
  return {
    keyword,
    ...(value !== undefined && { value }),
    ...(comment !== '' && { comment }),
    ...(unreadable !== undefined && { unreadable }),
  }
}

/** Whether a card is text without a value. */
export function isCommentary(card: Card): boolean {
  return card.commentary === true || COMMENTARY.has(card.keyword)
}

/**
 * Writes a card as one or more records of 80 characters.
 *
 * @throws InputError if FITS cannot hold it: NaN, characters outside ASCII, a number's comment that
 *   does not fit in the record
 * @example formatCard({ keyword: 'GAIN', value: 1.5, comment: 'e-/count' })
 *   // ['GAIN    =                  1.5 / e-/count                                       ']
 */
export function formatCard(card: Card): string[] {
  checkText(card)
  if (isCommentary(card)) return formatCommentary(card)
  const start = beginning(card.keyword)
  if (card.value === undefined) return [oneRecord(card, start, '')]
  const text = formatValue(card.value)
  if (text === undefined)
    throw wrong(card, 'a header cannot hold this value', 'a finite number', `${card.value}`)
  if (typeof card.value !== 'string') return [oneRecord(card, start, text)]
  const short = `${start}${text}${note(card, start.length + text.length, 31)}`
  return short.length <= CARD_BYTES ? [short.padEnd(CARD_BYTES)] : continued(card, start)
}

function beginning(keyword: string): string {
  return STANDARD_KEYWORD.test(keyword) ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `
}

/** Fixed format: the value ends in column 30 (4.2). Free format if that leaves too little room. */
function oneRecord(card: Card, start: string, text: string): string {
  const fixed = start + text.padStart(30 - start.length)
  for (const image of [fixed, start + text]) {
    const record = image + note(card, image.length, 0)
    if (record.length <= CARD_BYTES) return record.padEnd(CARD_BYTES)
  }
  throw wrong(
    card,
    'a card is too long',
    `${CARD_BYTES} characters`,
    start + text + note(card, 0, 0),
  )
}

/** The comment with the blanks and slash before it. It starts in `column` or later. */
function note(card: Card, length: number, column: number): string {
  return card.comment ? `${' '.repeat(Math.max(0, column - length - 1))} / ${card.comment}` : ''
}

function formatCommentary({ keyword, comment = '' }: Card): string[] {
  const pieces = comment.match(/.{1,72}/g) ?? ['']
  return pieces.map((piece) => (keyword.padEnd(8) + piece).padEnd(CARD_BYTES))
}

/**
 * A long string over several records. `&` at the end of a piece means that the next one follows.
 */
function continued(card: Card, start: string): string[] {
  const records: string[] = []
  let head = start
  let rest = (card.value as string).replaceAll("'", "''")
  let comment = card.comment ?? ''
  for (;;) {
    const room = CARD_BYTES - head.length - 3
    const piece = rest.slice(0, splitPoint(rest, room))
    rest = rest.slice(piece.length)
    const space = rest === '' ? Math.max(0, room - piece.length - 3) : 0
    const said = firstWords(comment, space, head === CONTINUE && piece === '')
    comment = comment.slice(said.length).trimStart()
    const last = rest === '' && comment === ''
    const image = `${head}'${piece}${last ? '' : '&'}'${said && ` / ${said}`}`
    records.push(image.padEnd(CARD_BYTES))
    if (last) return records
    head = CONTINUE
  }
}

/** Readers join the parts of a comment with a blank, so it is cut at a blank if it has one. */
function firstWords(comment: string, room: number, cutWord: boolean): string {
  if (comment.length <= room) return comment
  const blank = comment.lastIndexOf(' ', room)
  return comment.slice(0, blank > 0 ? blank : cutWord ? room : 0)
}

/** The place to cut a string: never between the two quotes that stand for one. */
function splitPoint(escaped: string, room: number): number {
  if (escaped.length <= room) return escaped.length
  const quotes = /'*$/.exec(escaped.slice(0, room))?.[0].length ?? 0
  return quotes % 2 === 1 ? room - 1 : room
}

function checkText(card: Card): void {
  const { keyword, comment = '', value } = card
  if (card.unreadable !== undefined) {
    throw wrong(card, 'a value that is not FITS', 'a string, logical or number', card.unreadable)
  }
  if (!(STANDARD_KEYWORD.test(keyword) || COMMENTARY.has(keyword) || isLong(card))) {
    throw wrong(card, 'not a FITS keyword', 'letters, digits, - and _', `"${keyword}"`)
  }
  for (const text of [comment, typeof value === 'string' ? value : '']) {
    if (!PRINTABLE.test(text)) throw wrong(card, 'not ASCII', 'printable ASCII', `"${text}"`)
  }
}

function isLong({ keyword, commentary }: Card): boolean {
  return (
    !commentary && LONG_KEYWORD.test(keyword) && keyword === keyword.trim() && keyword.length < 60
  )
}

function wrong(card: Card, what: string, expected: string, got: string): InputError {
  return new InputError({ what, where: `keyword ${card.keyword}`, expected, got })
}

/** What a value field (4.2) holds: a value, none (an undefined value), or text that is not FITS. */
export interface ValueField {
  value?: CardValue
  comment: string
  unreadable?: string
}

const INTEGER = /^[+-]?\d+$/
const REAL = /^[+-]?(\d+\.?\d*|\.\d+)([EeDd][+-]?\d+)?$/
const COMPLEX = /^\(([^,()]+),([^,()]+)\)/
/** Text in quotes, in which two quotes stand for one. */
const STRING = /^'((?:[^']|'')*)'/

/**
 * Reads what follows the `=`: text in quotes, T or F, an integer, a real, or a pair of numbers.
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

/** Blanks at the end of a string mean nothing (4.2.1.1); blanks at its start count. */
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
 * The shortest text that gives this value back; undefined if FITS cannot hold it (NaN, infinity).
 * Strings are put in quotes and padded to 8 characters, as `XTENSION` and old readers need.
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

/**
 * Text of bytes [start, end), one character per byte. The standard allows only ASCII (section 3). A
 * byte above 127 becomes the Latin-1 character; TextDecoder would differ between browsers and Node.
 */
export function bytesText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let at = start; at < end; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 4096)))
  }
  return text
}
