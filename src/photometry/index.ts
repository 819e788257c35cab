export {
  type ApertureMeasurement,
  type ApertureOptions,
  type Concentration,
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './apertures.js'
export { centreOf, PROFILE_RADII_PX, radialProfile } from './profile.js'
export {
  apertureFlux,
  distanceModulusOf,
  fluxIn,
  fluxOf,
  magnitudeOf,
  zeroPoint,
} from './zero-points.js'
