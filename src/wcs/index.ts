export { cornersOf, gridDifferencePx } from './grid.js'
export type { WcsHeader } from './header.js'
export { type Pixel, readWcs, type Sky, type Wcs } from './wcs.js'
