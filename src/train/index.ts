export { type ExperimentOptions, type FinishedExperiment, runExperiment } from './experiment.js'
export {
  type CellResult,
  type CellScores,
  type HumanPairs,
  humanPairs,
  resultsCsv,
  resultsMarkdown,
  type Spread,
} from './experiment-results.js'
export type { SetResult } from './held-out.js'
export type { Result } from './member.js'
export { type Cell, cellsOf, type Plan, readPlan } from './plan.js'
export type { RunJob } from './prepared-run.js'
export { PRESETS, presetNamed, type RecipeRequest, readRecipe } from './read-recipe.js'
export {
  DEFAULT_RECIPE,
  mergedRecipe,
  type Recipe,
  type RecipeOverrides,
  recipe,
  recipeOverrides,
} from './recipe.js'
export { duration, meanAndDeviation } from './summary.js'
export { type FinishedRun, type RunOptions, trainRun } from './train.js'
export { parsedYaml } from './yaml-file.js'
