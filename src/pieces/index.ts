export { failedPieces, inWorkers, type WorkersOptions, workInProcesses } from './in-workers.js'
export { type Merged, type MergeOptions, merge } from './merge.js'
export { type Planned, plan } from './plan.js'
export {
  type QueueWorkOptions,
  status,
  type WorkDone,
  type WorkOptions,
  work,
  workOnQueue,
} from './work.js'
