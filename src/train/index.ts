export { checkedClasses, readClasses } from './class-list.js'
export { type ExperimentOptions, type FinishedExperiment, runPlan } from './experiment.js'
export { resultsMarkdown } from './experiment-results.js'
export {
  type RecipePart,
  type RunSettings,
  readRecipe,
  type TrainHooks,
  type TrainOptions,
} from './options.js'
export { type Cell, cellsOf, checkedPlan, type Plan, readPlan } from './plan.js'
export { PRESETS, presetNamed } from './presets.js'
export {
  DEFAULT_RECIPE,
  mergedRecipe,
  type Recipe,
  type RecipeOverrides,
  recipe,
  recipeOverrides,
} from './recipe.js'
export { duration, meanAndDeviation, type RunResult, type SetResult } from './result.js'
export { type FinishedRun, trainRun } from './train.js'
