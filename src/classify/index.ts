export type { Classification, Provenance } from './classification.js'
export { type Classified, type ClassifyInput, type ClassifyOptions, classify } from './classify.js'
export { type ClassifyJob, classifyField, classifyFiles, type FinishedJob } from './run.js'
export { parseShard, type Shard, shardOf } from './shard.js'
