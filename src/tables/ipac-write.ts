/**
 * Writes IPAC tables (ipac.ts): names, types, units, nulls. The comments that describe columns are
 * IRSA's. What IPAC has no place for stands in notes (column-notes.ts): float32 among types, of
 * which it has one for floats; truth values, which are `char`; small integers; texts that are empty
 * or have blanks at their ends.
 */
import { InputError } from '../errors.js'
import { alignedBytes } from './aligned.js'
import {
  type ColumnNote,
  commentsOfNotes,
  hasBlankEnds,
  isNoCell,
  noteTypeOf,
  oneLine,
  textsOfWords,
  wordsFor,
} from './column-notes.js'
import type { Column, EcsvMetaValue, Table } from './table.js'
import { cellText, refuseVectors } from './typed.js'

/** The longest piece of a keyword's text in one line. */
const PIECE = 60

/**
 * The table as IPAC text.
 *
 * @throws InputError if a column holds vectors, or has a name that the format cannot hold
 */
export function ipacBytes(table: Table): Uint8Array {
  refuseVectors(table, 'IPAC')
  for (const { name } of table.columns) refuseName(name, table)
  const notes: ColumnNote[] = []
  const columns = table.columns.map((column) => {
    const words = wordsFor(column, isBareCell)
    const gone = nullOf(column, words)
    notes.push(noteOn(column, words))
    const head = [column.name, typeOf(column), oneLine(column.unit ?? ''), gone]
    return { head, cell: bareCell(column, gone, words) }
  })
  return alignedBytes(columns, table.nRows, { before: ' ', behind: ' ' }, (out, widths) => {
    for (const line of remarksOf(table)) out.text(`\\${line}\n`)
    for (const comment of commentsOfNotes(notes)) out.text(`\\ ${comment}\n`)
    for (let k = 0; k < 4; k++) {
      const cells = columns.map(({ head }, c) => head[k].padStart(widths[c]))
      out.text(`|${cells.join('|')}|\n`)
    }
  })
}

/** What the lines above the rows do not say of a column. */
function noteOn(column: Column, words: ReadonlyMap<string, string>): ColumnNote {
  const { name, unit, description } = column
  const type = noteTypeOf(column)
  return {
    column: name,
    ...(!IPAC_TYPES.has(type) && { type }),
    ...(unit && unit !== oneLine(unit) && { unit }),
    ...(description && !isDescribedPlainly(name, description) && { description }),
    ...textsOfWords(words),
  }
}

const IPAC_TYPES: ReadonlySet<string> = new Set(['int32', 'int64', 'float64', 'string'])

function isDescribedPlainly(name: string, description: string): boolean {
  return !/\s/.test(name) && description === oneLine(description)
}

/** A reader leaves out blanks at the ends of a cell, and takes a blank cell for no value. */
function isBareCell(text: string): boolean {
  return text !== '' && !hasBlankEnds(text) && !isNoCell(text)
}

/** One row of a column as text between blanks. Java reads `Infinity` alone, Python that too. */
function bareCell(column: Column, gone: string, words: ReadonlyMap<string, string>) {
  const { values, missing } = column
  const isFloat = values instanceof Float64Array || values instanceof Float32Array
  return (row: number): string => {
    if (missing?.[row]) return gone
    if (isFloat && Math.abs(values[row]) === Infinity) return String(values[row])
    const text = cellText(column, row)
    return typeof values[row] === 'string' ? (words.get(text) ?? text) : text.trim()
  }
}

function refuseName(name: string, { meta }: Table): void {
  if (name !== '' && !/^[\s-]|[\s-]$|[|\t\r\n]/.test(name)) return
  throw new InputError({
    what: 'IPAC cannot hold the name of a column',
    where: `${meta.source ?? 'table'}, column ${name}`,
    expected: 'a name without bars, and without blanks or dashes at its ends',
    remedy: 'rename the column, or write .ecsv or .fits',
  })
}

function typeOf({ values }: Column): string {
  if (values instanceof Float64Array) return 'double'
  if (values instanceof Float32Array) return 'float'
  if (values instanceof BigInt64Array) return 'long'
  return Array.isArray(values) ? 'char' : 'int'
}

/** A word that no text of the column is. */
function nullOf({ values }: Column, words: ReadonlyMap<string, string>): string {
  if (!Array.isArray(values)) return 'null'
  const texts = new Set([...words.values()])
  for (const value of values) texts.add(String(value))
  let word = 'null'
  while (texts.has(word)) word = `-${word}`
  return word
}

/** Keywords, comments and descriptions, without their backslash. */
function remarksOf({ meta, columns }: Table): string[] {
  const { keywords } = meta.attributes ?? {}
  const isMap = typeof keywords === 'object' && keywords !== null && !Array.isArray(keywords)
  const pairs = isMap ? Object.entries(keywords as Record<string, EcsvMetaValue>) : []
  const comments = (meta.comments ?? []).flatMap((comment) => comment.split(/\r\n|[\n\r]/))
  return [
    ...pairs.flatMap(([key, value]) => keywordLines(key, value)),
    ...comments.map((comment) => ` ${comment}`),
    ...columns
      .filter(({ name, description }) => !/\s/.test(name) && oneLine(description ?? '') !== '')
      .flatMap(({ name, unit, description }) => [
        ` ${name}${unit ? ` (${oneLine(unit)})` : ''}`,
        ` ___ ${oneLine(description!)}`,
      ]),
  ]
}

function keywordLines(key: string, value: EcsvMetaValue): string[] {
  if (!/^[\w.]+$/.test(key)) return []
  if (typeof value === 'number' || typeof value === 'bigint') return [`${key} = ${value}`]
  if (typeof value !== 'string') return []
  const pieces = oneLine(value).match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? ['']
  return pieces.map((piece) => `${key} = '${piece}'`)
}
