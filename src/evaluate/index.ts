export { baselinePredictions, FEATURES, photometricFeatures } from './baseline.js'
export { type AccuracyBin, accuracyInBins, quantileEdges, steppedEdges } from './binned-accuracy.js'
export {
  type Calibration,
  calibrationOf,
  type Reliability,
  type ReliabilityBin,
  reliability,
} from './calibration.js'
export { type Classified, predictionsOf, type ReadingOptions, truthOf } from './classified.js'
export { type Comparison, compareFields, type FieldJoin } from './comparison.js'
export {
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  cohensKappa,
  confusionMatrix,
  f1Scores,
  precisions,
  recalls,
  twoClassMatrix,
} from './confusion-matrix.js'
export { type Duel, type DuelResult, duelOf } from './duel.js'
export {
  type Evaluation,
  type EvaluationInput,
  type EvaluationOptions,
  evaluate,
} from './evaluate.js'
export { type FieldPair, pairFields } from './fields.js'
export { type FieldVotes, type HumanAgreement, humanAgreement } from './human-agreement.js'
export { type Join, type JoinOptions, joinRows } from './join.js'
export type { Radius } from './match-positions.js'
export { FEWEST_OBJECTS, type Measure, type Measures, measuresOf } from './measures.js'
export { peopleVotes } from './people-votes.js'
export { resultTables } from './result-tables.js'
export { probabilitiesFrom, type ScoreArray } from './score-columns.js'
export { isStarcnetCsv } from './starcnet-files.js'
export { type BinnedValues, type Subject, subjectOf } from './subject.js'
export { type ThresholdSample, thresholdSamples } from './thresholds.js'
export { votesFromMean } from './votes-from-mean.js'
