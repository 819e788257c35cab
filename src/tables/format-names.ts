/**
 * The names of table formats and of their files. A file of its own, since the help and the messages
 * of the command line need nothing else of the tables.
 */

/** The formats that are read. */
export type TableFormat =
  | ('csv' | 'ecsv' | 'fits' | 'tab' | 'votable' | 'jsonl' | 'parquet' | 'regions')
  | ('ipac' | 'cds' | 'fixed' | 'daophot' | 'npy')

interface FormatNames {
  /** Endings of names, the one of messages and the help first; none if it is read alone. */
  readonly endings: readonly string[]
  /** Whether a whole table can be written in it. */
  readonly isWritten: boolean
}

const written = (...endings: string[]): FormatNames => ({ endings, isWritten: true })
const readOnly = (...endings: string[]): FormatNames => ({ endings, isWritten: false })

export const FORMAT_NAMES: Readonly<Record<TableFormat, FormatNames>> = {
  csv: written('csv'),
  ecsv: written('ecsv'),
  fits: written('fits', 'fit', 'fts'),
  tab: written('tab', 'txt', 'dat', 'cat', 'asc'),
  votable: written('vot', 'votable', 'xml'),
  jsonl: written('jsonl', 'ndjson'),
  parquet: written('parquet', 'pq', 'parq'),
  ipac: written('tbl'),
  fixed: written('fwf'),
  cds: readOnly(),
  daophot: readOnly(),
  npy: readOnly('npy', 'npz'),
  regions: readOnly('reg'),
}

/** Names of all formats that are read. */
export const TABLE_FORMATS = Object.keys(FORMAT_NAMES) as readonly TableFormat[]

/**
 * One ending for each format that is written, for messages and the help.
 *
 * @example writtenEndings() // ['.csv', '.ecsv', '.fits', ...]
 */
export function writtenEndings(): string[] {
  const formats = Object.values(FORMAT_NAMES).filter(({ isWritten }) => isWritten)
  return formats.map(({ endings: [first] }) => `.${first}`)
}
