/**
 * Reads binary tables (FITS 4.0, section 7.3): rows of a fixed width, read in pieces and turned
 * into columns. heap.ts reads lists of variable length.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type ColumnFormat, type ElementCode, parseDim, parseFormat } from './column-format.js'
import {
  type Elements,
  elementsOf,
  type Field,
  type FitsColumn,
  listedLogicals,
  logicals,
  oddLogicals,
  textElements,
} from './columns.js'
import type { Hdu } from './hdu.js'
import type { Header } from './header.js'
import { readLists, refuseMostlyBad } from './heap.js'
import { readBytes } from './image.js'
import { tableShape, wrongKeyword } from './table-shape.js'

/** A table as a file holds it. */
export interface FitsTable {
  columns: FitsColumn[]
  nRows: number
}

const READ_BYTES = 2 ** 22

/**
 * Reads a binary table whole.
 *
 * @throws InputError if the HDU is not a binary table, or a column's format is wrong
 * @example
 * const { columns, nRows } = await readBinaryTable(source, findHdu(hdus, 'CATALOG'))
 */
export async function readBinaryTable(source: ByteSource, hdu: Hdu): Promise<FitsTable> {
  if (hdu.kind !== 'binary-table') {
    const where = hdu.header.where
    throw new InputError({ what: 'not a binary table', where, got: hdu.kind })
  }
  const { rowBytes, nRows, nFields } = tableShape(hdu)
  const layouts = layoutsOf(hdu.header, nFields, rowBytes, nRows)
  const fields = layouts.map((layout, i) => fieldOf(hdu.header, i + 1, layout, nRows))
  const rowsPerRead = Math.max(1, Math.floor(READ_BYTES / Math.max(1, rowBytes)))
  for (let row = 0; row < nRows; row += rowsPerRead) {
    const n = Math.min(rowsPerRead, nRows - row)
    const bytes = await readBytes(source, hdu, row * rowBytes, n * rowBytes)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (const field of fields) {
      if (field.lists) await readLists(source, hdu, field, view, rowBytes, n)
      else readCells(field, view, rowBytes, n, row)
    }
  }
  return { columns: fields.map(finished), nRows }
}

/**
 * The names of the columns, and the number of rows, without reading any.
 *
 * @throws InputError as {@link readBinaryTable} for a header that cannot be
 */
export function tableContents(hdu: Hdu): { names: string[]; nRows: number } {
  const { rowBytes, nRows, nFields } = tableShape(hdu)
  const layouts = layoutsOf(hdu.header, nFields, rowBytes, nRows)
  return { names: layouts.map((_, i) => describeColumn(hdu.header, i + 1).name), nRows }
}

/** Cells without bytes (`0A`) cost memory that no byte of the file pays for. */
const MOST_EMPTY_CELLS = 2 ** 22

/**
 * Where the columns lie in a row. They are known before any memory is taken: a wrong TFORM asks for
 * any amount.
 */
export function layoutsOf(
  header: Header,
  nFields: number,
  rowBytes: number,
  nRows: number,
): (ColumnFormat & { offset: number })[] {
  let offset = 0
  const layouts = Array.from({ length: nFields }, (_, i) => {
    const { name, format } = describeColumn(header, i + 1)
    const layout = parseFormat(format, `${header.where}, column ${name}`)
    offset += layout.bytes
    return { ...layout, offset: offset - layout.bytes }
  })
  // CFITSIO refuses such a table too: after a wrong TFORM every column is of bytes of the next.
  if (offset !== rowBytes) {
    throw new InputError({
      what: offset > rowBytes ? 'the columns are wider than the row' : 'a row has spare bytes',
      where: header.where,
      expected: `NAXIS1 = ${rowBytes} bytes`,
      got: `${offset} bytes by the TFORMs`,
    })
  }
  const nEmpty = nRows * layouts.filter(({ bytes }) => bytes === 0).length
  if (nEmpty > MOST_EMPTY_CELLS) {
    throw wrongKeyword(header, 'TFORM', 'columns with bytes', `${nEmpty} cells without any`)
  }
  return layouts
}

function fieldOf(
  header: Header,
  n: number,
  { offset, ...layout }: ColumnFormat & { offset: number },
  nRows: number,
): Field {
  const about = describeColumn(header, n)
  const where = `${header.where}, column ${about.name}`
  const dim = parseDim(header.string(`TDIM${n}`, ''), layout.repeat)
  const elements = elementsFor(header, n, layout, dim)
  const isList = layout.descriptor !== undefined
  const repeat = isList ? 0 : repeatOf(layout, dim) * elements.width
  const values = elements.create(isList ? 0 : nRows * repeat)
  const lists = isList ? { lists: [] } : {}
  return {
    ...about,
    ...(dim && { dim }),
    repeat,
    values,
    ...lists,
    layout,
    elements,
    offset,
    where,
  }
}

/** What binary and ASCII tables both tell about a column. */
export function describeColumn(
  header: Header,
  n: number,
): Pick<FitsColumn, 'name' | 'format' | 'unit' | 'description' | 'ucd'> {
  const unit = header.string(`TUNIT${n}`, '')
  const description = header.string(`TCOMM${n}`, '')
  const ucd = header.string(`TUCD${n}`, '')
  return {
    name: header.string(`TTYPE${n}`, '').trim() || `col${n}`,
    format: header.string(`TFORM${n}`),
    ...(unit && { unit }),
    ...(description && { description }),
    ...(ucd && { ucd }),
  }
}

function elementsFor(header: Header, n: number, layout: ColumnFormat, dim?: number[]): Elements {
  if (layout.code === 'A') return textElements(stringLength(layout, dim))
  if (layout.code === 'L') return layout.descriptor ? listedLogicals : logicals
  const zero = header.get(`TZERO${n}`) ?? 0
  return elementsOf(layout.code, {
    scale: header.number(`TSCAL${n}`, 1),
    zero: typeof zero === 'bigint' ? zero : header.number(`TZERO${n}`, 0),
    blank: blankOf(header, n, layout.code),
  })
}

/** The integers that a stored value can be. */
const LIMITS: Partial<Record<ElementCode, readonly [bigint, bigint]>> = {
  B: [0n, 255n],
  I: [-(2n ** 15n), 2n ** 15n - 1n],
  J: [-(2n ** 31n), 2n ** 31n - 1n],
  K: [-(2n ** 63n), 2n ** 63n - 1n],
}

/**
 * TNULLn of an integer column. One that no stored value can be is refused: some program may have
 * meant the value after TZERO, and missing rows would be numbers.
 */
function blankOf(header: Header, n: number, code: ElementCode): bigint | undefined {
  const limits = LIMITS[code]
  const value = limits && header.get(`TNULL${n}`)
  if (!limits || value === undefined) return undefined
  const whole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
  const blank = whole ? BigInt(value) : undefined
  if (blank !== undefined && blank >= limits[0] && blank <= limits[1]) return blank
  throw wrongKeyword(
    header,
    `TNULL${n}`,
    `an integer from ${limits[0]} to ${limits[1]}`,
    `${value}`,
  )
}

function stringLength({ repeat, substring }: ColumnFormat, dim?: number[]): number {
  return dim ? dim[0] : (substring ?? repeat)
}

function repeatOf(layout: ColumnFormat, dim?: number[]): number {
  if (layout.code !== 'A') return layout.repeat
  if (dim) return dim.slice(1).reduce((n, axis) => n * axis, 1)
  return layout.substring ? Math.floor(layout.repeat / layout.substring) : 1
}

function readCells(field: Field, view: DataView, rowBytes: number, n: number, row: number): void {
  const { elements, repeat, offset, values } = field
  const nElements = repeat / elements.width
  let marks = field.missing
  for (let i = 0; i < n; i++) {
    const at = i * rowBytes + offset
    const start = (row + i) * repeat
    elements.read(view, at, nElements, values, start)
    const nOdd = field.layout.code === 'L' ? oddLogicals(view, at, nElements) : 0
    if (nOdd > 0) field.nOdd = (field.nOdd ?? 0) + nOdd
    if (!elements.mark) continue
    marks ??= new Uint8Array(values.length)
    if (elements.mark(view, at, nElements, marks, start)) field.missing = marks
  }
}

function finished(field: Field): FitsColumn {
  refuseMostlyBad(field)
  const { layout, elements, offset, where, badList, listBytes, ...column } = field
  const values = elements.finish?.(column.values) ?? column.values
  const lists = column.lists?.map((list) => elements.finish?.(list) ?? list)
  return { ...column, values, ...(lists && { lists }) }
}
