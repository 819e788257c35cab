export { columnOfFile, type NamedColumn, namedColumn } from './class-column.js'
export type { ColumnComparison, SlopeDifference } from './column-comparison.js'
export { type CommonCandidates, countOf, labelsOf, type Sample } from './common-candidates.js'
export { BIN_DEX, BIN_MAG, binnedCounts, type CountBin, fittedLine } from './counts.js'
export { type DistributionDifference, type DistributionTests, valuesOf } from './distributions.js'
export { type AskedRanges, askedRange, type FitRange, powerText } from './fit-ranges.js'
export { HYGIENE, type HygieneCounts, hygieneCounts, hygieneText } from './hygiene.js'
export { MAGNITUDE_SYSTEMS, type MagnitudeSystem, type MagnitudeWord } from './magnitudes.js'
export {
  type ColumnNames,
  colourLabel,
  filterIn,
  MEASURE_NAMES,
  type Measurements,
  type MeasureName,
  type Quantity,
} from './measurements.js'
export { type CompletenessRun, comparePairing, completenessRun } from './pairing.js'
export type { PowerLaw } from './power-law.js'
export {
  type CommonCandidatesInput,
  type JoinedColumn,
  readCommonCandidates,
} from './read-candidates.js'
export { type Science, scienceOf } from './science.js'
export {
  FEWEST,
  luminosityWithin,
  type SlopeFit,
  type SlopeFunction,
  slopeOfDrawn,
} from './slopes.js'
export { scienceTables } from './tables.js'
export { signed, type Verdict } from './verdict.js'
