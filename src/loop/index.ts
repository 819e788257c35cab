export {
  batchesInEpoch,
  batchesOf,
  type LossOptions,
  orderOf,
  type Sampling,
  softTargetsOf,
  targetsOf,
} from './batches.js'
export { BEST, CHECKPOINT, firstDifference, type Position, readCheckpoint } from './checkpoint.js'
export { openEvaluator, scoreOf } from './evaluator.js'
export {
  type Examples,
  inPieces,
  type LabelledStamps,
  pictureOf,
  stampExamples,
} from './examples.js'
export { LAST, type LoopOutcome, runLoop } from './loop.js'
export { METRICS_COLUMNS } from './metrics.js'
export type { FrozenStages, LoopOptions, Score, TrainingEvent } from './options.js'
export { exampleShape, openPhase, phasesOf } from './phases.js'
export { featureBytes, openTrunk, type Trunk } from './trunk.js'
export {
  AS_IT_IS,
  type Augmentation,
  drawVariations,
  symmetriesOf,
  type Variation,
} from './variation.js'
