export { type AdaptOptions, adapt } from './adapt.js'
export {
  type ClassifyOptions,
  checkOutputs,
  classify,
  writeClasses,
  writePage,
} from './classify.js'
export { completeness, fromJson, tellFacts, toJson } from './completeness.js'
export {
  type CompletenessOptions,
  type InjectionWords,
  injectionWords,
} from './completeness-options.js'
export {
  type Converted,
  type ConvertOptions,
  convert,
  type ImagePacking,
  PACKINGS,
} from './convert.js'
export {
  askedFields,
  type CutoutsOptions,
  cutouts,
  cuttingOf,
  type FieldFiles,
  type NamedFiles,
  withFieldsToCut,
} from './cutouts.js'
export { type DemoOptions, demo } from './demo.js'
export {
  describeFile,
  type FileDescription,
  type HduDescription,
  type MemberDescription,
} from './describe-file.js'
export { type Detected, type DetectOptions, type DetectWords, detect } from './detect.js'
export { type DeviceDiagnosis, type Diagnosis, type DoctorOptions, doctor } from './doctor.js'
export { type EvaluateOptions, evaluate, type FinishedEvaluation } from './evaluate.js'
export { runExperiment } from './experiment.js'
export { type Explained, type ExplainOptions, explain } from './explain.js'
export {
  type FoundCatalogue,
  foundCatalogue,
  hasCatalog,
  refuseCatalogWords,
  tableOfFound,
} from './found-table.js'
export { addGallery, type GalleryOptions } from './gallery.js'
export { type Labelling, type LabelOptions, label } from './label.js'
export { type ExportedLabels, type ExportLabelsOptions, exportLabels } from './label-export.js'
export { type ImportedLabels, type ImportLabelsOptions, importLabels } from './label-import.js'
export { defaultLabels } from './labels-in.js'

export { type Measured, type MeasureOptions, measure, withPhotometry } from './measure.js'
export {
  isShippedName,
  modelFile,
  openModelAt,
  SHIPPED_MODEL,
  type ShippedName,
} from './model-path.js'
export {
  exportModel,
  type ImportModelOptions,
  importModel,
  modelInfo,
  type PulledWeights,
  type PullOptions,
  pull,
  weightsFile,
} from './models.js'
export { openField } from './open-field.js'
export { type OpenedInjections, openInjections } from './open-injections.js'
export { openTable, tableFiles, withStrips } from './open-table.js'
export { type PageOptions, page } from './page.js'
export { type DownloadHooks, filesOfField, imageFiles } from './published.js'

export { type ListedField, listFields, type PullFieldsOptions, pullFields } from './pull.js'
export { type QuantizeOptions, quantize } from './quantize.js'
export { type ReproduceOptions, reproduce } from './reproduce.js'
export { NETWORKS } from './reproduce-runs.js'
export { type FinishedScience, type ScienceOptions, science } from './science.js'
export { type SimulateOptions, simulate } from './simulate.js'
export { drawLearningCurves, train } from './train.js'
export { type DoneRounds, type MeasuredCompleteness, writeInjections } from './write-injections.js'
