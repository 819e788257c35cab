export { cancelJob, isCancelled, resumeJob } from './cancel.js'
export { beginJob, type Job, openJob, type Plan, pieceName, rowsOfPiece, writeJob } from './job.js'
export { checkInputs, refuseOtherFiles } from './job-input.js'
export { type JobStatus, jobStatus, piecesToDo } from './job-status.js'
export { logLine, logPath } from './piece-log.js'
export { taskNumber } from './piece-number.js'
export { type PieceState, pieceStates, resultFolder } from './piece-states.js'
export { checkProgram } from './program.js'
export {
  type QueueWorkerOptions,
  queueJob,
  type SetAside,
  setAside,
  withoutPassword,
  workFromQueue,
} from './queue.js'
export {
  cancelSubmitted,
  engineAsked,
  type SubmitOptions,
  type Submitted,
  submitJob,
} from './submit.js'
export { type PieceWork, workPiece } from './work.js'
export { runWorkers, untilStopped, type Workers } from './workers.js'
