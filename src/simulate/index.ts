export { type DemoField, demoField } from './demo-field.js'
export { type DrawOptions, drawShape } from './draw-shape.js'
export { type Camera, hubblePsf, type Psf, psfAt, spikeDirection } from './psf.js'
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
  type Tile,
} from './shape.js'
export { addStar, starReach } from './star.js'
