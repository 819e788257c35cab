/**
 * Writes tables whose columns stand at the same places of each line (fixed-width.ts). A note
 * (column-notes.ts) stands above the names where the cells alone would come back as another column.
 */
import { InputError } from '../errors.js'
import { alignedBytes } from './aligned.js'
import type { CellTexts } from './cell-texts.js'
import {
  type ColumnNote,
  commentsOfNotes,
  hasBlankEnds,
  isNoCell,
  noteTypeOf,
  textsOfWords,
  wordsFor,
} from './column-notes.js'
import type { Column, Table } from './table.js'
import { cellText, refuseVectors, typedColumn } from './typed.js'
import { isNumeric } from './words.js'

/** The narrowest ruler that is told from a row of missing values. */
const RULER_WIDTH = '---'
/** What stands in a row that would be blank altogether. */
const NO_VALUE = '--'

/**
 * The table as names, units if it has any, a ruler and rows. What is missing is blank, or `--` in a
 * row that would be blank altogether.
 *
 * @throws InputError if a column holds vectors, or has a name that the format cannot hold
 */
export function fixedWidthBytes(table: Table): Uint8Array {
  refuseVectors(table, 'a fixed-width table')
  for (const { name } of table.columns) refuseName(name, table)
  const isOdd = table.columns.length === 1 || table.names.some((name) => /[,;]/.test(name))
  const isBlankRow = (row: number) => table.columns.every(({ missing }) => missing?.[row])
  const written = table.columns.map((column, c) =>
    c === 0 ? asWritten(column, isOdd, isBlankRow) : asWritten(column, false),
  )
  const hasUnits = written.some(({ unit }) => unit !== '')
  const columns = written.map(({ name, unit, cell }) => {
    return { head: [quoted(name), quoted(hasUnits ? unit : ''), RULER_WIDTH], cell }
  })
  const edges = { before: '', behind: '' }
  return alignedBytes(columns, table.nRows, edges, (out, widths) => {
    const line = (k: number) => columns.map(({ head }, c) => head[k].padStart(widths[c])).join(' ')
    for (const comment of commentsOfNotes(written.map(({ note }) => note))) {
      out.text(`# ${comment}\n`)
    }
    out.text(`${line(0)}\n`)
    if (hasUnits) out.text(`${line(1)}\n`)
    out.text(`${widths.map((width) => '-'.repeat(width)).join(' ')}\n`)
  })
}

function refuseName(name: string, { meta }: Table): void {
  if (name !== '' && !isNoCell(name)) return
  throw new InputError({
    what: 'a fixed-width table cannot hold the name of a column',
    where: `${meta.source ?? 'table'}, column ${JSON.stringify(name)}`,
    expected: 'a name without tabs and line ends',
    remedy: 'rename the column, or write .ecsv or .fits',
  })
}

/**
 * A column as its lines have it.
 *
 * @param isNoted whether its note says the type in any case
 * @param isBlankRow for the first column: the rows in which no column has a value
 */
function asWritten(column: Column, isNoted: boolean, isBlankRow?: (row: number) => boolean) {
  const { name, values, missing, description } = column
  const words = wordsFor(column, (text) => !isNoCell(text))
  const hasNoValue =
    isBlankRow !== undefined && missing?.some((gone, row) => gone && isBlankRow(row))
  const noValue = hasNoValue ? noValueIn(column, words) : ''
  const unit = plainUnit(column)
  const isText = typeof values[0] === 'string'
  const cell = (row: number): string => {
    if (missing?.[row]) return hasNoValue && isBlankRow(row) ? noValue : ''
    const text = cellText(column, row)
    return isText ? quoted(words.get(text) ?? text) || '""' : text.trim()
  }
  const { texts } = textsOfWords(words)
  const all = isText && hasNoValue ? { ...texts, [noValue]: null } : texts
  const note: ColumnNote = {
    column: name,
    ...((isNoted || all || !isReadPlainly(column)) && { type: noteTypeOf(column) }),
    ...(column.unit && column.unit !== unit && { unit: column.unit }),
    ...(description && { description }),
    ...(all && { texts: all }),
  }
  return { name, unit, cell, note }
}

/** A word that no text of the column is. */
function noValueIn({ values }: Column, words: ReadonlyMap<string, string>): string {
  if (typeof values[0] !== 'string') return NO_VALUE
  const texts = new Set([...(values as string[]), ...words.values()])
  let word = NO_VALUE
  while (texts.has(word)) word = `${word}-`
  return quoted(word)
}

/** The unit as the line of units can hold it; a number there would be a row. */
function plainUnit({ unit = '' }: Column): string {
  return isNumeric(unit) || isNoCell(unit) || hasBlankEnds(unit) ? '' : unit
}

/** Whether the cells alone tell the type of a column. */
function isReadPlainly(column: Column): boolean {
  const { values, missing, text } = column
  if (values instanceof Float64Array && !text) return true
  const cells: CellTexts = {
    length: values.length,
    at: (row) => (missing?.[row] ? '' : cellText(column, row)),
    slice: () => cells,
  }
  const emptyStrings = new Set<number>()
  for (const [row, value] of values.entries()) {
    if (value === '' && !missing?.[row]) emptyStrings.add(row)
  }
  const hints = emptyStrings.size > 0 ? { emptyStrings } : {}
  return noteTypeOf(typedColumn(column.name, cells, hints)) === noteTypeOf(column)
}

/** A text in quotes where blanks, a comment, a ruler or other quotes would make another of it. */
function quoted(text: string): string {
  return hasBlankEnds(text) || /^["#]|^([-=~^])\1\1+$/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text
}
