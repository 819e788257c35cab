export { baselinePredictions, FEATURES, photometricFeatures } from './baseline.js'
export { type AccuracyBin, accuracyInBins, quantileEdges } from './binned-accuracy.js'
export {
  type Calibration,
  calibrationOf,
  type Reliability,
  type ReliabilityBin,
  reliability,
  type ThresholdSample,
  thresholdSamples,
} from './calibration.js'
export { chosenClasses, type TableToRead } from './class-choice.js'
export type { SetCoverage, SetsMeasured } from './class-sets.js'
export {
  type Classified,
  isStarcnetCsv,
  predictionsOf,
  type ReadingOptions,
  truthOf,
} from './classified.js'
export type { ComparedObjects, FieldJoin } from './compared-objects.js'
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
  evaluationOf,
  notesOf,
} from './evaluation.js'
export { type Join, type JoinOptions, joinRows } from './join.js'
export type { Radius } from './match-positions.js'
export { FEWEST_OBJECTS, type Measure, type Measures, measuresOf } from './measures.js'
export { type HumanAgreement, humanAgreement } from './people.js'
export { positionsOf } from './positions.js'
export { resultTables } from './result-tables.js'
export { probabilitiesFrom, type ScoreArray } from './score-columns.js'
export type { BinnedValues, Duel, DuelResult, Subject } from './subject.js'
export {
  type FieldVotes,
  type ObjectVotes,
  peopleVotes,
  twoClassVotes,
  votesFromMean,
} from './votes.js'
export { type VotesCalibration, votesCalibration } from './votes-calibration.js'
