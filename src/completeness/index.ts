export {
  type Curve,
  clusterCurve,
  completenessTable,
  curvesOf,
  type MagnitudeBin,
  sharesOf,
} from './completeness-table.js'
export {
  COMPLETENESS_DEFAULTS,
  type CompletenessWords,
  checkWords,
  PLACES,
  type PlacesWord,
  settingsOf,
} from './completeness-words.js'
export {
  type CorrectedLuminosity,
  correctedLuminosity,
  correctedTable,
  keptBins,
  rangeText,
  refuseOtherFilter,
} from './corrected-luminosity.js'
export { drawRound, magnitudesOf, type Rounds, refuseNoPlace, roundsOf } from './draw-round.js'
export { type FieldFacts, fieldFacts, paintBands } from './field-facts.js'
export { type InjectedKind, type Injection, isFound, isKept, type Outcome } from './injection.js'
export { injectionsTable } from './injections-table.js'
export {
  limitsTable,
  type MagnitudeLimit,
  magnitudeLimits,
  type Purity,
  type PuritySample,
  purityOf,
  purityTable,
  recommended,
} from './recommended-cuts.js'
export { fatesOf, type RoundField, roundField, runRound } from './run-round.js'
export { measuredShape, starPsf } from './star-psf.js'
