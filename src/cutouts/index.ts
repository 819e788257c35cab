export { EXPOSURE_KEYWORDS, PHOTFLAM_OF_DN } from './electrons.js'
export { candidatesOn } from './field-candidates.js'
export { type FitsMosaic, type MosaicOptions, openMosaic } from './fits-mosaic.js'
export { withGaps } from './gaps.js'
export type { Mosaic, MosaicSet, Tile } from './mosaic.js'
export { type FieldOptions, type FitsMosaicSet, openMosaics } from './mosaic-set.js'
export { FieldNoise, measuredStep } from './noise.js'
export {
  NORMALISATION_FORMULAS,
  NORMALISATIONS,
  type Normalisation,
  normalisationText,
} from './normalise.js'
export { fittedNormalisation } from './normalise-fit.js'
export { paddedWindow } from './padded-window.js'
export { type PlacedWindows, type Positions, placeWindows } from './placement.js'
export {
  inPlanes,
  type PlanesOfBands,
  type StampPreparation,
  type StampRecipe,
  stampPreparation,
} from './prepare.js'
export { RESAMPLINGS, Resampler, type Resampling } from './resample.js'
export { comparedWithSky } from './sky-offset.js'
export { StampCutter } from './stamp-cutter.js'
export { checkLayout, isSameScale, type StampLayout } from './stamp-layout.js'
export {
  type SourcePosition,
  type StampWindow,
  stampWindow,
  WINDOW_RULES,
  type WindowRule,
} from './stamp-window.js'
export { placesOf, turned } from './symmetry.js'
export { TileStrip } from './tile-strip.js'
export { ELECTRONS_PER_SECOND, plainUnit, unitOfDataset } from './unit.js'
