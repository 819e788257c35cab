/**
 * Opens what a path names: a file, the content of a packed file, or a file in an archive. A packed
 * file is unpacked once (unpack-cache.ts).
 */
import { SIGNATURE_BYTES, signatureOf } from '../bytes/index.js'
import { archiveIn, memberAt } from './archive-file.js'
import { type InnerPath, innerPath } from './archive-path.js'
import { openUnpacked } from './open-unpacked.js'
import { type FileSource, openPlain } from './plain-file.js'
import { readingError } from './system-errors.js'
import { packedFile } from './unpack-cache.js'

/**
 * Opens a file. A file that is packed with gzip, bzip2, Zstandard or Unix compress, known by its
 * first bytes, is read as what is packed in it. A path may lead into a tar or zip archive.
 *
 * @throws InputError if it cannot be read, is a folder, or is packed and damaged
 * @example
 * const source = await openFile('mosaic.fits.gz')
 * const table = await openFile('ngc1566.tar.gz/ngc1566/candidates.tab')
 * try {
 *   const hdus = await readHdus(source)
 * } finally {
 *   await source.close()
 * }
 */
export async function openFile(path: string): Promise<FileSource> {
  const within = await innerPath(path)
  return within ? openInArchive(path, within) : openOnDisk(path)
}

async function openOnDisk(path: string): Promise<FileSource> {
  const plain = await openPlain(path, path)
  let isKept = false
  try {
    const packing = signatureOf(await plain.slice(0, SIGNATURE_BYTES))?.packing
    isKept = packing === undefined
    return packing === undefined
      ? { ...plain, path }
      : await openUnpacked(await packedFile(path, packing))
  } finally {
    if (!isKept) await plain.close()
  }
}

async function openInArchive(path: string, { file, inner }: InnerPath): Promise<FileSource> {
  const source = await openOnDisk(file)
  const archive = await archiveIn(source)
  if (!archive) {
    await source.close()
    throw await readingError(path, Object.assign(new Error('no archive'), { code: 'ENOTDIR' }))
  }
  try {
    return await archive.open(memberAt(archive, inner))
  } finally {
    await archive.close()
  }
}

/**
 * Opens a file for one use and closes it.
 *
 * @example const table = await withFile('candidates.csv', (source) => readTable(source))
 */
export async function withFile<T>(
  path: string,
  use: (source: FileSource) => Promise<T>,
): Promise<T> {
  const source = await openFile(path)
  try {
    return await use(source)
  } finally {
    await source.close()
  }
}
