export { Background, type BackgroundOptions, measureBackground } from './background.js'
export { candidateTable } from './candidate-table.js'
export { type Centred, centred } from './centred.js'
export {
  CUT_NAMES,
  CUT_PRESETS,
  type CutPreset,
  type Cuts,
  type CutWords,
  cutColumns,
  PASSES_ALL,
} from './cuts.js'
export {
  DETECTION_DEFAULTS,
  type DetectedSource,
  type DetectionOptions,
  detectSources,
} from './detect-sources.js'
export {
  type Candidates,
  FIND_DEFAULTS,
  type FindWords,
  findCandidates,
} from './find-candidates.js'
export type { Isophote, SourcePixels } from './isophote.js'
export { isInside, MCI_REGION, type MciCorner } from './mci-region.js'
export type { Mesh } from './mesh.js'
export { CELL_RULES, type CellRule } from './mesh-cell.js'
export { type PixelRows, rowsInMemory } from './pixel-rows.js'
export { Segmentation } from './segmentation.js'
export { type BandToDetect, COMBINATIONS, type Combination } from './significance.js'
export {
  DETECTION_FLAGS,
  type DetectionFlagName,
  detectionFlag,
  detectionFlagNames,
} from './source-flags.js'
export { sourceRegions } from './source-regions.js'
