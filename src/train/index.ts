export { checkedClasses, readClasses } from './class-list.js'
export { discriminants } from './discriminants.js'
export { type ExperimentOptions, type FinishedExperiment, runPlan } from './experiment.js'
export { resultsMarkdown } from './experiment-results.js'
export { centres, type GalleryChoice, modelWithGallery } from './gallery.js'
export { noveltiesOf } from './novelty-fit.js'
export {
  type RecipePart,
  type RunSettings,
  readRecipe,
  settled,
  type TrainHooks,
  type TrainOptions,
} from './options.js'
export { placeError, placeMembers, trainOneMember } from './pieces.js'
export { type Cell, cellsOf, checkedPlan, type Plan, readPlan } from './plan.js'
export { prepare } from './prepare.js'
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
export { preparerOf } from './stamps.js'
export { beforeAndAfter, refuseSurer, type Steadiness, steadinessOf } from './steadiness.js'
export { type FinishedRun, trainRun, trainSettled } from './train.js'
