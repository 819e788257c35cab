export type { Camera } from './cameras.js'
export { hubblePsf, type Psf, psfAt, spikeDirection } from './psf.js'
export { addSource, addTile, partFluxes, sourceTiles } from './render.js'
export {
  type CompositeShape,
  type EffShape,
  type LightShape,
  type Part,
  PIXEL_ARCSEC,
  pcToPx,
  type SersicShape,
  type Shape,
  type Source,
  SUB_CLASSES,
  type SubClass,
  scaledShape,
} from './shape.js'
export { addStar, starReach } from './star.js'
