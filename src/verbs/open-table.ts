/** Opens a catalogue that a user names. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  askedColumn,
  findColumn,
  isReadMe,
  MOST_README_BYTES,
  wantedTables,
} from '../catalog/index.js'
import { type FileSource, withFile } from '../files/index.js'
import { Notes } from '../notes.js'
import {
  type ReadMe,
  readTable,
  Table,
  type TableFormat,
  type TableStrips,
  tableStrips,
} from '../tables/index.js'
import { archivedTable } from './archived-table.js'

/** How a catalogue is read, where its content does not tell. */
export interface TableChoice {
  /** The format of all catalogues, whatever their content says; default: the content tells it. */
  readonly format?: TableFormat
  /**
   * Name or number of the HDU, in FITS catalogues with several tables; default: the first table
   * with the columns that are asked for, or with positions, or with classes, or the first.
   */
  readonly hdu?: string | number
}

/**
 * Reads a catalogue, whatever its format is; also the one table in an archive.
 *
 * @param asked columns that the user names, by which the table of a FITS file is told
 * @throws InputError if it cannot be read, or has no rows
 * @example const table = await openTable('sex.cat', { hdu: 'LDAC_OBJECTS' })
 */
export async function openTable(
  path: string,
  { hdu, format }: TableChoice = {},
  asked: readonly (string | undefined)[] = [],
): Promise<Table> {
  const wanted = wantedTables(asked)
  const readMe = await readMeBeside(path)
  const read = (source: FileSource) => readTable(source, { hdu, format, wanted, readMe })
  return withFile(path, async (source) => {
    const inner = await archivedTable(path, source)
    if (inner === undefined) return read(source)
    const table = await withFile(inner, read)
    const notes = new Notes()
    notes.say(`the table in the archive: ${inner}`)
    return new Table(table.columns, { ...table.meta, notes: notes.add(table.meta.notes) })
  })
}

/**
 * Reads a large catalogue in strips of rows.
 *
 * @param leastBytes of a catalogue that is read so
 * @returns what `work` gives; undefined if the catalogue is smaller, packed, in an archive, or in a
 *   format that is read whole
 */
export async function withStrips<T>(
  path: string,
  { hdu, format }: TableChoice,
  asked: readonly (string | undefined)[],
  leastBytes: number,
  rowsAStrip: number,
  work: (strips: TableStrips) => Promise<T>,
): Promise<T | undefined> {
  const readMe = await readMeBeside(path)
  return withFile(path, async (source) => {
    if (source.byteLength < leastBytes || (await archivedTable(path, source))) return undefined
    const options = { hdu, format, readMe, wanted: wantedTables(asked) }
    const strips = await tableStrips(source, options, rowsAStrip)
    return strips && work(strips)
  })
}

/**
 * The files that a catalogue is read from: its own, and a `ReadMe` of the CDS beside it.
 *
 * @example await tableFiles('table2.dat') // ['table2.dat', 'ReadMe']
 */
export async function tableFiles(path: string): Promise<string[]> {
  const readMe = await readMeBeside(path)
  return readMe && /byte-by-byte/i.test(readMe.text) ? [path, readMe.name] : [path]
}

/** The `ReadMe` in the folder of a table, in which the CDS describes its columns. */
async function readMeBeside(path: string): Promise<ReadMe | undefined> {
  const folder = dirname(path)
  const files = await readdir(folder).catch(() => [])
  const file = files.find((name) => isReadMe(name) && name !== basename(path))
  if (file === undefined) return undefined
  const name = join(folder, file)
  const about = await stat(name).catch(() => undefined)
  if (!about?.isFile() || about.size > MOST_README_BYTES) return undefined
  return { text: await readFile(name, 'latin1').catch(() => ''), name }
}

/**
 * Of several tables, one at least has each column that the user names; the others are read as
 * usual.
 *
 * @throws InputError if none has it
 */
export function refuseUnknownColumns(
  names: readonly (string | undefined)[],
  tables: readonly Table[],
): void {
  for (const name of names) {
    if (name === undefined || tables.some((table) => findColumn(table, name))) continue
    askedColumn(tables[0], name)
  }
}
