export { type DrawOptions, drawShape } from './draw-shape.js'
export { EXTINCTION, transmission } from './extinction.js'
export {
  atDistance,
  BAND_LETTERS,
  type BandLetter,
  type ClassValue,
  drawClass,
  drawSource,
  type Magnitudes,
  type Population,
  type PopulationName,
  populationOf,
  QUANTITIES,
  type SourceDraw,
  withClass4Share,
} from './population.js'
export { drawSubClass } from './sub-classes.js'
export { votesOfPerson } from './votes.js'
