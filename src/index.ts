/**
 * The front door: each verb of the command line is one function with one options object, in the
 * same words. The parts stand in namespaces. `fits`, `wcs` and `nn` can also be imported alone,
 * from `starsift/fits`, `starsift/wcs` and `starsift/nn`. docs/reference/library.md has a program
 * for each verb.
 */
export * as archives from './archives/index.js'
export * as bytes from './bytes/index.js'
export * as catalog from './catalog/index.js'
export * as classification from './classify/index.js'
export * as completenessParts from './completeness/index.js'
export * as containers from './containers/index.js'
export * as mosaics from './cutouts/index.js'
export * as datasets from './datasets/index.js'
export * as detection from './detect/index.js'
export { CommandError, InputError, type Problem } from './errors.js'
export * as evaluation from './evaluate/index.js'
export * as explanation from './explanation/index.js'
export * as figures from './figures/index.js'
export * as files from './files/index.js'
export * as fits from './fits/index.js'
export * as labels from './labels/index.js'
export * as light from './light/index.js'
export * as loop from './loop/index.js'
export * as models from './models/index.js'
export * as nn from './nn/index.js'
export * as photometry from './photometry/index.js'
export {
  inWorkers,
  type Merged,
  type MergeOptions,
  merge,
  type Planned,
  plan,
  type QueueWorkOptions,
  status,
  type WorkDone,
  type WorkersOptions,
  type WorkOptions,
  work,
  workOnQueue,
} from './pieces/index.js'
export * as populations from './populations/index.js'
export { Random } from './random.js'
export * as analysis from './science/index.js'
export { SOFTWARE } from './software.js'
export * as statistics from './statistics/index.js'
export * as tables from './tables/index.js'
export type {
  ExperimentOptions,
  FinishedExperiment,
  FinishedRun,
  Plan,
  Recipe,
  RecipeOverrides,
  TrainOptions,
} from './train/index.js'
export * as trees from './trees/index.js'
export {
  type AdaptOptions,
  adapt,
  addGallery,
  type ClassifyOptions,
  type CompletenessOptions,
  type Converted,
  type ConvertOptions,
  type CutoutsOptions,
  classify,
  completeness,
  convert,
  cutouts,
  type DemoOptions,
  type Detected,
  type DetectOptions,
  type Diagnosis,
  type DoctorOptions,
  demo,
  detect,
  doctor,
  type EvaluateOptions,
  type Explained,
  type ExplainOptions,
  type ExportedLabels,
  type ExportLabelsOptions,
  evaluate,
  explain,
  exportLabels,
  exportModel,
  type FinishedEvaluation,
  type FinishedScience,
  type GalleryOptions,
  type ImportedLabels,
  type ImportLabelsOptions,
  type ImportModelOptions,
  importLabels,
  importModel,
  type Labelling,
  type LabelOptions,
  type ListedField,
  label,
  listFields,
  type Measured,
  type MeasureOptions,
  measure,
  modelInfo,
  type PullFieldsOptions,
  type PullOptions,
  pull,
  pullFields,
  type ReproduceOptions,
  reproduce,
  runExperiment,
  type ScienceOptions,
  type SimulateOptions,
  science,
  simulate,
  train,
} from './verbs/index.js'
export * as viewing from './viewing/index.js'
export * as votes from './votes/index.js'
export * as wcs from './wcs/index.js'
export * as weights from './weights/index.js'
