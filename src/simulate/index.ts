export { type DrawOptions, drawShape } from './draw-shape.js'
export {
  type Population,
  type PopulationName,
  populationOf,
  withClass4Share,
} from './population.js'
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
export {
  type SimulatedField,
  type SimulateJob,
  type SimulateProgress,
  simulateFields,
} from './simulate-fields.js'
export { DEFAULT_BANDS, type SimulatedBand, simulatedBands } from './simulated-band.js'
export { addStar, starReach } from './star.js'
