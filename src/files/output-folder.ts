/** Folders for output, looked at before the work and not after it. */
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import { checkWritable } from './atomic-write.js'

/**
 * Finds out whether a folder can be made and written; makes nothing.
 *
 * @throws InputError if it cannot
 */
export async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined)
  if (!found) return checkFolder(dirname(dir))
  if (found.isDirectory()) return checkWritable(join(dir, 'output'), dir)
  throw new InputError({
    what: 'a file, where a folder is to be',
    where: dir,
    remedy: 'give the name of another folder',
  })
}
