/**
 * Paths in the file of a job: from its folder, so that the job and its inputs can be moved
 * together; and as the user typed them, because outputs record their inputs in the user's words.
 */
import { relative, resolve } from 'node:path'
import type { Job } from '../jobs/index.js'

export interface JobPath {
  readonly typed: string
  /** From the folder of the job. */
  readonly path: string
}

export function jobPath(folder: string, typed: string): JobPath {
  return { typed, path: relative(folder, resolve(typed)) }
}

/** The path from here: as it was typed, if that is the same file from here. */
export function pathOf({ folder }: Job, { typed, path }: JobPath): string {
  const at = resolve(folder, path)
  return resolve(typed) === at ? typed : relative(process.cwd(), at)
}
