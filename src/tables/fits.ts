/**
 * Tables in FITS files: binary tables (FITS 4.0, section 7.3) are read and written, ASCII tables
 * (section 7.2) are read.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import {
  binaryTableHdu,
  type Card,
  type ColumnInput,
  type FitsColumn,
  findHdu,
  type Hdu,
  hduText,
  imageHdu,
  readAsciiTable,
  readBinaryTable,
  readHdus,
} from '../fits/index.js'
import { Notes } from '../notes.js'
import { missingValues } from './column-builder.js'
import { type Column, type ColumnValues, Table } from './table.js'
import { missingRows } from './typed.js'

/** Whether names of columns are of the table that is sought; the first wish counts most. */
export type TableWish = readonly ((names: readonly string[]) => boolean)[]

/**
 * A table of a FITS file.
 *
 * @param hdu name or index of its HDU; default: the first table that fits the first of the wishes
 *   that one fits, else the first
 * @returns the table; a note in its `meta` says which one it is, if the file has others
 * @throws InputError if there is no table, or a column has lists of variable length or complex
 *   numbers
 * @example const table = await readFitsTable(await openFile('stamps.fits'), 'CATALOG')
 */
export async function readFitsTable(
  source: ByteSource,
  hdu?: string | number,
  wanted: TableWish = [],
): Promise<Table> {
  const hdus = await readHdus(source)
  const notes = new Notes()
  const found = hdu === undefined ? chosenTable(hdus, wanted, source, notes) : findHdu(hdus, hdu)
  const read = found.kind === 'ascii-table' ? readAsciiTable : readBinaryTable
  const { columns } = await read(source, found)
  const held = columns.filter(({ repeat, lists }) => repeat > 0 || lists)
  const empty = columns.filter((column) => !held.includes(column))
  if (empty.length > 0) {
    const named = empty.map(({ name, format }) => `${name} (${format})`).join(', ')
    notes.say(`columns without any value are left out: ${named}`)
  }
  for (const { name, nOdd, values } of held.filter((column) => column.nOdd)) {
    notes.doubt(`column ${name}: ${nOdd} of ${values.length} truth values are neither T nor F`)
  }
  return new Table(
    held.map((column) => columnOfFits(column, found.header.where)),
    { source: source.name, ...(notes.length > 0 && { notes }) },
  )
}

/** A FITS file that holds this table in its first extension, named `extname` if given. */
export function fitsTableBytes(table: Table, extname?: string): Uint8Array {
  const primary = imageHdu({ axes: [], primary: true, values: new Uint8Array(0) })
  const columns = fitsColumns(table)
  const cards = (table.meta.history ?? []).flatMap(historyCards)
  const extension = binaryTableHdu({ columns, cards, ...(extname && { name: extname }) })
  const bytes = new Uint8Array(primary.length + extension.length)
  bytes.set(primary)
  bytes.set(extension, primary.length)
  return bytes
}

/** Number of characters that a HISTORY card holds. */
const HISTORY_LENGTH = 72

function historyCards(line: string): Card[] {
  const ascii = line.replace(/[^ -~]/g, '?')
  const pieces = ascii.match(new RegExp(`.{1,${HISTORY_LENGTH}}`, 'g')) ?? ['']
  return pieces.map((comment) => ({ keyword: 'HISTORY', comment }))
}

/** A table's columns as a FITS file needs them: missing values are marked value by value. */
export function fitsColumns(table: Table): ColumnInput[] {
  return table.columns.map((column) => {
    const { name, values, width = 1, dim, unit, description, ucd } = column
    const missing = missingValues(column)
    // TDIM of text begins with the length of the strings, which the writer knows.
    const axes = dim && (typeof values[0] === 'string' ? [0, ...dim] : [...dim])
    return {
      name,
      values,
      repeat: width,
      ...(axes && { dim: axes }),
      ...(unit && { unit }),
      ...(description && { description }),
      ...(ucd && { ucd }),
      ...(missing && { missing }),
    }
  })
}

function columnOfFits(column: FitsColumn, where: string): Column {
  const { name, repeat, unit, description, ucd, missing } = column
  if (column.lists) {
    throw new InputError({
      what: `column ${name} has lists of different lengths (format ${column.format})`,
      where,
      expected: 'columns with a fixed number of values per row',
      remedy: 'remove the column from the table',
    })
  }
  if (/^\d*[CM]/.test(column.format)) {
    throw new InputError({
      what: `column ${name} has complex numbers (format ${column.format})`,
      where,
      expected: 'real numbers, text or truth values',
      remedy: 'remove the column from the table, or split it in two',
    })
  }
  const values = wholeOfUnsigned(column)
  return {
    name,
    values,
    ...(repeat !== 1 && { width: repeat }),
    ...axesOf(column),
    ...(unit && { unit }),
    ...(description && { description }),
    ...(ucd && { ucd }),
    ...(missing && rowsMissing(missing, repeat)),
    ...(repeat === 1 && typeof values[0] === 'string' && blankRows(values as string[])),
  }
}

/**
 * Unsigned integers of 32 bits come as float64. In a table they are integers, so an id 12 is not
 * 12.0.
 */
function wholeOfUnsigned({ format, values }: FitsColumn): ColumnValues {
  const isWhole = /^\d*J/.test(format) && values instanceof Float64Array
  return isWhole && values.every(Number.isInteger) ? BigInt64Array.from(values, BigInt) : values
}

/**
 * FITS has no difference between an absent and a blank text; a blank one is missing, as in astropy.
 */
function blankRows(values: readonly string[]): { missing?: Uint8Array } {
  return missingRows(values.map((value) => value === ''))
}

/**
 * The axes of vectors. Those of text begin with the length of the strings, and one axis more is the
 * number of strings.
 */
function axesOf({ dim = [], values, repeat }: FitsColumn): { dim?: number[] } {
  const isText = typeof values[0] === 'string'
  const axes = isText ? dim.slice(1) : dim
  const fills = axes.reduce((n, axis) => n * axis, 1) === repeat
  return axes.length > (isText ? 1 : 0) && fills ? { dim: axes } : {}
}

/** A vector is missing if all of its values are. Others may lack some. */
function rowsMissing(gone: Uint8Array, width: number): Pick<Column, 'missing' | 'missingParts'> {
  if (width === 1) return { missing: gone }
  const missing = Uint8Array.from({ length: gone.length / width }, (_, row) =>
    gone.subarray(row * width, (row + 1) * width).includes(0) ? 0 : 1,
  )
  const isPartly = gone.some((part, i) => part === 1 && !missing[Math.floor(i / width)])
  return {
    ...(missing.includes(1) && { missing }),
    ...(isPartly && { missingParts: gone }),
  }
}

function chosenTable(
  hdus: readonly Hdu[],
  wanted: TableWish,
  source: ByteSource,
  notes: Notes,
): Hdu {
  const tables = hdus.filter(({ kind }) => kind === 'binary-table' || kind === 'ascii-table')
  if (tables.length === 0) {
    throw new InputError({
      what: 'no table in this FITS file',
      where: source.name,
      expected: 'a binary or ASCII table extension',
      got: hdus.map(hduText).join('; '),
    })
  }
  const first = (fits: TableWish[number]) => tables.find((hdu) => fits(columnNames(hdu)))
  const found = wanted.map(first).find((hdu) => hdu !== undefined) ?? tables[0]
  const others = tables.filter((hdu) => hdu !== found)
  if (others.length > 0) {
    notes.say(`the table is HDU ${hduText(found)}; others: ${others.map(hduText).join('; ')}`)
  }
  return found
}

function columnNames({ header }: Hdu): string[] {
  const n = header.number('TFIELDS', 0)
  return Array.from({ length: Math.min(n, 999) }, (_, i) =>
    header.string(`TTYPE${i + 1}`, '').trim(),
  )
}
