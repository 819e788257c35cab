/** Writes a table in any supported format. */
import { asciiText } from './ascii.js'
import { csvText } from './csv.js'
import { ecsvText } from './ecsv.js'
import { fitsTableBytes } from './fits.js'
import type { TableFormat } from './format.js'
import type { Table } from './table.js'

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
