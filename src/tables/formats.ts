/**
 * Reads and writes a table of any format. The content of a file tells its format; for a file to be
 * written, the ending of its name.
 */
import { type ByteSource, memorySource, UnpackLimit } from '../bytes/index.js'
import { CommandError, InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { asciiBytes, parseAscii } from './ascii.js'
import { parseBesideReadMe, parseCds, type ReadMe } from './cds.js'
import { formatOfText, formatShown, HEAD_BYTES } from './content.js'
import { csvBytes, parseCsv } from './csv.js'
import { parseDaophot } from './daophot.js'
import { decoded } from './decode.js'
import { ecsvText, parseEcsv } from './ecsv.js'
import { fitsTableBytes, readFitsTable, type TableWish } from './fits.js'
import { parseFixedWidth } from './fixed-width.js'
import { fixedWidthBytes } from './fixed-width-write.js'
import { FORMAT_NAMES, type TableFormat, writtenEndings } from './format-names.js'
import { parseIpac } from './ipac.js'
import { ipacBytes } from './ipac-write.js'
import { jsonLinesBytes, parseJsonLines } from './json-lines.js'
import { NotInStrips } from './not-in-strips.js'
import { readNpyTable } from './npy.js'
import { isNpz, readNpzTable } from './npz.js'
import { parseRegions } from './regions.js'
import type { Table } from './table.js'
import { refuseVectors } from './typed.js'
import { readVotable } from './votable.js'
import { votableBytes } from './votable-write.js'

/** How a format is read: a text whole, other files in windows. */
type Reader =
  | { readonly parse: (text: string, source: string, notes: Notes) => Table }
  | { readonly read: (source: ByteSource, options: ReadTableOptions) => Promise<Table> }

type FileFormat = Reader & {
  /** Absent for a format that is only read. */
  readonly bytes?: (table: Table) => Uint8Array | Promise<Uint8Array>
  /** Throws what `bytes` would throw, where that can be told without writing. */
  readonly refuse?: (table: Table) => void
}

/**
 * The registry of formats: how each is read and written. format-names.ts says which endings of a
 * name stand for it.
 */
const FORMATS: Readonly<Record<TableFormat, FileFormat>> = {
  csv: { parse: parseCsv, bytes: csvBytes, refuse: (table) => refuseVectors(table, 'CSV') },
  ecsv: { parse: parseEcsv, bytes: (table) => utf8(ecsvText(table)) },
  fits: {
    read: (source, { hdu, wanted }) => readFitsTable(source, hdu, wanted),
    bytes: (table) => fitsTableBytes(table),
  },
  tab: {
    parse: parseAscii,
    bytes: asciiBytes,
  },
  votable: {
    read: (source, { hdu, wanted }) => readVotable(source, hdu, wanted),
    bytes: votableBytes,
  },
  jsonl: { parse: parseJsonLines, bytes: jsonLinesBytes },
  parquet: {
    // Loaded where they are needed: the reader of few files, and the library that writes.
    read: async (source) => (await import('./parquet.js')).readParquet(source),
    bytes: async (table) => (await import('./parquet-write.js')).parquetBytes(table),
  },
  ipac: { parse: parseIpac, bytes: ipacBytes },
  fixed: { parse: parseFixedWidth, bytes: fixedWidthBytes },
  cds: { parse: parseCds },
  daophot: { parse: parseDaophot },
  npy: { read: readNumpy },
  regions: { parse: parseRegions },
}

async function readNumpy(source: ByteSource, { hdu }: ReadTableOptions): Promise<Table> {
  const isArchive = isNpz(await source.slice(0, HEAD_BYTES))
  return isArchive ? readNpzTable(source, hdu) : readNpyTable(source)
}

const ENDINGS: ReadonlyMap<string, TableFormat> = new Map(
  Object.entries(FORMAT_NAMES).flatMap(([format, { endings }]) =>
    endings.map((ending) => [ending, format as TableFormat] as const),
  ),
)

function nameThatEnds(): string {
  const endings = writtenEndings()
  return `a name that ends in ${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}`
}

/**
 * The format in which a file of this name is written. A `.gz`, `.bz2`, `.zst` or `.Z` behind the
 * ending is ignored.
 *
 * @throws CommandError if the ending is unknown; it lists those that are known
 * @example formatOf('ngc1566.fits.gz') // 'fits'
 */
export function formatOf(path: string): TableFormat {
  const ending = endingOf(path)
  const format = ENDINGS.get(ending)
  if (format) return format
  throw new CommandError({
    what: 'unknown table format',
    where: path,
    expected: nameThatEnds(),
    got: ending ? `.${ending}` : 'no ending',
  })
}

/**
 * Like {@link formatOf}, for a file to be written.
 *
 * @throws CommandError also for a name that ends in .gz, .bz2, .zst or .Z: packed tables are
 *   not written
 */
export function writableFormatOf(path: string): TableFormat {
  const packed = /\.(?:gz|bz2|zst|z)$/i.exec(path)?.[0]
  if (!packed) return writtenFormat(formatOf(path), path)
  throw new CommandError({
    what: 'packed tables are not written',
    where: path,
    expected: nameThatEnds(),
    got: packed,
    remedy: `leave ${packed} off, and pack the result`,
  })
}

/**
 * Whether the name of a file ends as those of tables do; images in FITS do so too.
 *
 * @example isTableName('ngc1566.tab.gz') // true
 */
export function isTableName(path: string): boolean {
  return ENDINGS.has(endingOf(path))
}

function writtenFormat(format: TableFormat, path: string): TableFormat {
  if (FORMAT_NAMES[format].isWritten) return format
  throw new CommandError({
    what: `${format} cannot hold a whole table`,
    where: path,
    expected: nameThatEnds(),
    ...(format === 'regions' && { remedy: '--regions writes the classes as regions' }),
  })
}

function endingOf(path: string): string {
  const file = path.split(/[\\/]/).at(-1)!
  return /\.([^.]+)(?:\.(?:gz|bz2|zst|z))?$/i.exec(file)?.[1].toLowerCase() ?? ''
}

/** How to read a table. */
export interface ReadTableOptions {
  /** The format, whatever the content says; by default the content tells it. */
  format?: TableFormat
  /**
   * Which table of a file that holds several: its name or number (the HDU of FITS); default: the
   * first `wanted` table, or the first.
   */
  hdu?: string | number
  /** What tells by its columns the table that is sought; if no table has it, the next is asked. */
  wanted?: TableWish
  /** A `ReadMe` of the CDS that lies beside: where it describes a file of this name, it counts. */
  readMe?: ReadMe
}

/**
 * Reads a table. Its content tells the format; the ending of its name decides only where a text may
 * be read in two ways.
 *
 * @returns the table; its `meta.notes` say what was chosen and left out
 * @throws InputError if the content is of no format that is read, or has no rows
 * @example const table = await readTable(await openFile('catalog.ecsv'))
 */
export async function readTable(
  source: ByteSource,
  options: ReadTableOptions = {},
): Promise<Table> {
  const plain = await unpacked(source)
  const named = ENDINGS.get(endingOf(source.name)) === 'fits' ? 'fits' : undefined
  const format =
    options.format ?? formatShown(await plain.slice(0, HEAD_BYTES), source.name) ?? named
  const file = format && FORMATS[format]
  const table =
    file && 'read' in file
      ? await file.read(plain, options)
      : await readTextTable(plain, format, options)
  if (table.nRows > 0) return table
  throw new InputError({
    what: 'a table without rows',
    where: source.name,
    expected: 'at least one row below the names',
    got: [...(table.meta.notes ?? ['none'])].join('; '),
  })
}

async function readTextTable(
  source: ByteSource,
  asked: TableFormat | undefined,
  options: ReadTableOptions,
): Promise<Table> {
  const { name } = source
  const notes = new Notes()
  if (options.hdu !== undefined) notes.say(oneTable(options.hdu, name))
  const text = decoded(await source.slice(0, source.byteLength), name, notes)
  const { readMe } = options
  if (readMe && (asked === undefined || asked === 'cds')) {
    const described = parseBesideReadMe(text, readMe, name, notes)
    if (described) return described
  }
  return parsedText(text, name, asked, notes)
}

function oneTable(hdu: string | number, name: string): string {
  return `table ${hdu} is asked for, but ${name} has one table`
}

function parsedText(
  text: string,
  name: string,
  asked: TableFormat | undefined,
  notes: Notes,
): Table {
  const format = asked ?? formatOfText(text, endingOf(name), notes)
  return (FORMATS[format] as Extract<Reader, { parse: unknown }>).parse(text, name, notes)
}

/**
 * A table that is a part of a text: of ASCII alone, with a row a line.
 *
 * @throws NotInStrips if the text may have rows of several lines, or characters beyond ASCII, or a
 *   `ReadMe` beside it
 */
export function tableOfText(
  text: string,
  name: string,
  { hdu, format, readMe }: ReadTableOptions,
): Table {
  if (readMe) throw new NotInStrips('a ReadMe describes the columns')
  const rows = text.replace(/^(?:#[^\n]*\n)*/, '')
  if (/[^\t\r\n -~]|"/.test(rows)) throw new NotInStrips('quotes, or characters beyond ASCII')
  const notes = new Notes()
  if (hdu !== undefined) notes.say(oneTable(hdu, name))
  return parsedText(text, name, format, notes)
}

/** The format by what is asked, or by the first bytes; undefined for a text that must be parsed. */
export async function formatOfSource(
  source: ByteSource,
  { format }: ReadTableOptions,
): Promise<TableFormat | 'packed' | undefined> {
  const head = await source.slice(0, Math.min(HEAD_BYTES, source.byteLength))
  if (head[0] === 0x1f && head[1] === 0x8b) return 'packed'
  const named = ENDINGS.get(endingOf(source.name)) === 'fits' ? 'fits' : undefined
  return format ?? formatShown(head, source.name) ?? named
}

/** The source without gzip. Catalogues are small enough to be unpacked in memory. */
async function unpacked(source: ByteSource): Promise<ByteSource> {
  const [first, second] = await source.slice(0, 2)
  if (first !== 0x1f || second !== 0x8b) return source
  const packed = await source.slice(0, source.byteLength)
  const stream = new Blob([new Uint8Array(packed)]).stream()
  const limit = new UnpackLimit(packed.length, source.name)
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      limit.add(chunk)
      controller.enqueue(chunk)
    },
  })
  try {
    const unpacking = stream.pipeThrough(new DecompressionStream('gzip')).pipeThrough(counted)
    const answer = new Response(unpacking)
    return memorySource(new Uint8Array(await answer.arrayBuffer()), source.name)
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const problem = { what: 'a damaged gzip file', where: source.name, remedy: 'download it again' }
    throw new InputError(problem, { cause })
  }
}

/** Formats whose writer is a library that is loaded when it is needed. */
type LoadedFormat = 'parquet'

/**
 * The bytes of a file that holds this table.
 *
 * @throws InputError if the format cannot hold a column, e.g. vectors in CSV
 * @example await writeFile(path, await tableBytes(table, formatOf(path)))
 */
export function tableBytes(table: Table, format: Exclude<TableFormat, LoadedFormat>): Uint8Array
export function tableBytes(table: Table, format: LoadedFormat): Promise<Uint8Array>
export function tableBytes(table: Table, format: TableFormat): Uint8Array | Promise<Uint8Array>
export function tableBytes(table: Table, format: TableFormat): Uint8Array | Promise<Uint8Array> {
  const { bytes } = FORMATS[format]
  if (!bytes) throw new Error(`internal: ${format} is not written`)
  return bytes(table)
}

/**
 * Throws where {@link tableBytes} would, so that nobody works for a table that cannot be written.
 *
 * @throws InputError if the format cannot hold a column or a cell
 */
export async function refuseUnwritable(table: Table, format: TableFormat): Promise<void> {
  const { refuse } = FORMATS[format]
  if (refuse) refuse(table)
  else await tableBytes(table, format)
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
