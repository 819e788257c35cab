export { type DrawOptions, drawShape } from './candidate-shapes.js'
export {
  atDistance,
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
export { votesOfPerson } from './simulated-votes.js'
export { drawSubClass, SUB_CLASSES, type SubClass } from './sub-classes.js'
