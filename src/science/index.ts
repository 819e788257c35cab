export { columnOfFile, type NamedColumn, namedColumn } from './class-column.js'
export type { Comparison, SlopeDifference } from './comparison.js'
export { BIN_DEX, BIN_MAG, binnedCounts, type CountBin, fittedLine } from './counts.js'
export { type DistributionDifference, type Tests, valuesOf } from './distributions.js'
export { type AskedRanges, askedRange, type FitRange, powerText } from './fit-ranges.js'
export {
  BANDS,
  type ColumnNames,
  colourLabel,
  MEASURES,
  type Measure,
  type Measurements,
  type Quantity,
} from './measurements.js'
export type { Population, Sample } from './population.js'
export { fitPowerLaw, type PowerLaw, shareBetween } from './power-law.js'
export { type JoinedColumn, type PopulationInput, readPopulation } from './read-population.js'
export { distanceModulusOf, type Science, scienceOf } from './science.js'
export { FEWEST, type SlopeFit, type SlopeFunction } from './slopes.js'
export { scienceTables } from './tables.js'
export { signed, type Verdict } from './verdict.js'
