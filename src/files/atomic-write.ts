/**
 * Output appears whole or not at all: it is written to a temporary file in the same folder, flushed to
 * disk, and renamed. After an error, or a killed process, the old file stands as it was.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import { writingError } from './file-errors.js'

export interface AtomicFile {
  /** Where the file ends so far, bytes. */
  readonly position: number
  /** Appends. */
  write(bytes: Uint8Array): Promise<void>
  /** Writes at a place of its own; a gap that is never filled is zeros. */
  writeAt(bytes: Uint8Array, start: number): Promise<void>
}

/**
 * Writes a file by way of `fill`; the file is in place when the promise is fulfilled.
 *
 * @throws InputError if the folder cannot be written or the disk is full; whatever `fill` throws
 * @example
 * await writeAtomically('cutouts.fits', async (file) => {
 *   await file.write(header.toBytes())
 * })
 */
export async function writeAtomically(
  path: string,
  fill: (file: AtomicFile) => Promise<void>,
): Promise<void> {
  await refuseFolder(path)
  const target = await realTarget(path)
  const temporary = temporaryPath(target)
  const said = (error: unknown): never => {
    throw writingError(path, error)
  }
  const file = await open(temporary, 'wx').catch(said)
  try {
    await fill(writerOf(file, said))
    await file.sync().catch(said)
    await file.close().catch(said)
    await rename(temporary, target).catch(said)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

/** As {@link writeAtomically}, for text, in UTF-8. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await writeAtomically(path, (file) => file.write(new TextEncoder().encode(text)))
}

/**
 * Finds out whether {@link writeAtomically} could begin, before hours of work; leaves nothing behind.
 *
 * @throws InputError if it could not
 */
export async function checkWritable(path: string, where = path): Promise<void> {
  await refuseFolder(path)
  const temporary = temporaryPath(await realTarget(path))
  try {
    const file = await open(temporary, 'wx')
    await file.close()
  } catch (error) {
    throw writingError(where, error)
  } finally {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** A link stays a link: what it points to is replaced. */
function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
}

async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return
  throw new InputError({
    what: 'a folder has this name',
    where: path,
    remedy: 'give the name of a file',
  })
}

function writerOf(file: FileHandle, said: (error: unknown) => never): AtomicFile {
  let position = 0
  const writeAt = async (bytes: Uint8Array, start: number) => {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(2 ** 30, bytes.length - done)
      const { bytesWritten } = await file.write(bytes, done, length, start + done).catch(said)
      done += bytesWritten
    }
    position = Math.max(position, start + bytes.length)
  }
  return {
    get position() {
      return position
    },
    write: (bytes) => writeAt(bytes, position),
    writeAt,
  }
}
