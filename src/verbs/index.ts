export { type ClassifyOptions, classify } from './classify.js'
export {
  type Converted,
  type ConvertOptions,
  convert,
  type ImagePacking,
  PACKINGS,
} from './convert.js'
export { type CutoutsOptions, cutouts, type FieldFiles } from './cutouts.js'
export { type DemoOptions, demo } from './demo.js'
export {
  describeFile,
  type FileDescription,
  type HduDescription,
  type MemberDescription,
} from './describe-file.js'
export { type DeviceDiagnosis, type Diagnosis, type DoctorOptions, doctor } from './doctor.js'
export { type EvaluateOptions, evaluate, type FinishedEvaluation } from './evaluate.js'
export { runExperiment } from './experiment.js'
export { type Labelling, type LabelOptions, label } from './label.js'
export { type ExportedLabels, type ExportLabelsOptions, exportLabels } from './label-export.js'
export { type ImportedLabels, type ImportLabelsOptions, importLabels } from './label-import.js'
export { defaultLabels } from './labels-in.js'
export { type Merged, type MergeOptions, merge } from './merge.js'

export { modelFile, openModelAt, SHIPPED_MODEL } from './model-path.js'
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
export { type PageOptions, page } from './page.js'
export { type Planned, plan } from './plan.js'

export { type ListedField, listFields, type PullFieldsOptions, pullFields } from './pull.js'
export { type QuantizeOptions, quantize } from './quantize.js'
export { type ReproduceOptions, reproduce } from './reproduce.js'
export { NETWORKS } from './reproduce-runs.js'
export { type FinishedScience, type ScienceOptions, science } from './science.js'
export { type SimulateOptions, simulate } from './simulate.js'
export { train } from './train.js'
export {
  type QueueWorkOptions,
  status,
  type WorkDone,
  type WorkOptions,
  work,
  workOnQueue,
} from './work.js'
