/**
 * Output. Before the work: whether a file, a folder and the disk can take it, and whether it would
 * replace its own input. Then it appears whole or not at all: it is written to a temporary file in
 * the same folder, flushed to disk, and renamed. After an error, or a killed process, the old file
 * is as it was.
 */
import type { Stats } from 'node:fs'
import {
  access,
  constants,
  type FileHandle,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InputError } from '../errors.js'
import { fileOnDisk } from './archive-path.js'
import { writingError } from './system-errors.js'
import { begin, end, sweepAbandoned, temporaryPath } from './unfinished.js'

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
 * Writes a file with `fill`. The file is in place when the promise is fulfilled. A link stays a
 * link: the file that it names is written. A file that was there before keeps its mode and owner.
 *
 * @throws InputError if the folder cannot be written, the path is no place for a file, or the disk
 *   is full; also what `fill` throws
 * @example
 * await writeAtomically('cutouts.fits', async (file) => {
 *   await file.write(header.toBytes())
 * })
 */
export async function writeAtomically(
  path: string,
  fill: (file: AtomicFile) => Promise<void>,
): Promise<void> {
  await (await writtenBeside(path, fill)).place()
}

/** Like {@link writeAtomically}, for a text in UTF-8. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await writeAtomically(path, (file) => file.write(new TextEncoder().encode(text)))
}

/** A whole file on the disk, which still has its temporary name. */
export interface WrittenFile {
  /** Gives it its name. */
  place(): Promise<void>
  /** Removes it instead. */
  discard(): Promise<void>
}

/**
 * The first half of {@link writeAtomically}: the file is on the disk, with a temporary name in the
 * folder where it will be.
 *
 * @param where what errors call it
 */
export async function writtenBeside(
  path: string,
  fill: (file: AtomicFile) => Promise<void>,
  where = path,
): Promise<WrittenFile> {
  const said = (error: unknown): never => {
    throw writingError(where, error)
  }
  const { target, temporary, file } = await openTemporary(path).catch(said)
  const discard = async () => {
    await file.close().catch(() => {})
    await rm(temporary, { force: true }).catch(() => {})
    end(temporary)
  }
  const orDiscarded = async (step: Promise<void>) => {
    await step.catch(async (error) => {
      await discard()
      throw error
    })
  }
  await orDiscarded(
    (async () => {
      await fill(writerOf(file, said))
      await file.sync().catch(said)
      await file.close().catch(said)
    })(),
  )
  const place = async () => {
    await orDiscarded(rename(temporary, target).catch(said))
    end(temporary)
  }
  return { place, discard }
}

/**
 * Checks, before hours of work, that {@link writeAtomically} can begin. It leaves nothing behind.
 *
 * @throws InputError if it cannot
 */
export async function checkWritable(path: string, where = path): Promise<void> {
  const { temporary, file } = await openTemporary(path).catch((error) => {
    throw writingError(where, error)
  })
  await file.close().catch(() => {})
  await rm(temporary, { force: true }).catch(() => {})
  end(temporary)
}

/**
 * Opens the temporary file beside the place where a file will be. It has the mode and the owner of
 * the file that it will replace.
 */
async function openTemporary(path: string) {
  const target = await behindLinks(path)
  const old = await stat(target).catch(undefinedWhereGone)
  if (old && !old.isFile()) throw noPlace(path, old)
  if (old) await refuseProtected(path, target)
  await sweepAbandoned(dirname(target))
  const temporary = temporaryPath(target)
  begin(temporary)
  try {
    const file = await open(temporary, 'wx', old ? 0o600 : 0o666)
    if (old) await likeBefore(file, old)
    return { target, temporary, file }
  } catch (error) {
    end(temporary)
    throw error
  }
}

function undefinedWhereGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** A rename would replace it all the same: the folder decides about that, not the file. */
async function refuseProtected(path: string, target: string): Promise<void> {
  const code = await access(target, constants.W_OK).catch((error) => String(error.code))
  if (code !== 'EACCES') return
  throw new InputError({
    what: 'a file of this name is there, and may not be changed',
    where: path,
    remedy: 'give another name, or make it writable with `chmod u+w`',
  })
}

/** Only root can give a file to another user: elsewhere it stays with who wrote it. */
async function likeBefore(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const { uid: ownUid, gid: ownGid } = await file.stat()
  if (uid !== ownUid || gid !== ownGid) await file.chown(uid, gid).catch(() => {})
  await file.chmod(mode & 0o777).catch(() => {})
}

/** The system's own limit. */
const MOST_LINKS = 40

/** The file that a link names, whether it is there or not. */
export async function behindLinks(path: string): Promise<string> {
  let at = resolve(path)
  for (let n = 0; n < MOST_LINKS; n++) {
    const folder = await realpath(dirname(at)).catch(() => dirname(at))
    at = join(folder, basename(at))
    const link = await readlink(at).catch(() => undefined)
    if (link === undefined) return at
    at = resolve(folder, link)
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' })
}

function noPlace(where: string, found: Stats): InputError {
  const remedy = 'give the name of a file'
  if (found.isDirectory()) return new InputError({ what: 'a folder has this name', where, remedy })
  const what = found.isFIFO() || found.isSocket() ? 'a pipe' : 'a device'
  return new InputError({
    what: `${what} has this name, and a file cannot replace it`,
    where,
    remedy,
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
    if ((await realpath(await fileOnDisk(input)).catch(() => undefined)) !== target) continue
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
