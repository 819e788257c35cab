export { unreadSky } from './ctype.js'
export {
  degreesApart,
  type FrameTurn,
  frameNamed,
  frameSaid,
  frameTurn,
  type SkyFrame,
} from './frames.js'
export { asInHeader, cornersOf, gridDifferencePx } from './grid.js'
export { headerNumber, headerText, type WcsHeader } from './keywords.js'
export {
  LOOKUP_EXTENSIONS,
  type LookupTable,
  type LookupTables,
  namesTables,
} from './lookup-table.js'
export type { Sky } from './sphere.js'
export { type Pixel, readWcs, type Wcs, type WcsOptions } from './wcs.js'
