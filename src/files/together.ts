/**
 * A folder of files that belong together, such as a page with its tables and figures: all of them
 * appear, or none. First every file is whole on the disk; then all get their names. A folder that
 * was not there is filled under a temporary name beside its place. In a folder that was there, each
 * file has a temporary name of its own, and the other files in it stay.
 */
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { behindLinks, type WrittenFile, writtenBeside } from './output.js'
import { writingError } from './system-errors.js'
import { begin, end, sweepAbandoned, temporaryPath } from './unfinished.js'

type Files = ReadonlyMap<string, Uint8Array>

/**
 * Writes files into a folder, which is made if it is not there.
 *
 * @param files bytes by name; a name may be of a folder in it (`figures/a.svg`). The last one is
 *   the last to appear.
 * @throws InputError if one of them cannot be written; then the folder is as it was
 * @example
 * await writeTogether('result', new Map([['table.csv', csv], ['index.html', page]]))
 */
export async function writeTogether(folder: string, files: Files): Promise<void> {
  const target = await behindLinks(folder).catch((error) => {
    throw writingError(folder, error)
  })
  const isThere = await stat(target).catch(() => undefined)
  if (isThere) return fill(target, files, folder)
  const made = await makeFolder(dirname(target), folder)
  await sweepAbandoned(dirname(target))
  const temporary = temporaryPath(target)
  begin(temporary)
  let isWhole = false
  try {
    await makeFolder(temporary, folder)
    await fill(temporary, files, folder)
    // Where another process has made the folder meanwhile, its other files stay.
    await rename(temporary, target).catch(() => fill(target, files, folder))
    isWhole = true
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    end(temporary)
    if (!isWhole) await removeEmpty(dirname(target), made)
  }
}

/** @param where what errors call the folder */
async function fill(folder: string, files: Files, where: string): Promise<void> {
  const written: WrittenFile[] = []
  const made: (readonly [folder: string, first: string | undefined])[] = []
  try {
    for (const [name, bytes] of files) {
      const path = join(folder, name)
      made.push([dirname(path), await makeFolder(dirname(path), join(where, dirname(name)))])
      written.push(await writtenBeside(path, (file) => file.write(bytes), join(where, name)))
    }
  } catch (error) {
    for (const file of written) await file.discard()
    for (const [last, first] of made) await removeEmpty(last, first)
    throw error
  }
  for (const file of written) await file.place()
}

/** @returns the first folder that was made on the way */
async function makeFolder(folder: string, where: string): Promise<string | undefined> {
  return mkdir(folder, { recursive: true }).catch((error) => {
    throw writingError(where, error)
  })
}

/** Removes the folders from `last` up to `first`, as far as nothing is in them. */
async function removeEmpty(last: string, first: string | undefined): Promise<void> {
  if (first === undefined) return
  for (let at = last; at.startsWith(first); at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      () => false,
    )
    if (!isGone) return
  }
}
