/** How far a job is: for people, for `merge`, and for submitting again what failed. */
import { isCancelled } from './cancel.js'
import type { Job } from './job.js'
import { type PieceState, pieceStates } from './piece-states.js'

export interface JobStatus {
  readonly verb: string
  readonly nPieces: number
  readonly nDone: number
  readonly running: readonly { piece: number; host: string; pid: number }[]
  readonly failed: readonly { piece: number; error: string }[]
  /** Pieces whose worker was killed, or ran out of time. */
  readonly left: readonly number[]
  readonly nWaiting: number
  readonly isCancelled: boolean
  /** Pieces per hour, from the times at which the last ones were done; null before the second. */
  readonly piecesPerHour: number | null
  readonly secondsLeft: number | null
}

/** The rate is that of the last pieces: machines may have joined or left. */
const LAST_PIECES = 50

export async function jobStatus(job: Job): Promise<JobStatus> {
  const states = await pieceStates(job)
  const numbered = states.map((state, piece) => ({ ...state, piece }))
  const times = states.flatMap((state) => (state.kind === 'done' ? [state.doneMs] : []))
  const piecesPerHour = rateOf(times)
  const nToDo = states.length - times.length
  return {
    ...{ verb: job.verb, nPieces: job.nPieces, nDone: times.length },
    running: numbered.flatMap((state) =>
      state.kind === 'running'
        ? [{ piece: state.piece, host: state.mark?.host ?? 'unknown', pid: state.mark?.pid ?? 0 }]
        : [],
    ),
    failed: numbered.flatMap((state) =>
      state.kind === 'failed' ? [{ piece: state.piece, error: state.error }] : [],
    ),
    left: numbered.flatMap(({ kind, piece }) => (kind === 'left' ? [piece] : [])),
    nWaiting: states.filter(({ kind }) => kind === 'waiting').length,
    isCancelled: await isCancelled(job),
    piecesPerHour,
    secondsLeft: piecesPerHour === null ? null : Math.round((3600 * nToDo) / piecesPerHour),
  }
}

function rateOf(timesMs: readonly number[]): number | null {
  const last = [...timesMs].sort((a, b) => a - b).slice(-LAST_PIECES)
  const hours = (last[last.length - 1] - last[0]) / 3_600_000
  return last.length > 1 && hours > 0 ? (last.length - 1) / hours : null
}

/** Pieces that are not done, and on which nobody works. */
export async function piecesToDo(job: Job): Promise<number[]> {
  const states: PieceState[] = await pieceStates(job)
  return states.flatMap(({ kind }, piece) => (kind === 'done' || kind === 'running' ? [] : [piece]))
}
