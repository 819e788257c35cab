/**
 * Writes binary tables (FITS 4.0, section 7.3), each column in the type that it has. A missing
 * integer becomes TNULLn, a value that no other row of the column has; a missing float becomes NaN,
 * a missing logical a zero byte, missing text blanks.
 */
import { InputError } from '../errors.js'
import type { Card } from './card.js'
import type { FitsColumn, FitsValues } from './columns.js'
import { Header } from './header.js'
import { addCards, concatenate, padding } from './image-write.js'
import { MOST_COLUMNS } from './table-shape.js'

/** A column to write. A {@link FitsColumn} without lists is one, and so is `{ name, values }`. */
export type ColumnInput = Pick<FitsColumn, 'name' | 'values'> &
  Partial<Pick<FitsColumn, 'repeat' | 'unit' | 'dim' | 'description' | 'ucd' | 'missing' | 'lists'>>

/** A table to write. */
export interface TableInput {
  columns: readonly ColumnInput[]
  /** EXTNAME. */
  name?: string
  /** More cards, in this order. Keywords that describe the layout of the data are refused. */
  cards?: readonly Card[]
}

interface Cells extends CellEncoder {
  input: ColumnInput
  repeat: number
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
export function binaryTableHdu({ columns, name, cards = [] }: TableInput): Uint8Array {
  checkColumns(columns, name)
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

/** How the values of a column become bytes. */
interface CellEncoder {
  /** The letter of TFORMn. */
  letter: string
  /** Bytes per value; for text, the length of the longest. */
  bytes: number
  /** TNULLn, if an integer is missing. */
  blank?: number | bigint
  put(view: DataView, at: number, index: number): void
}

/** @throws InputError if text is not ASCII, or no value is left for missing integers */
function cellEncoder(
  values: FitsValues,
  missing: Uint8Array | undefined,
  where: string,
): CellEncoder {
  const gone = missing?.includes(1) ? missing : undefined
  if (Array.isArray(values)) {
    return typeof values[0] === 'boolean'
      ? logicals(values as boolean[], gone)
      : text(values as string[], gone, where)
  }
  if (values instanceof Float64Array) return reals(values, gone, 'D', 8)
  if (values instanceof Float32Array) return reals(values, gone, 'E', 4)
  return integers(values, gone, where)
}

function logicals(values: boolean[], missing?: Uint8Array): CellEncoder {
  return {
    letter: 'L',
    bytes: 1,
    put(view, at, i) {
      if (!missing?.[i]) view.setUint8(at, values[i] ? 0x54 : 0x46)
    },
  }
}

function text(values: string[], missing: Uint8Array | undefined, where: string): CellEncoder {
  let longest = 1
  values.forEach((value, i) => {
    if (!/^[ -~]*$/.test(value)) {
      throw new InputError({
        what: 'FITS holds only ASCII text',
        where: `${where}, value ${i}`,
        got: `"${value}"`,
        remedy: 'replace the other characters, or write another format',
      })
    }
    longest = Math.max(longest, value.length)
  })
  return {
    letter: 'A',
    bytes: longest,
    put(view, at, i) {
      const value = missing?.[i] ? '' : values[i]
      for (let k = 0; k < longest; k++) {
        view.setUint8(at + k, k < value.length ? value.charCodeAt(k) : 0)
      }
    },
  }
}

function reals(
  values: Float64Array | Float32Array,
  missing: Uint8Array | undefined,
  letter: 'D' | 'E',
  bytes: number,
): CellEncoder {
  return {
    letter,
    bytes,
    put(view, at, i) {
      const value = missing?.[i] ? Number.NaN : values[i]
      if (bytes === 8) view.setFloat64(at, value)
      else view.setFloat32(at, value)
    },
  }
}

type Integers = Uint8Array | Int16Array | Int32Array | BigInt64Array

function integers(values: Integers, missing: Uint8Array | undefined, where: string): CellEncoder {
  const blank = missing && unusedInteger(values, missing, where)
  const at = (i: number) => (missing?.[i] ? blank : values[i]) as number
  const put: CellEncoder['put'] =
    values instanceof BigInt64Array
      ? (view, offset, i) => view.setBigInt64(offset, at(i) as never)
      : values instanceof Int32Array
        ? (view, offset, i) => view.setInt32(offset, at(i))
        : values instanceof Int16Array
          ? (view, offset, i) => view.setInt16(offset, at(i))
          : (view, offset, i) => view.setUint8(offset, at(i))
  const bytes = values.BYTES_PER_ELEMENT
  return { letter: letters[bytes], bytes, put, ...(blank !== undefined && { blank }) }
}

const letters: Record<number, string> = { 1: 'B', 2: 'I', 4: 'J', 8: 'K' }

/** The lowest value that no row has; for bytes the highest, because 0 is common there. */
function unusedInteger(values: Integers, missing: Uint8Array, where: string): number | bigint {
  const used = new Set<number | bigint>()
  for (let i = 0; i < values.length; i++) if (!missing[i]) used.add(values[i])
  const bits = values.BYTES_PER_ELEMENT * 8
  const isByte = bits === 8
  for (let step = 0; step <= Math.min(used.size, 2 ** bits - 1); step++) {
    const value = isByte ? 255 - step : step - 2 ** (bits - 1)
    const candidate = bits === 64 ? BigInt.asIntN(64, (1n << 63n) + BigInt(step)) : value
    if (!used.has(candidate)) return candidate
  }
  throw new InputError({
    what: 'no value is left to mark missing rows: the column has every value of its type',
    where,
    remedy: 'write the column as wider integers',
  })
}
