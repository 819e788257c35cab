/** Stops a job: a file in its folder, which every worker looks for before it begins a piece. */
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { writeTextAtomically } from '../files/index.js'
import type { Job } from './job.js'

const FILE = 'cancelled'

/** No further piece is begun. */
export async function cancelJob({ folder }: Job): Promise<void> {
  await writeTextAtomically(join(folder, FILE), `${new Date().toISOString()}\n`)
}

/** Pieces may be begun again. */
export async function resumeJob({ folder }: Job): Promise<void> {
  await rm(join(folder, FILE), { force: true })
}

export async function isCancelled({ folder }: Job): Promise<boolean> {
  return access(join(folder, FILE)).then(
    () => true,
    () => false,
  )
}

/** @throws InputError if the job is cancelled */
export async function refuseCancelled(job: Job): Promise<void> {
  if (!(await isCancelled(job))) return
  throw new InputError({
    what: 'the job is cancelled',
    where: job.folder,
    remedy: `to go on, remove ${join(job.folder, FILE)} or submit the job again`,
  })
}
