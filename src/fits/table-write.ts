/**
 * Writes binary tables (FITS 4.0, section 7.3), each column in the type that it has. A missing
 * integer becomes TNULLn, a value that no other row of the column has; a missing float becomes NaN,
 * a missing logical a zero byte, missing text blanks.
 */
import { InputError } from '../errors.js'
import type { Card } from './card.js'
import { type CellEncoder, cellEncoder } from './cell-encoder.js'
import type { FitsColumn } from './columns.js'
import { Header } from './header.js'
import {
  DESCRIPTOR_BYTES,
  type DescriptorLetter,
  descriptorFor,
  heapBytesOf,
  listFormat,
  putLists,
  refuseTextLists,
} from './heap-write.js'
import { addCards, type WithSums, wholeHdu } from './image-write.js'
import { MOST_COLUMNS } from './table-shape.js'

/** A column to write. A {@link FitsColumn} without lists is one, and so is `{ name, values }`. */
export type ColumnInput = Pick<FitsColumn, 'name' | 'values'> &
  Partial<
    Pick<FitsColumn, 'repeat' | 'unit' | 'dim' | 'description' | 'ucd' | 'missing' | 'lists'>
  > & {
    /** For lists: row r has the values from `offsets[r]` to before `offsets[r + 1]`. */
    offsets?: Int32Array
    /** Real and imaginary parts in turn, as {@link FitsColumn} has them. */
    complex?: true
    /** Truth values become bits. */
    bits?: true
  }

/** A table to write. */
export interface TableInput extends WithSums {
  columns: readonly ColumnInput[]
  /** EXTNAME. */
  name?: string
  /** More cards, in this order. Keywords that describe the layout of the data are refused. */
  cards?: readonly Card[]
}

/** How a column is written: its cells in the rows, and what they hold in the heap. */
interface Cells extends CellEncoder {
  input: ColumnInput
  /** Values per row; 1 descriptor for lists. */
  repeat: number
  /** Bytes per row. */
  cellBytes: number
  /** For lists. */
  descriptor?: DescriptorLetter
  where: string
}

/**
 * A whole HDU: header, rows, padding. A file needs a primary HDU before it: `imageHdu` without
 * axes.
 *
 * @param table columns with the same number of rows; `repeat` values per row, default 1
 * @returns the bytes
 * @throws InputError if lengths differ, text is not ASCII, a column has lists, or FITS cannot hold
 *   the names of the columns or as many
 * @example
 * const x = { name: 'x', values: Float64Array.of(1, 2, 3), unit: 'pix' }
 * binaryTableHdu({ name: 'CATALOG', columns: [x] })
 */
export function binaryTableHdu({ columns, name, cards = [], sums }: TableInput): Uint8Array {
  checkColumns(columns, name)
  const descriptor = descriptorFor(columns)
  const cells = columns.map((input) => cellsOf(input, name, descriptor))
  const nRows = rowCount(cells)
  const rowBytes = cells.reduce((n, { cellBytes }) => n + cellBytes, 0)
  const heapBytes = cells.reduce((n, { input, bytes }) => n + heapBytesOf(input, bytes), 0)
  const data = new Uint8Array(rowBytes * nRows + heapBytes)
  const view = new DataView(data.buffer)
  let offset = 0
  let heapAt = 0
  for (const one of cells) {
    if (one.input.offsets) {
      const shape = { rowBytes, offset, heapStart: rowBytes * nRows, heapAt, descriptor }
      putLists(view, one.input.offsets, one, shape)
    } else putCells(view, one, { rowBytes, offset, nRows })
    offset += one.cellBytes
    heapAt += heapBytesOf(one.input, one.bytes)
  }
  const header = addCards(tableHeader(cells, { rowBytes, nRows, heapBytes }), name, cards)
  return wholeHdu(header, data, sums)
}

function putCells(
  view: DataView,
  { repeat, bytes, put, input }: Cells,
  { rowBytes, offset, nRows }: { rowBytes: number; offset: number; nRows: number },
): void {
  for (let row = 0; row < nRows; row++) {
    const at = row * rowBytes + offset
    if (input.bits) putBits(view, at, input.values as boolean[], row * repeat, repeat)
    else for (let k = 0; k < repeat; k++) put(view, at + k * bytes, row * repeat + k)
  }
}

/** The most significant bit comes first (7.3.3.1). */
function putBits(view: DataView, at: number, values: boolean[], start: number, n: number): void {
  for (let k = 0; k < n; k++) {
    if (!values[start + k]) continue
    const byte = at + Math.floor(k / 8)
    view.setUint8(byte, view.getUint8(byte) | (0x80 >> (k % 8)))
  }
}

/** A name stands in one card, between quotes; a quote inside is doubled. */
const LONGEST_NAME = 68

/**
 * What other programs cannot read, or read as something else: names that do not fit in a card, or
 * that differ in case alone (7.2.2: names are compared without case).
 */
function checkColumns(columns: readonly ColumnInput[], table: string | undefined): void {
  const where = table && `table ${table}`
  const remedy = 'rename the column, or write .ecsv or .csv'
  if (columns.length > MOST_COLUMNS) {
    throw new InputError({
      what: 'more columns than a FITS table can have',
      where,
      expected: `at most ${MOST_COLUMNS}`,
      got: `${columns.length}`,
      remedy: 'write .ecsv or .csv, or leave columns out',
    })
  }
  const seen = new Map<string, string>()
  for (const { name, unit = '', description = '' } of columns) {
    const refuse = (what: string, got = `"${name}"`) =>
      new InputError({
        what,
        where: [where, `column ${name}`].filter(Boolean).join(', '),
        got,
        remedy,
      })
    const length = name.replaceAll("'", "''").length
    if (length > LONGEST_NAME) {
      throw refuse(`a name of more than ${LONGEST_NAME} characters, which FITS cannot hold`)
    }
    if (name.trim() !== name || name === '') {
      throw refuse('a name that is empty or has blanks at its ends, which FITS drops')
    }
    for (const text of [name, unit, description]) {
      if (!/^[ -~]*$/.test(text)) throw refuse('FITS holds only ASCII text', `"${text}"`)
    }
    const twin = seen.get(name.toLowerCase())
    if (twin !== undefined) {
      throw refuse('two names that differ only in case, which are one in FITS', `${twin}, ${name}`)
    }
    seen.set(name.toLowerCase(), name)
  }
}

function cellsOf(
  input: ColumnInput,
  table: string | undefined,
  descriptor: DescriptorLetter,
): Cells {
  const where = `${table ? `table ${table}, ` : ''}column ${input.name}`
  const { values, missing, repeat = 1 } = input
  if (input.lists) {
    const remedy = 'give the values of all rows and their offsets'
    throw new InputError({ what: 'lists of variable length cannot be written', where, remedy })
  }
  if (missing && missing.length !== values.length) {
    throw new Error(`internal: ${missing.length} marks for ${values.length} values, ${where}`)
  }
  const encoder = cellEncoder(values, missing, where)
  if (input.offsets) {
    refuseTextLists(encoder.letter, where)
    const cellBytes = DESCRIPTOR_BYTES[descriptor]
    return { ...encoder, input, repeat: 1, cellBytes, descriptor, where }
  }
  const cellBytes = input.bits ? Math.ceil(repeat / 8) : repeat * encoder.bytes
  return { ...encoder, input, repeat, cellBytes, where }
}

function rowCount(cells: readonly Cells[]): number {
  const sized = cells.find(({ repeat }) => repeat > 0)
  const { values, offsets } = sized?.input ?? { values: [] }
  const nRows = offsets ? offsets.length - 1 : Math.ceil(values.length / (sized?.repeat ?? 1))
  for (const { input, repeat, where } of cells) {
    if (input.offsets ? input.offsets.length === nRows + 1 : input.values.length === nRows * repeat)
      continue
    throw new InputError({
      what: 'columns of different lengths',
      where,
      expected: `${nRows} rows of ${repeat}`,
      got: `${input.values.length} values`,
    })
  }
  return nRows
}

function tableHeader(
  cells: readonly Cells[],
  { rowBytes, nRows, heapBytes }: { rowBytes: number; nRows: number; heapBytes: number },
): Header {
  return Header.fromCards([
    { keyword: 'XTENSION', value: 'BINTABLE', comment: 'binary table extension' },
    { keyword: 'BITPIX', value: 8, comment: 'bytes' },
    { keyword: 'NAXIS', value: 2, comment: 'number of axes' },
    { keyword: 'NAXIS1', value: rowBytes, comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: nRows, comment: 'rows' },
    { keyword: 'PCOUNT', value: heapBytes, comment: heapBytes > 0 ? 'bytes of lists' : 'no heap' },
    { keyword: 'GCOUNT', value: 1, comment: 'one group' },
    { keyword: 'TFIELDS', value: cells.length, comment: 'columns' },
    ...cells.flatMap(columnCards),
  ])
}

function columnCards(cells: Cells, i: number): Card[] {
  const { input, blank } = cells
  const { name, unit, description, ucd } = input
  const dim = dimOf(cells)
  const values: [string, string | number | bigint | undefined][] = [
    ['TTYPE', name],
    ['TFORM', formatOf(cells)],
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

const COMPLEX: Readonly<Record<string, string>> = { E: 'C', D: 'M' }

/** TFORMn (7.3.1). */
function formatOf({ input, letter: plain, bytes, repeat, descriptor }: Cells): string {
  const complex = input.complex && COMPLEX[plain]
  const letter = input.bits ? 'X' : complex || plain
  if (input.offsets) return listFormat(`${descriptor}${letter}`, input.offsets, complex ? 2 : 1)
  const isText = letter === 'A'
  const count = isText ? repeat * bytes : complex ? repeat / 2 : repeat
  return `${count === 1 && !isText ? '' : count}${letter}`
}

/** TDIMn; empty where it is not needed. That of text begins with the length of the strings. */
function dimOf({ input, letter, bytes, repeat }: Cells): number[] {
  if (input.offsets) return []
  const isText = letter === 'A'
  const inner = input.dim?.slice(isText ? 1 : 0) ?? (isText && repeat > 1 ? [repeat] : [])
  return isText && inner.length > 0 ? [bytes, ...inner] : inner
}
