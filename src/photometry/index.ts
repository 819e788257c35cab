export {
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './photometry.js'
export { apertureFlux, fluxOf, magnitudeOf, zeroPoint } from './zero-points.js'
