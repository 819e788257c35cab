export { baselinePredictions, FEATURES, photometricFeatures } from './baseline.js'
export { type AccuracyBin, accuracyInBins, quantileEdges, steppedEdges } from './binned-accuracy.js'
export {
  type Calibration,
  calibrationOf,
  type Reliability,
  type ReliabilityBin,
  reliability,
  type ThresholdSample,
  thresholdSamples,
} from './calibration.js'
export {
  type Classified,
  isStarcnetCsv,
  predictionsOf,
  type ReadingOptions,
  truthOf,
} from './classified.js'
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
export {
  type Evaluation,
  type EvaluationInput,
  type EvaluationOptions,
  evaluate,
} from './evaluate.js'
export { type FieldPair, pairFields } from './fields.js'
export { type Join, type JoinOptions, joinRows } from './join.js'
export type { Radius } from './match-positions.js'
export { FEWEST_OBJECTS, type Measure, type Measures, measuresOf } from './measures.js'
export {
  type FieldVotes,
  type HumanAgreement,
  humanAgreement,
  peopleVotes,
  votesFromMean,
} from './people.js'
export { resultTables } from './result-tables.js'
export { probabilitiesFrom, type ScoreArray } from './score-columns.js'
export {
  type BinnedValues,
  type Duel,
  type DuelResult,
  duelOf,
  type Subject,
  subjectOf,
} from './subject.js'
