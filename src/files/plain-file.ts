/**
 * Files on disk as they are, as sources of bytes. Reads have a position, so files beyond 2 GiB,
 * where Node's readFile stops, are read in windows.
 */
import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { readingError } from './system-errors.js'

/** A file that stays open until it is closed. */
export interface FileSource extends ByteSource {
  /**
   * Reads bytes from `start` on into `bytes`.
   *
   * @returns number of bytes read: fewer than `bytes` holds at the end of the file
   */
  readInto(bytes: Uint8Array, start: number): Promise<number>
  close(): Promise<void>
}

/** One read system call transfers less than 2^31 bytes. */
const READ_BYTES = 2 ** 30
const HASHED_BYTES = 2 ** 20

/**
 * Opens a file as it is.
 *
 * @param name what errors call it
 * @throws InputError if it cannot be read, or is a folder, a pipe or a device
 */
export async function openPlain(path: string, name: string): Promise<FileSource> {
  try {
    // Asked first: to open a pipe would wait for its other end.
    refuseOther(await stat(path), name)
    const file = await open(path)
    const { size } = await file.stat()
    return {
      name,
      byteLength: size,
      async slice(start, end) {
        const from = Math.max(0, start)
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - from))
        const found = await readAt(file, name, bytes, from)
        if (found < bytes.length) throw shortened(name, size, from + found)
        return bytes
      },
      readInto: (bytes, start) => readAt(file, name, bytes, start),
      sha256: (start, end) => hashOf(file, name, start, end),
      close: () => file.close(),
    }
  } catch (error) {
    throw await readingError(name, error)
  }
}

/** Mosaics are read here and there, and twice, which only a file on a disk lets one do. */
function refuseOther(found: Stats, where: string): void {
  if (found.isFile()) return
  if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
  throw new InputError({
    what: found.isFIFO() || found.isSocket() ? 'a pipe, not a file' : 'a device, not a file',
    where,
    remedy: 'write what comes out of it into a file first',
  })
}

/** Another program writes the file, or cuts it. */
function shortened(where: string, before: number, now: number): InputError {
  return new InputError({
    what: 'the file became shorter while it was read',
    where,
    expected: `${before} bytes`,
    got: `${now} bytes`,
    remedy: 'run it again when nothing else writes the file',
  })
}

/** SHA-256 of a part of a file, which is read in windows. */
async function hashOf(file: FileHandle, name: string, start: number, end: number): Promise<string> {
  const hash = createHash('sha256')
  const window = new Uint8Array(HASHED_BYTES)
  for (let at = start; at < end; ) {
    const part = window.subarray(0, Math.min(window.length, end - at))
    const found = await readAt(file, name, part, at)
    if (found < part.length) throw shortened(name, end, at + found)
    hash.update(part)
    at += found
  }
  return hash.digest('hex')
}

/** Reads until all bytes are there or the file ends: one call of the system may give fewer. */
async function readAt(
  file: FileHandle,
  name: string,
  bytes: Uint8Array,
  start: number,
): Promise<number> {
  let done = 0
  try {
    while (done < bytes.length) {
      const length = Math.min(READ_BYTES, bytes.length - done)
      const { bytesRead } = await file.read(bytes, done, length, start + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
  } catch (error) {
    throw await readingError(name, error)
  }
  return done
}
