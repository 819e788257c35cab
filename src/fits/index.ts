export { readAsciiTable } from './ascii-table.js'
export type { Card, CardValue } from './card.js'
export { endOfHdu, type HduSums, hduSums, type SumState } from './checksum.js'
export type { FitsColumn, FitsValues } from './columns.js'
export { foreignFile, NotFits } from './foreign-file.js'
export { findHdu, type Hdu, type HduKind, hduText } from './hdu.js'
export { Header } from './header.js'
export { type ImageWindow, imageAxes, readImage, readImageWindow } from './image.js'
export {
  encodePixels,
  type ImageLayout,
  imageHdu,
  imageHeader,
  type PixelValues,
  padding,
} from './image-write.js'
export { type Bitpix, type PixelDecoder, pixelDecoder } from './pixels.js'
export { type Rewriting, type RewrittenHdu, rewriteFits } from './rewrite.js'
export type { RowStrip } from './row-strip.js'
export type { FitsSink } from './sink.js'
export { type FitsTable, readBinaryTable, tableContents } from './table.js'
export { binaryTableHdu, type ColumnInput, type TableInput } from './table-write.js'
export type { PackingWish } from './tile-layout.js'
export { readHdus } from './unpacked.js'
