/**
 * Reads and writes a table of any format. The first bytes of a file, or its ending, tell its
 * format; for a file to be written, the ending alone.
 */
import { type ByteSource, memorySource } from '../bytes/index.js'
import { CommandError, InputError } from '../errors.js'
import { asciiText, parseAscii } from './ascii.js'
import { csvText, parseCsv } from './csv.js'
import { ecsvText, parseEcsv } from './ecsv.js'
import { fitsTableBytes, readFitsTable } from './fits.js'
import type { Table } from './table.js'

/** The formats that are read and written. */
export type TableFormat = 'csv' | 'ecsv' | 'fits' | 'tab'

const ENDINGS: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  ecsv: 'ecsv',
  fits: 'fits',
  fit: 'fits',
  tab: 'tab',
  txt: 'tab',
  dat: 'tab',
  cat: 'tab',
}

/** Formats that are known, but not supported yet. */
const PLANNED: Readonly<Record<string, string>> = {
  vot: 'VOTable',
  votable: 'VOTable',
  xml: 'VOTable',
  parquet: 'Parquet',
}

const SUPPORTED = '.csv, .ecsv, .fits or .tab'

/**
 * The format that the ending of a path names. A `.gz` behind it is ignored.
 *
 * @throws CommandError if the ending is unknown or not supported yet; it lists what is supported
 * @example formatOf('ngc1566.fits.gz') // 'fits'
 */
export function formatOf(path: string): TableFormat {
  const ending = endingOf(path)
  const format = ENDINGS[ending]
  if (format) return format
  const planned = PLANNED[ending]
  throw new CommandError({
    what: planned ? `${planned} tables are not supported yet` : 'unknown table format',
    where: path,
    expected: `a name that ends in ${SUPPORTED}`,
    got: ending ? `.${ending}` : 'no ending',
  })
}

/**
 * Like {@link formatOf}, for a file to be written.
 *
 * @throws CommandError also for a name that ends in .gz: packed tables are not written
 */
export function writableFormatOf(path: string): TableFormat {
  if (!/\.gz$/i.test(path)) return formatOf(path)
  throw new CommandError({
    what: 'packed tables are not written',
    where: path,
    expected: `a name that ends in ${SUPPORTED}`,
    got: '.gz',
    remedy: 'leave .gz off, and run gzip on the result',
  })
}

/** The format that the first bytes of an unpacked file show, or undefined. */
export function formatOfBytes(head: Uint8Array): TableFormat | 'VOTable' | 'Parquet' | undefined {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 1024)).replace(/^ï»¿/, '')
  if (/^SIMPLE {2}=/.test(text)) return 'fits'
  if (/^# %ECSV /.test(text)) return 'ecsv'
  if (text.startsWith('PAR1')) return 'Parquet'
  if (/^\s*<\?xml|^\s*<VOTABLE/i.test(text)) return 'VOTable'
  return undefined
}

function endingOf(path: string): string {
  const file = path.split(/[\\/]/).at(-1)!
  return /\.([^.]+)(?:\.gz)?$/i.exec(file)?.[1].toLowerCase() ?? ''
}

/** How to read a table. */
export interface ReadTableOptions {
  /** The format; by default the first bytes and the ending tell it. */
  format?: TableFormat
}

/**
 * Reads a table. The first bytes tell FITS, ECSV and gzip; otherwise the ending of the name tells
 * the format. A white-space table (`.txt`, `.dat`, ...) whose first line has words with commas
 * between them is read as CSV.
 *
 * @throws InputError if the content is not of the format
 * @throws CommandError if the format is unknown; it lists what is supported
 * @example const table = await readTable(await openFile('catalog.ecsv'))
 */
export async function readTable(
  source: ByteSource,
  options: ReadTableOptions = {},
): Promise<Table> {
  const plain = await unpacked(source)
  const shown = formatOfBytes(await plain.slice(0, 1024))
  if (shown === 'VOTable' || shown === 'Parquet') {
    throw new InputError({
      what: `${shown} tables are not supported yet`,
      where: source.name,
      remedy: 'convert it to .fits, .ecsv or .csv, e.g. with TOPCAT',
    })
  }
  const format = options.format ?? shown ?? formatOf(source.name)
  if (format === 'fits') return readFitsTable(plain)
  const text = await utf8(plain)
  if (format === 'ecsv') return parseEcsv(text, source.name)
  if (format === 'csv' || (!options.format && looksLikeCsv(text)))
    return parseCsv(text, source.name)
  return parseAscii(text, source.name)
}

function looksLikeCsv(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
  const words = first.trim().split(/\s+/)
  return first.includes(',') && words.slice(0, -1).every((word) => word.endsWith(','))
}

async function utf8(source: ByteSource): Promise<string> {
  const bytes = await source.slice(0, source.byteLength)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    const problem = {
      what: 'not a text table in UTF-8',
      where: source.name,
      remedy: 'convert it, e.g. iconv -f latin1 -t utf-8',
    }
    throw new InputError(problem, { cause })
  }
}

/** The source without gzip. Catalogues are small enough to be unpacked in memory. */
async function unpacked(source: ByteSource): Promise<ByteSource> {
  const [first, second] = await source.slice(0, 2)
  if (first !== 0x1f || second !== 0x8b) return source
  const packed = await source.slice(0, source.byteLength)
  const stream = new Blob([new Uint8Array(packed)]).stream()
  try {
    const answer = new Response(stream.pipeThrough(new DecompressionStream('gzip')))
    return memorySource(new Uint8Array(await answer.arrayBuffer()), source.name)
  } catch (cause) {
    const problem = { what: 'a damaged gzip file', where: source.name, remedy: 'download it again' }
    throw new InputError(problem, { cause })
  }
}

/**
 * The bytes of a file that holds this table.
 *
 * @throws InputError if the format cannot hold a column, e.g. vectors in CSV
 * @example await writeFile(path, tableBytes(table, formatOf(path)))
 */
export function tableBytes(table: Table, format: TableFormat): Uint8Array {
  if (format === 'fits') return fitsTableBytes(table)
  return new TextEncoder().encode(TEXT[format](table))
}

const TEXT = { csv: csvText, ecsv: ecsvText, tab: asciiText }
