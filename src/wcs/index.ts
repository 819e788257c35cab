export type { WcsHeader } from './linear.js'
export { cornersOf, gridDifferencePx, type Pixel, readWcs, type Wcs } from './wcs.js'
export type { Sky } from './zenithal.js'
