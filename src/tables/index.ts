export { earlierHistory, refuseTaken, withHistoryLines } from './added-columns.js'
export { asciiText, parseAscii } from './ascii.js'
export type { ReadMe } from './cds.js'
export { type CellTexts, textsOf } from './cell-texts.js'
export { csvBytes, csvText, parseCsv } from './csv.js'
export { ecsvText, parseEcsv } from './ecsv.js'
export { fitsColumns, fitsTableBytes, readFitsTable } from './fits.js'
export { TABLE_FORMATS, type TableFormat, writtenEndings } from './format-names.js'
export {
  formatOf,
  isTableName,
  type ReadTableOptions,
  readTable,
  refuseUnwritable,
  tableBytes,
  writableFormatOf,
} from './formats.js'
export { lostByFormat } from './lost.js'
export { NotInStrips } from './not-in-strips.js'
export { type CellKind, cellKind, numbersOf, textIn } from './numbers.js'
export { parseRegions } from './regions.js'
export { resultColumn, type TableRecord, tableOfRecords } from './results.js'
export { stackedTables } from './stack.js'
export { ROWS_A_STRIP, type TableStrips, tableStrips } from './strips.js'
export {
  type Column,
  type ColumnValues,
  type EcsvMeta,
  type EcsvMetaValue,
  isVector,
  rowsOf,
  type StatedFrame,
  Table,
  type TableMeta,
  Tagged,
  vectorSaid,
} from './table.js'
export { cellText, typedColumn } from './typed.js'
