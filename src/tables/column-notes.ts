/**
 * What a text format has no place for, as comments above the table, one for a column:
 *
 *     starsift: {"column":"ok","type":"bool","description":"two\nlines"}
 *
 * Other readers take them for comments, and read the table as it is without them. So the formats
 * write a note only where the table would come back changed.
 */
import type { Notes } from '../notes.js'
import type { Column } from './table.js'
import type { ToldType } from './told-column.js'
import { missingRows } from './typed.js'

const SIGN = 'starsift: '

/** The note on a column; what is absent is as the format says it. */
export interface ColumnNote {
  readonly column: string
  readonly type?: ToldType
  readonly unit?: string
  readonly description?: string
  /** Words that stand in cells for texts that cells cannot hold; null for no value. */
  readonly texts?: Readonly<Record<string, string | null>>
}

const TYPES: readonly ToldType[] = [
  ...(['int32', 'int64', 'float64', 'string', 'float32', 'int16', 'uint8', 'bool'] as const),
]

/** The type of a column in the words of a note. */
export function noteTypeOf({ values }: Pick<Column, 'values'>): ToldType {
  if (Array.isArray(values)) return typeof values[0] === 'boolean' ? 'bool' : 'string'
  if (values instanceof BigInt64Array) return 'int64'
  if (values instanceof Float64Array) return 'float64'
  if (values instanceof Float32Array) return 'float32'
  if (values instanceof Int32Array) return 'int32'
  return values instanceof Int16Array ? 'int16' : 'uint8'
}

/** The comments of the notes that say more than which column they are on. */
export function commentsOfNotes(notes: readonly ColumnNote[]): string[] {
  return notes
    .filter((note) => Object.keys(note).length > 1)
    .map((note) => `${SIGN}${JSON.stringify(note)}`)
}

/** The notes among comments, and the other comments. */
export function notesAmong(comments: readonly string[]) {
  const told = new Map<string, ColumnNote>()
  const others = comments.filter((comment) => {
    const note = comment.startsWith(SIGN) ? parsed(comment.slice(SIGN.length)) : undefined
    if (note) told.set(note.column, note)
    return note === undefined
  })
  return { told, comments: others }
}

/** Undefined for a comment that only begins as a note does. */
function parsed(json: string): ColumnNote | undefined {
  try {
    const { column, type, unit, description, texts = {} } = JSON.parse(json)
    const isText = (value: unknown) => value === undefined || typeof value === 'string'
    const isNote =
      typeof column === 'string' &&
      (type === undefined || TYPES.includes(type)) &&
      [unit, description].every(isText) &&
      typeof texts === 'object' &&
      Object.values(texts ?? { no: 0 }).every((text) => text === null || typeof text === 'string')
    return isNote ? { column, type, unit, description, texts } : undefined
  } catch {
    return undefined
  }
}

/** Line ends and tabs would end a cell, and half of a character is no UTF-8. */
const NEVER_IN_A_CELL = /[\0\t\r\n]|\p{Surrogate}/u

/** Whether no cell can hold a text, even between quotes. */
export function isNoCell(text: string): boolean {
  return NEVER_IN_A_CELL.test(text)
}

/** A text as a line between bars can hold it. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\s|]+/gu, ' ')
    .replace(/\p{Surrogate}/gu, '?')
    .trim()
}

/** Whether a reader would leave out letters at the ends of a text. */
export function hasBlankEnds(text: string): boolean {
  const isBlank = (code: number) => code <= BLANK
  const ends = [text.charCodeAt(0), text.charCodeAt(text.length - 1)]
  return ends.some(isBlank) || text.trim() !== text
}

const BLANK = 32

/**
 * Words for the texts that a cell cannot hold: near to the text, and no text of the column.
 *
 * @param isCell whether a cell can hold a text
 */
export function wordsFor(
  { values, missing }: Column,
  isCell: (text: string) => boolean,
): Map<string, string> {
  const words = new Map<string, string>()
  if (!Array.isArray(values) || typeof values[0] === 'boolean') return words
  const texts = new Set(values as string[])
  const taken = new Set(texts)
  for (const [row, text] of (values as string[]).entries()) {
    if (missing?.[row] || isCell(text) || words.has(text)) continue
    let word = oneLine(text) || '""'
    while (taken.has(word)) word = `"${word}"`
    taken.add(word)
    words.set(text, word)
  }
  return words
}

/** The words of a column for its note. */
export function textsOfWords(words: ReadonlyMap<string, string>): Pick<ColumnNote, 'texts'> {
  if (words.size === 0) return {}
  return { texts: Object.fromEntries([...words].map(([text, word]) => [word, text])) }
}

/** A column of texts with the texts that its words stand for. */
export function withTexts(column: Column, { texts = {} }: ColumnNote): Column {
  const { values, missing } = column
  const meant = new Map(Object.entries(texts))
  if (meant.size === 0 || !Array.isArray(values) || typeof values[0] !== 'string') return column
  const words = values as string[]
  const isGone = words.map((word, row) => missing?.[row] === 1 || meant.get(word) === null)
  const read = words.map((word) => (meant.has(word) ? (meant.get(word) ?? '') : word))
  const { missing: _, ...labels } = column
  return { ...labels, values: read, text: read, ...missingRows(isGone) }
}

/**
 * Whether all numbers of a column are such as float32 writes. Another program may have put others
 * below the note.
 */
export function isOfSingles({ values }: Column): boolean {
  return Array.from(values as ArrayLike<number>).every((value) => {
    const single = Math.fround(value)
    const digits = (n: number) => Number(single.toPrecision(n)) === value
    return Object.is(single, value) || digits(6) || digits(7) || digits(8) || digits(9)
  })
}

/** Says which notes are on columns that the table does not have. */
export function sayUnused(told: ReadonlyMap<string, ColumnNote>, names: string[], notes: Notes) {
  const unused = [...told.keys()].filter((name) => !names.includes(name))
  if (unused.length > 0) notes.say(`notes on columns that are not there: ${unused.join(', ')}`)
}
