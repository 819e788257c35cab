/** Opens the mosaics that a user names: FITS files, and folders of them. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { type FileSource, openFile } from './open.js'
import { readingError } from './system-errors.js'

/**
 * Opens every FITS file of the paths. Either all are open afterwards, or none is.
 *
 * @param paths FITS files, or folders; every .fits and .fits.gz file of a folder is taken, except
 *   hidden ones
 * @throws InputError if a file cannot be read, or a folder has no FITS file
 * @example const field = await openMosaics(await openFitsFiles(['ngc1566/']))
 */
export async function openFitsFiles(paths: readonly string[]): Promise<FileSource[]> {
  const files = (await Promise.all(paths.map(fitsFilesOf))).flat()
  const opened: FileSource[] = []
  try {
    for (const file of files) opened.push(await openFile(file))
    return opened
  } catch (error) {
    await Promise.all(opened.map((source) => source.close()))
    throw error
  }
}

async function fitsFilesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return [path]
  const listed = await readdir(path).catch(async (error: unknown) => {
    throw await readingError(path, error)
  })
  const names = listed.filter((name) => /^[^.].*\.fits?(\.gz)?$/i.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new InputError({ what: 'no FITS file in the folder', where: path, expected: '*.fits' })
}
