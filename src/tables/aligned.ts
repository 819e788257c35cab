/** Cells as text in columns of equal width, as IPAC and fixed-width tables have them. */
import { InputError } from '../errors.js'
import type { Column, Table } from './table.js'
import { TextBytes } from './text-bytes.js'
import { cellText } from './typed.js'

/** A column as it is written: the lines above it, and its cells. */
export interface AlignedColumn {
  readonly head: readonly string[]
  readonly cell: (row: number) => string
}

/** Writes the lines above the rows, from the widths of the columns. */
type WriteHead = (out: TextBytes, widths: readonly number[]) => void

/**
 * A text whose cells stand right-aligned, between blanks.
 *
 * @param edges what stands before each line, and behind it
 */
export function alignedBytes(
  columns: readonly AlignedColumn[],
  nRows: number,
  { before, behind }: { before: string; behind: string },
  writeHead: WriteHead,
): Uint8Array {
  const widths = columns.map(({ head, cell }) => {
    let width = head.reduce((widest, text) => Math.max(widest, text.length), 1)
    for (let row = 0; row < nRows; row++) width = Math.max(width, cell(row).length)
    return width
  })
  const out = new TextBytes()
  writeHead(out, widths)
  const blanks = ' '.repeat(widths.reduce((widest, width) => Math.max(widest, width), 0))
  for (let row = 0; row < nRows; row++) {
    out.text(before)
    for (const [c, { cell }] of columns.entries()) {
      const text = cell(row)
      if (c > 0) out.text(' ')
      out.text(blanks.slice(0, widths[c] - text.length))
      out.text(text)
    }
    out.text(`${behind}\n`)
  }
  return out.written()
}

/**
 * One row of a column as text between blanks.
 *
 * @param gone what stands for a missing value
 * @throws InputError for a text that would be another after reading
 */
export function bareCell(table: Table, column: Column, gone: string, format: string) {
  const { values, missing } = column
  return (row: number): string => {
    if (missing?.[row]) return gone
    const text = cellText(column, row)
    if (typeof values[row] !== 'string') return text.trim()
    if (!/^\s|\s$|[\t\r\n]/.test(text)) return text
    throw new InputError({
      what: `${format} cannot hold a text with blanks at its ends, tabs or line ends`,
      where: `${table.meta.source ?? 'table'}, column ${column.name}, row ${row + 1}`,
      got: JSON.stringify(text.slice(0, 60)),
      remedy: 'write .csv, .ecsv or .fits',
    })
  }
}
