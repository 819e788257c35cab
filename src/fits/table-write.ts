/**
 * Writing binary tables (FITS 4.0, section 7.3), each column in the type it has. What stands for a
 * missing value is table-cells.ts's business.
 */
import { InputError } from '../errors.js'
import type { Card } from './card.js'
import { Header } from './header.js'
import { addCards, concatenate, padding } from './image-write.js'
import type { FitsColumn } from './table.js'
import { type CellEncoder, cellEncoder } from './table-cells.js'

/** A column to write: a {@link FitsColumn} without lists does, and so does `{ name, values }`. */
export type ColumnInput = Pick<FitsColumn, 'name' | 'values'> &
  Partial<Pick<FitsColumn, 'repeat' | 'unit' | 'dim' | 'description' | 'ucd' | 'missing' | 'lists'>>

export interface TableInput {
  columns: readonly ColumnInput[]
  /** EXTNAME. */
  name?: string
  /** Further cards, in this order; structural keywords are refused. */
  cards?: readonly Card[]
}

interface Cells extends CellEncoder {
  input: ColumnInput
  repeat: number
  where: string
}

/**
 * A whole HDU: header, rows, padding. A file is `imageHdu` with no axes, then this.
 *
 * @param table columns of equal length, `repeat` values a row (1 unless given)
 * @throws InputError if lengths differ, text is not ASCII, or a column has lists
 * @example binaryTableHdu({ name: 'CATALOG', columns: [{ name: 'x', values: new Float64Array(3) }] })
 */
export function binaryTableHdu({ columns, name, cards = [] }: TableInput): Uint8Array {
  const cells = columns.map((input) => cellsOf(input, name))
  const nRows = rowCount(cells)
  const rowBytes = cells.reduce((n, { repeat, bytes }) => n + repeat * bytes, 0)
  const rows = new Uint8Array(rowBytes * nRows)
  const view = new DataView(rows.buffer)
  let offset = 0
  for (const { repeat, bytes, put } of cells) {
    for (let row = 0; row < nRows; row++) {
      const at = row * rowBytes + offset
      for (let k = 0; k < repeat; k++) put(view, at + k * bytes, row * repeat + k)
    }
    offset += repeat * bytes
  }
  const header = addCards(tableHeader(cells, rowBytes, nRows), name, cards)
  return concatenate([header.toBytes(), rows, padding(rows.length)])
}

function cellsOf(input: ColumnInput, table: string | undefined): Cells {
  const where = `${table ? `table ${table}, ` : ''}column ${input.name}`
  const { values, missing, repeat = 1 } = input
  if (input.lists) {
    throw new InputError({ what: 'lists of variable length cannot be written', where })
  }
  if (missing && missing.length !== values.length) {
    throw new Error(`internal: ${missing.length} marks for ${values.length} values, ${where}`)
  }
  return { ...cellEncoder(values, missing, where), input, repeat, where }
}

function rowCount(cells: readonly Cells[]): number {
  const sized = cells.find(({ repeat }) => repeat > 0)
  const nRows = sized ? Math.ceil(sized.input.values.length / sized.repeat) : 0
  for (const { input, repeat, where } of cells) {
    if (input.values.length === nRows * repeat) continue
    throw new InputError({
      what: 'columns of different lengths',
      where,
      expected: `${nRows} rows of ${repeat}`,
      got: `${input.values.length} values`,
    })
  }
  return nRows
}

function tableHeader(cells: readonly Cells[], rowBytes: number, nRows: number): Header {
  return Header.fromCards([
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table extension' },
    { keyword: 'BITPIX', value: 8, comment: 'bytes' },
    { keyword: 'NAXIS', value: 2, comment: 'number of axes' },
    { keyword: 'NAXIS1', value: rowBytes, comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: nRows, comment: 'rows' },
    { keyword: 'PCOUNT', value: 0, comment: 'no heap' },
    { keyword: 'GCOUNT', value: 1, comment: 'one group' },
    { keyword: 'TFIELDS', value: cells.length, comment: 'columns' },
    ...cells.flatMap(columnCards),
  ])
}

function columnCards({ input, letter, bytes, repeat, blank }: Cells, i: number): Card[] {
  const { name, unit, description, ucd } = input
  const isText = letter === 'A'
  const count = isText ? repeat * bytes : repeat
  const inner = input.dim?.slice(isText ? 1 : 0) ?? (isText && repeat > 1 ? [repeat] : [])
  const dim = isText && inner.length > 0 ? [bytes, ...inner] : inner
  const values: [string, string | number | bigint | undefined][] = [
    ['TTYPE', name],
    ['TFORM', `${count === 1 && !isText ? '' : count}${letter}`],
    ['TUNIT', unit],
    ['TDIM', dim.length > 0 ? `(${dim.join(',')})` : undefined],
    ['TNULL', blank],
    ['TCOMM', description],
    ['TUCD', ucd],
  ]
  return values
    .filter(([, value]) => value !== undefined)
    .map(([root, value]) => ({ keyword: `${root}${i + 1}`, value }))
}
