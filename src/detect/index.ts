export { Background, type BackgroundOptions, measureBackground } from './background.js'
export {
  DETECTION_DEFAULTS,
  type DetectedSource,
  type DetectionOptions,
  detectSources,
} from './detect-sources.js'
export type { Isophote, SourcePixels } from './isophote.js'
export type { Mesh } from './mesh.js'
export type { CellRule } from './mesh-cell.js'
export { type PixelRows, rowsInMemory } from './pixel-rows.js'
export { type BandToDetect, COMBINATIONS, type Combination } from './significance.js'
