/**
 * Paths that lead into archives, as if they were folders: `mosaics.tar.gz/ngc1566/a_drc.fits`. What
 * is on the disk under such a path comes first.
 */
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A path in a file. */
export interface InnerPath {
  /** The file on the disk. */
  readonly file: string
  /** What follows, e.g. `ngc1566/a_drc.fits`. */
  readonly inner: string
}

/**
 * The part of a path that is a file on the disk, and the part in it.
 *
 * @returns undefined if the path itself exists, or no part of it is a file
 */
export async function innerPath(path: string): Promise<InnerPath | undefined> {
  let file = path
  let inner = ''
  for (;;) {
    const found = await stat(file).catch(() => undefined)
    if (found) return found.isFile() && inner ? { file, inner } : undefined
    const up = dirname(file)
    if (up === file) return undefined
    inner = inner ? `${basename(file)}/${inner}` : basename(file)
    file = up
  }
}

/** The file on the disk that holds what a path names; the path itself where that is a file. */
export async function fileOnDisk(path: string): Promise<string> {
  return (await innerPath(path))?.file ?? path
}

/** The one path of what has several, through links and into archives. */
export async function truePath(path: string): Promise<string> {
  const within = await innerPath(path)
  const found = (file: string) => realpath(file).catch(() => file)
  return within ? join(await found(within.file), within.inner) : found(path)
}
