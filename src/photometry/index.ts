export {
  type ApertureMeasurement,
  type ApertureOptions,
  type Concentration,
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './apertures.js'
export { apertureFlux, distanceModulusOf, fluxOf, magnitudeOf, zeroPoint } from './zero-points.js'
