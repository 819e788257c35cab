export { type DrawOptions, drawShape } from './candidate-shapes.js'
export { magnitudeIn, magnitudesIn } from './filter-colours.js'
export type { Alike, Morphology } from './morphology.js'
export { PHANGS_SHARES, withFainter, withPhangsColours } from './moved-colours.js'
export { agreementOf, LEGUS_AGREEMENT, opinionsOf, type SeenObject } from './people.js'
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
export {
  drawMorphology,
  drawOtherShares,
  type OtherShares,
  variedSubClass,
} from './varied-kinds.js'
