export type { Tile } from './mosaic.js'
export {
  ELECTRONS_PER_SECOND,
  type FitsMosaic,
  type Mosaic,
  type MosaicSet,
  openMosaic,
  plainUnit,
  unitOfDataset,
} from './mosaic.js'
export { type FitsMosaicSet, openMosaics } from './mosaic-set.js'
export { FieldNoise, fillWithMedian, measuredStep } from './noise.js'
export {
  NORMALISATION_FORMULAS,
  NORMALISATIONS,
  type Normalisation,
  normalisationText,
  normaliseStamps,
} from './normalise.js'
export { fittedNormalisation } from './normalise-fit.js'
export { checkPositions, type PlacedWindows, placeWindows, skyNotes } from './placement.js'
export { type StampPreparation, type StampRecipe, stampPreparation } from './prepare.js'
export { RESAMPLINGS, Resampler, type Resampling } from './resample.js'
export { StampCutter } from './stamp-cutter.js'
export {
  checkLayout,
  isSameScale,
  type SourcePosition,
  type StampLayout,
  type StampWindow,
  stampWindow,
  WINDOW_RULES,
  type WindowRule,
} from './stamp-layout.js'
export { placesOf, turned } from './symmetry.js'
