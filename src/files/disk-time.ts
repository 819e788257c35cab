/**
 * What time a disk thinks it is. Clocks of machines that share a disk may be hours apart. So the age
 * of a file is never taken from a clock: a file is written beside it, and the two times that the
 * disk gave are compared.
 */
import { randomBytes } from 'node:crypto'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writingError } from './system-errors.js'

/**
 * The time that the disk gives to a file that is written now, ms.
 *
 * @param folder that can be written
 * @throws InputError if it cannot
 */
export async function timeOfDisk(folder: string): Promise<number> {
  const probe = join(folder, `.now-${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(probe, '')
    return (await stat(probe)).mtimeMs
  } catch (error) {
    throw writingError(probe, error)
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}
