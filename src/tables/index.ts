export { asciiText, parseAscii } from './ascii.js'
export { cellText } from './celltext.js'
export { csvText, parseCsv } from './csv.js'
export { ecsvText, parseEcsv } from './ecsv.js'
export { fitsColumns, fitsTableBytes, readFitsTable } from './fits.js'
export { formatOf, type TableFormat, writableFormatOf } from './format.js'
export { type ReadTableOptions, readTable } from './read.js'
export { type TableRecord, tableOfRecords } from './records-table.js'
export { stackedTables } from './stack.js'
export {
  type Attributes,
  type Column,
  type ColumnValues,
  numbersOf,
  rowsOf,
  Table,
  type TableMeta,
} from './table.js'
export { typedColumn } from './typed.js'
export { tableBytes } from './write.js'
