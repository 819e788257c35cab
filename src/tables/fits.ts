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
  Header,
  hduText,
  imageHdu,
  readAsciiTable,
  readBinaryTable,
  readHdus,
} from '../fits/index.js'
import { Notes, rowsSaid } from '../notes.js'
import { headerText } from '../wcs/index.js'
import { missingValues } from './column-builder.js'
import { isComplex, listsOfFits, wholeOfUnsigned } from './fits-lists.js'
import { type Column, type StatedFrame, Table } from './table.js'
import { missingRows } from './typed.js'

/** Whether names of columns are of the table that is sought; the first wish counts most. */
export type TableWish = readonly ((names: readonly string[]) => boolean)[]

/**
 * A table of a FITS file.
 *
 * @param hdu name or index of its HDU; default: the first table that fits the first of the wishes
 *   that one fits, else the first
 * @returns the table; a note in its `meta` says which one it is, if the file has others
 * @throws InputError if there is no table, or its keywords contradict each other
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
  return tableIn(source, found, notes)
}

/**
 * Strips of a binary table.
 *
 * @returns undefined if the table is packed, has lists of variable length, or is no binary table
 */
export async function fitsStrips(
  source: ByteSource,
  rowsAStrip: number,
  hdu?: string | number,
  wanted: TableWish = [],
): Promise<(() => AsyncGenerator<Table>) | undefined> {
  const hdus = await readHdus(source)
  const chosen = new Notes()
  const found = hdu === undefined ? chosenTable(hdus, wanted, source, chosen) : findHdu(hdus, hdu)
  const { header, kind, dataStart } = found
  const isPlain = !found.packed && !found.data && !found.refused
  if (kind !== 'binary-table' || !isPlain || header.number('PCOUNT', 0) !== 0) return undefined
  const [rowBytes, nRows] = [header.number('NAXIS1'), header.number('NAXIS2')]
  return async function* () {
    for (let first = 0; first < nRows; first += rowsAStrip) {
      const n = Math.min(rowsAStrip, nRows - first)
      const strip = {
        ...{ ...found, header: Header.fromCards(header.cards, header.where).set('NAXIS2', n) },
        ...{ dataStart: dataStart + first * rowBytes, dataLength: n * rowBytes },
      }
      yield await tableIn(source, strip, new Notes().add(chosen))
    }
  }
}

async function tableIn(source: ByteSource, found: Hdu, notes: Notes): Promise<Table> {
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
  for (const { name, badLists = [], lists = [] } of held) {
    if (badLists.length === 0) continue
    notes.doubt(
      `column ${name}: the lists of ${rowsSaid(badLists, lists.length)} lie outside the heap`,
    )
  }
  const frame = statedFrame(found)
  const history = historyOf(found)
  return new Table(held.map(columnOfFits), {
    source: source.name,
    ...(frame && { frame }),
    ...(history.length > 0 && { history }),
    ...(notes.length > 0 && { notes }),
  })
}

/** A FITS file with sums that holds this table in its first extension, named `extname` if given. */
export function fitsTableBytes(table: Table, extname?: string): Uint8Array {
  const primary = imageHdu({ axes: [], primary: true, values: new Uint8Array(0), sums: true })
  const columns = fitsColumns(table)
  const cards = [...frameCards(table), ...(table.meta.history ?? []).flatMap(historyCards)]
  const extension = binaryTableHdu({
    columns,
    cards,
    sums: true,
    ...(extname && { name: extname }),
  })
  const bytes = new Uint8Array(primary.length + extension.length)
  bytes.set(primary)
  bytes.set(extension, primary.length)
  return bytes
}

/** RADESYS, or an EQUINOX that is not that of everybody (FITS 4.0, section 8.3). */
function statedFrame({ header }: Hdu): StatedFrame | undefined {
  const system = headerText(header, 'RADESYS') ?? headerText(header, 'RADECSYS')
  const year = header.get('EQUINOX')
  const equinox = typeof year === 'number' || typeof year === 'string' ? `${year}` : undefined
  if (system) return { system, ...(equinox && { equinox }) }
  if (typeof year !== 'number' || year === 2000) return undefined
  return { system: year < 1984 ? 'FK4' : 'FK5', equinox: `${year}` }
}

/** A FITS table has one frame: that of the table, or one that all columns with a frame have. */
function frameCards({ columns, meta }: Table): Card[] {
  const all = columns.flatMap(({ frame }) => frame ?? [])
  const [first = meta.frame] = all
  const isOne = all.every(
    ({ system, equinox }) => system === first?.system && equinox === first.equinox,
  )
  if (!first || !isOne) return []
  const system = /^(?:eq_)?(FK[45])$/i.exec(first.system)?.[1].toUpperCase() ?? first.system
  const year = Number(first.equinox?.replace(/^[JB]/i, ''))
  return [
    { keyword: 'RADESYS', value: system },
    ...(first.equinox && year > 0 ? [{ keyword: 'EQUINOX', value: year }] : []),
  ]
}

/** Number of characters that a HISTORY card holds. */
const HISTORY_LENGTH = 72

function historyCards(line: string): Card[] {
  const ascii = line.replace(/[^ -~]/g, '?')
  const pieces = ascii.match(new RegExp(`.{1,${HISTORY_LENGTH}}`, 'g')) ?? ['']
  return pieces.map((comment) => ({ keyword: 'HISTORY', comment }))
}

function historyOf({ header }: Hdu): string[] {
  const cards = header.cards.filter(({ keyword }) => keyword === 'HISTORY')
  return cards.map(({ comment = '' }) => comment)
}

/** A table's columns as a FITS file needs them: missing values are marked value by value. */
export function fitsColumns(table: Table): ColumnInput[] {
  return table.columns.map((column) => {
    const { name, values, width = 1, unit, description, ucd, offsets, complex, bits } = column
    const missing = missingValues(column)
    const dim = complex ? column.dim?.slice(1) : column.dim
    // TDIM of text begins with the length of the strings, which the writer knows.
    const axes = dim && (typeof values[0] === 'string' ? [0, ...dim] : [...dim])
    return {
      name,
      values,
      repeat: width,
      ...(axes && { dim: axes }),
      ...(offsets && { offsets }),
      ...(complex && { complex }),
      ...(bits && !missing && { bits }),
      ...(unit && { unit }),
      ...(description && { description }),
      ...(ucd && { ucd }),
      ...(missing && { missing }),
    }
  })
}

function columnOfFits(column: FitsColumn): Column {
  const { name, repeat, unit, description, ucd, missing } = column
  const labels = {
    ...(unit && { unit }),
    ...(description && { description }),
    ...(ucd && { ucd }),
  }
  if (column.lists) return { name, ...labels, ...listsOfFits(column, column.lists) }
  const values = wholeOfUnsigned(column)
  return {
    name,
    values,
    ...(repeat !== 1 && { width: repeat }),
    ...axesOf(column),
    ...labels,
    ...(isComplex(column) && { complex: true }),
    ...(/^\d*X/i.test(column.format.trim()) && repeat > 1 && { bits: true }),
    ...(missing && rowsMissing(missing, repeat)),
    ...(repeat === 1 && typeof values[0] === 'string' && blankRows(values as string[])),
  }
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
function axesOf(column: FitsColumn): { dim?: number[] } {
  const { dim = [], values, repeat } = column
  const isText = typeof values[0] === 'string'
  const pair = isComplex(column) && dim.length > 0 ? [2] : []
  const axes = isText ? dim.slice(1) : [...pair, ...dim]
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
  // In FITS_LDAC a table LDAC_IMHEAD, which holds the header of the image, stands before each of
  // objects (Source Extractor's manual, CATALOG_TYPE).
  const objects = tables.filter(({ name }) => name !== 'LDAC_IMHEAD')
  const likely = objects.length > 0 ? objects : tables
  const first = (fits: TableWish[number]) => likely.find((hdu) => fits(columnNames(hdu)))
  const found = wanted.map(first).find((hdu) => hdu !== undefined) ?? likely[0]
  const others = tables.filter((hdu) => hdu !== found)
  if (others.length > 0) {
    notes.say(`the table is HDU ${hduText(found)}; others: ${others.map(hduText).join('; ')}`)
  }
  const chips = tables.filter(({ name }) => name === 'LDAC_OBJECTS')
  if (chips.length > 1) {
    const n = chips.length
    notes.doubt(`one of ${n} tables LDAC_OBJECTS is read, that of one chip; --hdu takes another`)
  }
  return found
}

function columnNames({ header }: Hdu): string[] {
  const n = header.number('TFIELDS', 0)
  return Array.from({ length: Math.min(n, 999) }, (_, i) =>
    header.string(`TTYPE${i + 1}`, '').trim(),
  )
}
