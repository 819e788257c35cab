export {
  type CutDataset,
  type CutoutsJob,
  cutDataset,
  type FieldInput,
} from './cut-dataset.js'
export { type DatasetFacts, type FieldStamps, writeDataset } from './dataset.js'
export { layoutOfDataset } from './dataset-header.js'
export { type DatasetObjects, objectsOf } from './dataset-objects.js'
export { fillWithMedian } from './fill.js'
export { type FitsMosaic, openMosaic } from './fits-mosaic.js'
export { type LabelSource, SOFT_LABELS } from './labels.js'
export type { Mosaic, MosaicSet } from './mosaic.js'
export { type FitsMosaicSet, openMosaics } from './mosaic-set.js'
export { FieldNoise, measuredStep } from './noise.js'
export {
  NORMALISATION_FORMULAS,
  NORMALISATIONS,
  type Normalisation,
  normalisationText,
  normaliseStamps,
} from './normalise.js'
export { fittedNormalisation } from './normalise-fit.js'
export { checkPositions, type PlacedWindows, placeWindows } from './placement.js'
export { type StampPreparation, type StampRecipe, stampPreparation } from './prepare.js'
export { Resampler } from './resample.js'
export { RESAMPLINGS, type Resampling } from './resample-taps.js'
export { placeGroups } from './same-place.js'
export { skyNotes } from './sky-offset.js'
export { splitByField, splitByNamedFields } from './split-fields.js'
export { checkLeakage } from './split-leakage.js'
export { splitByObject } from './split-objects.js'
export type { Sets, Shares } from './split-sets.js'
export { StampCutter } from './stamp-cutter.js'
export { checkLayout, isSameScale, type StampLayout } from './stamp-layout.js'
export { placesOf, turned } from './symmetry.js'
export {
  type SourcePosition,
  type StampWindow,
  stampWindow,
  WINDOW_RULES,
  type WindowRule,
} from './window.js'
