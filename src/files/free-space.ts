/** Whether a disk can take what is about to be written: better known before hours of work than after. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InputError } from '../errors.js'

/**
 * @param path of a file in a folder that is there
 * @param bytes that will be written
 * @throws InputError if the disk has less to give; not where it does not say
 * @example await checkFreeSpace('stamps.fits', 2880 + nStamps * 20480)
 */
export async function checkFreeSpace(path: string, bytes: number): Promise<void> {
  const disk = await statfs(dirname(path)).catch(() => undefined)
  if (!disk || disk.blocks === 0) return
  const free = disk.bavail * disk.bsize
  if (bytes <= free) return
  throw new InputError({
    what: 'not enough space on the disk',
    where: path,
    expected: `${megabytes(bytes)} MB`,
    got: `${megabytes(free)} MB`,
    remedy: 'free some space or write elsewhere',
  })
}

/** Of 10^6 bytes. */
function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}
