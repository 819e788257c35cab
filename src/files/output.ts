/**
 * Output. Before the work: whether a file, a folder and the disk can take it, and whether it would
 * replace its own input. Then it appears whole or not at all: it is written to a temporary file in
 * the same folder, flushed to disk, and renamed. After an error, or a killed process, the old file
 * is as it was.
 */
import { randomBytes } from 'node:crypto'
import {
  type FileHandle,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InputError } from '../errors.js'
import { writingError } from './system-errors.js'

/** A file that is being written. */
export interface AtomicFile {
  /** End of the file so far, bytes. */
  readonly position: number
  /** Appends bytes. */
  write(bytes: Uint8Array): Promise<void>
  /** Writes bytes at a place. A gap that is never filled holds zeros. */
  writeAt(bytes: Uint8Array, start: number): Promise<void>
}

/**
 * Writes a file with `fill`. The file is in place when the promise is fulfilled.
 *
 * @throws InputError if the folder cannot be written or the disk is full; also what `fill` throws
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

/** Like {@link writeAtomically}, for a text in UTF-8. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await writeAtomically(path, (file) => file.write(new TextEncoder().encode(text)))
}

/**
 * Checks, before hours of work, that {@link writeAtomically} can begin. It leaves nothing behind.
 *
 * @throws InputError if it cannot
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

/** A link stays a link: the file behind it is replaced. */
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

/**
 * Checks that a folder can be made and written to. It makes nothing.
 *
 * @throws InputError if it cannot
 */
export async function checkFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined)
  if (!found) return checkFolder(dirname(dir))
  if (found.isDirectory()) return checkWritable(join(dir, 'output'), dir)
  throw new InputError({
    what: 'a file has the name of the folder',
    where: dir,
    remedy: 'give the name of another folder',
  })
}

/**
 * Checks that output does not replace its own input: a mosaic that a table replaced would be lost.
 *
 * @throws InputError if `out` is one of the inputs, under any name
 * @example await refuseOverwriting('classes.fits', ['f555w.fits', 'f814w.fits'])
 */
export async function refuseOverwriting(out: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(out).catch(() => undefined)
  if (target === undefined) return
  for (const input of inputs) {
    if ((await realpath(input).catch(() => undefined)) !== target) continue
    throw new InputError({
      what: 'the output would replace an input',
      where: out,
      remedy: 'give --out another name',
    })
  }
}

/**
 * Checks, before hours of work, that the disk has room for the output.
 *
 * @param path of a file in a folder that exists
 * @param bytes number of bytes to write
 * @throws InputError if the disk has less; a disk that does not tell passes
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

/** In units of 10^6 bytes. */
function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}

/** Names of temporary files. */
const UNFINISHED = /^\..+\.[0-9a-f]{12}\.part$/

/** Removes what a killed process was writing from a folder that only this process writes to. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true })
  }
}
