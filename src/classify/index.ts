export type { Classification, Provenance } from './classification.js'
export {
  type Classified,
  type ClassifyInput,
  type ClassifyOptions,
  classify,
} from './classify.js'
export {
  ENSEMBLE_FILE,
  type EnsembleManifest,
  ensembleManifest,
  MODEL_FILE,
  type OpenableModel,
  openModel,
} from './ensemble.js'
export {
  type Fit,
  fittedTemperature,
  negativeLogLikelihood,
  TEMPERATURES,
} from './ensemble-temperature.js'
export { ensembleScores, type VoteOptions } from './ensemble-votes.js'
export { type Orientations, temperatureFor } from './orientations.js'
export { type ClassifyJob, classifyField, classifyFiles, type FinishedJob } from './run.js'
export { parseShard, type Shard, shardOf } from './shard.js'
export { modelFile, SHIPPED_MODEL } from './shipped.js'
