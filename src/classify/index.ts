export { bandNotes, emptyBandDoubt } from './band-notes.js'
export type { Classification, Provenance, Seconds } from './classification.js'
export { graphsOf, unclassifiedTable } from './classified-table.js'
export {
  answersTo,
  type ClassifyInput,
  classifyCandidates,
  type FieldRemarks,
  fieldRemarks,
  joinedClassification,
  type NetworkUse,
  openedFor,
  remarksOn,
} from './classify-candidates.js'
export {
  type Answers,
  BATCH,
  meanAnswers,
  missingBands,
  WORTH_COPIES,
} from './networks.js'
export { noiseRanks, unlikeDoubt } from './noise-doubt.js'
export { opinionsOf } from './opinions.js'
export { cardTemperature, type Orientations, SYMMETRIES } from './orientations.js'
export { checkPrefix } from './prefix.js'
export { parseShard, type Shard, shardOf } from './shard.js'
export { type ModelStamps, modelWindow, stampsFor } from './stamps.js'
export { type ClassificationSummary, doubtfulMajority, summaryOf } from './summary.js'
