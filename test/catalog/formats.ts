/** The same columns as a reader gives them from several formats. */
import { memorySource } from '../../src/bytes/index.js'
import {
  csvText,
  ecsvText,
  fitsTableBytes,
  parseCsv,
  readTable,
  Table,
  typedColumn,
} from '../../src/tables/index.js'

/** Cells of a column as text, or as numbers. */
export type Cells = Readonly<Record<string, readonly (string | number)[]>>

/** A table of these columns, with units. */
export function tableOf(cells: Cells, units: Readonly<Record<string, string>> = {}): Table {
  const columns = Object.entries(cells).map(([name, own]) =>
    typedColumn(name, own.map(String), units[name] ? { unit: units[name] } : {}),
  )
  return new Table(columns, { source: 'a.csv' })
}

/** The table as CSV, ECSV and FITS give it; CSV loses units. */
export async function inFormats(table: Table): Promise<Record<'csv' | 'ecsv' | 'fits', Table>> {
  const text = new TextEncoder()
  return {
    csv: parseCsv(csvText(table), 'a.csv'),
    ecsv: await readTable(memorySource(text.encode(ecsvText(table)), 'a.ecsv')),
    fits: await readTable(memorySource(fitsTableBytes(table), 'a.fits')),
  }
}
