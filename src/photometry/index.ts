export {
  type ApertureMeasurement,
  type ApertureOptions,
  type Concentration,
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './apertures.js'
export { fullWidth, halfLightRadius } from './half-light.js'
export {
  type HeaderZeroPoints,
  headerZeroPoints,
  type PhotometricHeader,
} from './header-zero-points.js'
export { centreOf, PROFILE_RADII_PX, radialProfile } from './profile.js'
export { annulusSky, type SkyAnnulus, type SkyEstimate, type SkyEstimator } from './sky.js'
export { type WindowedCentre, windowedCentre } from './windowed-centre.js'
export {
  apertureFlux,
  distanceModulusOf,
  fluxIn,
  fluxOf,
  magnitudeOf,
  zeroPoint,
} from './zero-points.js'
