/** Reads a table of any supported format. */
import { type ByteSource, memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { parseAscii } from './ascii.js'
import { parseCsv } from './csv.js'
import { parseEcsv } from './ecsv.js'
import { readFitsTable } from './fits.js'
import { formatOf, formatOfBytes, type TableFormat } from './format.js'
import type { Table } from './table.js'

export interface ReadTableOptions {
  /** Instead of what the ending and the first bytes say. */
  format?: TableFormat
}

/**
 * Reads a table. The first bytes decide where they can (FITS, ECSV, gzip), else the name's ending.
 * A `.txt`, `.dat` or file of the like whose first line holds commas and no blanks between words is
 * read as CSV.
 *
 * @throws InputError if the content is not what the format asks for
 * @throws CommandError if the format is unknown, listing what is supported
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

/** Catalogues are small enough to be unpacked in memory. */
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
