export { batchesInEpoch, batchOf, orderOf, type Sampling, shuffled } from './batches.js'
export { type Position, readCheckpoint } from './checkpoint.js'
export { type Dataset, type DatasetOptions, readDatasets } from './dataset.js'
export { type Examples, stampExamples } from './examples.js'
export {
  type ExperimentOptions,
  type FinishedExperiment,
  runExperiment,
} from './experiment.js'
export {
  type CellResult,
  type CellScores,
  resultsCsv,
  resultsMarkdown,
  type Spread,
} from './experiment-results.js'
export type { SetResult } from './held-out.js'
export { type HumanPairs, humanPairs } from './human-pairs.js'
export type { FrozenStages, Score, TrainingEvent, TrainingJob } from './job.js'
export { type LabelSource, type TableLabels, tableLabels } from './label-source.js'
export type { LabelledStamps } from './labelled-stamps.js'
export type { Result } from './member.js'
export { METRICS_COLUMNS } from './metrics.js'
export { type Cell, cellsOf, type Plan, readPlan } from './plan.js'
export type { RunJob } from './prepared-run.js'
export { PRESETS, presetNamed } from './presets.js'
export { type RecipeRequest, readRecipe } from './read-recipe.js'
export {
  DEFAULT_RECIPE,
  mergedRecipe,
  type Recipe,
  type RecipeOverrides,
  recipe,
  recipeOverrides,
} from './recipe.js'
export { duration, meanAndDeviation } from './run-summary.js'
export { settledNorms } from './settled-norms.js'
export { type LossOptions, softTargetsOf, targetsOf } from './targets.js'
export { type TrainingOutcome, train } from './train.js'
export { type FinishedRun, type RunOptions, trainRun } from './training-run.js'
export {
  AS_IT_IS,
  type Augmentation,
  drawVariations,
  symmetriesOf,
  type Variation,
  vary,
} from './variation.js'
export { parsedYaml } from './yaml-file.js'
