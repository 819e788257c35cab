export {
  type ApertureCorrection,
  CORRECTED_SOURCES,
  type CorrectedSources,
  type CorrectionSettings,
} from './aperture-correction.js'
export {
  type ApertureMeasurement,
  type ApertureOptions,
  type Concentration,
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  measureAperture,
} from './apertures.js'
export { type Calibration, type CalibrationWords, calibrationsOf } from './calibration.js'
export { EXTINCTION, extinctionIn, transmission, transmissionIn } from './extinction.js'
export { extinctionAt } from './extinction-law.js'
export {
  FIDUCIAL_SCALE_ARCSEC,
  FIDUCIALS,
  type Fiducial,
  MCI_RADII_PX,
} from './fiducial-cluster.js'
export {
  type FieldBand,
  type FieldPhotometry,
  type MeasuredBand,
  measureField,
  trialOf,
} from './field-photometry.js'
export {
  PHOTOMETRY_FLAGS,
  type PhotometryFlagName,
  photometryFlag,
  photometryFlagNames,
} from './flags.js'
export { fullWidth, halfLightRadius, LIGHT_RADIUS_PX } from './half-light.js'
export {
  type HeaderZeroPoints,
  headerZeroPoints,
  type PhotometricHeader,
} from './header-zero-points.js'
export {
  type ApertureSettings,
  type BandPhotometry,
  measureSources,
  type Places,
} from './measure-sources.js'
export type {
  MciStars,
  MultiScale,
  MultiScaleConcentration,
} from './multi-scale-concentration.js'
export { type NoiseCorrelation, noiseCorrelation, type Windowed } from './noise-correlation.js'
export { LARGEST_ERROR_MAG, photometryColumns } from './photometry-table.js'
export { NOISE_MODELS, type NoiseModel, type PhotometryWords } from './photometry-words.js'
export { centreOf, PROFILE_RADII_PX, radialProfile } from './profile.js'
export {
  annulusSky,
  SKY_ESTIMATORS,
  type SkyAnnulus,
  type SkyEstimate,
  type SkyEstimator,
} from './sky.js'
export { isV, vBand, vIndex } from './v-band.js'
export { type WindowedCentre, windowedCentre, windowRadius } from './windowed-centre.js'
export {
  apertureFlux,
  distanceModulusOf,
  fluxIn,
  fluxOf,
  magnitudeOf,
  zeroPoint,
} from './zero-points.js'
