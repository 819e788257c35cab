/** `simulate` in pieces: a piece is a field. */
import { constants } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { type Job, type PieceWork, type Plan, resultFolder } from '../jobs/index.js'
import { type SimulateOptions, simulate } from '../verbs/index.js'

type Request = Omit<SimulateOptions, 'out' | 'only' | 'onNote' | 'onProgress' | 'strict'>

/** There are as many pieces as fields: none can be cut. */
export function planSimulate(options: Omit<SimulateOptions, 'out'>): Plan {
  const { onNote: _, onProgress: __, strict: ___, only: ____, ...request } = options
  const nPieces = options.fields ?? 1
  return { verb: 'simulate', request: request satisfies Request, inputs: [], nPieces, shared: {} }
}

export function simulateWork(
  job: Job,
  hooks: Pick<SimulateOptions, 'onNote' | 'onProgress'>,
): PieceWork {
  const request = job.request as Request
  return {
    resumes: false,
    async work(piece, into) {
      await simulate({ ...request, ...hooks, out: into, only: piece })
    },
  }
}

/** Copies the fields. A disk that can share blocks between files copies nothing. */
export async function mergeSimulated(
  job: Job,
  out: string,
  pieces: readonly number[],
): Promise<string[]> {
  for (const piece of pieces) {
    await cp(resultFolder(job, piece), out, { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
  const { seed } = job.request as Request
  return pieces.map((piece) => join(out, `sim${seed}-${piece + 1}`))
}
