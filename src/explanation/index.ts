export { type ExplainUse, explainRows } from './explain-rows.js'
export { explainedJson, explainedTable } from './explained-table.js'
export {
  bandNames,
  decisiveBands,
  type Explanations,
  type NearExample,
  type OcclusionMap,
  type Peak,
  type RowExplanation,
  type Said,
} from './explanation.js'
export type { PatchGrid } from './patches.js'
export { AGAINST_COLOR, FOR_COLOR, FULL_FALL, mapPicture, peaksOf } from './peaks.js'
export {
  examplePicture,
  inWords,
  picturesOf,
  type SaidPicture,
  type SentPicture,
  type ShownExplanation,
  shownExplanation,
} from './shown.js'
