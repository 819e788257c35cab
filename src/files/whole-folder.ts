/**
 * A folder that a function fills, whole or not at all. Where several processes make the same
 * folder, the first one wins: the others throw their own away.
 */
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writingError } from './system-errors.js'
import { begin, end, sweepAbandoned, temporaryPath } from './unfinished.js'

/**
 * Fills a folder under a temporary name, and gives it its name.
 *
 * @returns false if another process has made the folder meanwhile; then that one stays
 * @throws InputError if the folder cannot be made; also what `fill` throws
 * @example await writeFolder('done/000012', (into) => writeAtomically(`${into}/a.bin`, fill))
 */
export async function writeFolder(
  folder: string,
  fill: (into: string) => Promise<void>,
): Promise<boolean> {
  await sweepAbandoned(dirname(folder))
  const temporary = temporaryPath(folder)
  begin(temporary)
  try {
    await mkdir(temporary, { recursive: true }).catch((error) => {
      throw writingError(folder, error)
    })
    await fill(temporary)
    return await takesName(temporary, folder)
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    end(temporary)
  }
}

/** A folder with files is never replaced: `rename` refuses. */
export async function takesName(temporary: string, folder: string): Promise<boolean> {
  return rename(temporary, folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw writingError(folder, error)
      return false
    },
  )
}
