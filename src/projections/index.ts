export {
  anglesOf,
  atan2d,
  cosd,
  DEGREE,
  direction,
  type Pair,
  sind,
  type Vector,
} from './angles.js'
export { PROJECTIONS } from './codes.js'
export type { Parameters, Projection } from './projection.js'
