export { type DeviceDiagnosis, type Diagnosis, type DoctorOptions, doctor } from './doctor.js'
export { type EvaluateOptions, evaluate, type FinishedEvaluation } from './evaluate.js'
export { type PulledWeights, type PullOptions, pull, weightsFile } from './pull.js'
export { type FinishedScience, type ScienceOptions, science } from './science.js'
