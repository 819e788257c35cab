export { cornersOf, gridDifferencePx } from './grid.js'
export { headerNumber, type WcsHeader } from './keywords.js'
export type { Sky } from './projection.js'
export { type Pixel, readWcs, type Wcs } from './wcs.js'
