export { batchesInEpoch, batchOf, orderOf, type Sampling, shuffled } from './batches.js'
export { BEST, type Position, readCheckpoint } from './checkpoint.js'
export { openEvaluator, scoreOf } from './evaluator.js'
export {
  type Examples,
  type LabelledStamps,
  pictureOf,
  readRange,
  stampExamples,
} from './examples.js'
export { firstDifference } from './identity.js'
export { LAST, type TrainingOutcome, train } from './loop.js'
export { METRICS_COLUMNS } from './metrics.js'
export type { FrozenStages, Score, TrainingEvent, TrainingJob } from './options.js'
export { exampleShape, openPhase, phasesOf } from './phases.js'
export { settledNorms } from './settled-norms.js'
export { CHECKPOINT } from './state.js'
export { type LossOptions, softTargetsOf, targetsOf } from './targets.js'
export { featureBytes, openTrunk, type Trunk } from './trunk.js'
export {
  AS_IT_IS,
  type Augmentation,
  drawVariations,
  symmetriesOf,
  type Variation,
  vary,
} from './variation.js'
