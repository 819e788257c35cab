export { type Aberrations, drawAberrations } from './aberrations.js'
export { type Camera, spikeDirection } from './cameras.js'
export { picturedPsf } from './pictured-psf.js'
export { hubblePsf, type Psf, psfAt, softnessPx } from './psf.js'
export { addSource, addTile, sourceTiles } from './render.js'
export {
  type CompositeShape,
  type EffShape,
  type LightShape,
  type Part,
  PIXEL_ARCSEC,
  pcToPx,
  type SersicShape,
  type Source,
  type SourceShape,
  scaledShape,
} from './shape.js'
export { addStar, addStars, starReach } from './star.js'
