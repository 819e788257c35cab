export {
  type AgreementBin,
  type AgreementOfPeople,
  agreementByMagnitude,
  agreementOf,
  classesBy,
  classesTogether,
  disputed,
  type NamedComparison,
  TOGETHER,
} from './agreement.js'
export { type Comparison, comparisonOf } from './comparison.js'
export { type LabelEvent, type LabelledObject, labelEvent, personName } from './label-event.js'
export {
  classesSaid,
  type LabelledCatalogue,
  type LabelledRows,
  type LabelledSource,
  type LabelledSources,
  labelledRows,
  labelledSources,
} from './labelled-sources.js'
export type { Places } from './object-places.js'
export { type Answer, type Settlement, type Standing, standing } from './standing.js'
export { type Tally, tallyOf } from './tally.js'
export { cataloguedVotes, isTest, type VotesTable, votesTable } from './votes-table.js'
