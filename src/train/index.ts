export { type HumanPairs, humanPairs } from './agreement.js'
export { type ExperimentOptions, type FinishedExperiment, runPlan } from './experiment.js'
export {
  type CellResult,
  type CellScores,
  resultsCsv,
  resultsMarkdown,
  type Spread,
} from './experiment-results.js'
export type { RunSettings, TrainHooks, TrainOptions } from './options.js'
export { type Cell, cellsOf, checkedPlan, type Plan, readPlan } from './plan.js'
export { PRESETS, presetNamed } from './presets.js'
export { type RecipePart, readRecipe } from './read-recipe.js'
export {
  DEFAULT_RECIPE,
  mergedRecipe,
  type Recipe,
  type RecipeOverrides,
  recipe,
  recipeOverrides,
} from './recipe.js'
export type { RunResult, SetResult } from './result.js'
export { duration, meanAndDeviation } from './summary.js'
export { type FinishedRun, trainRun } from './train.js'
