/**
 * Opens files on disk as {@link ByteSource}. Reads have a position, so files beyond 2 GiB, where
 * Node's readFile stops, are read in windows. A gzip file is unpacked once (gunzip-cache.ts).
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { markOpen } from './cache-room.js'
import { entryPath, gunzipCached } from './gunzip-cache.js'
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

/**
 * Opens a file. A gzip file, known by its first bytes, is read as what is packed in it.
 *
 * @throws InputError if it cannot be read, is a folder, or is packed in another way (.Z)
 * @example
 * const source = await openFile('mosaic.fits.gz')
 * try {
 *   const hdus = await readHdus(source)
 * } finally {
 *   await source.close()
 * }
 */
export async function openFile(path: string): Promise<FileSource> {
  const plain = await openPlain(path, path)
  try {
    const [first, second] = await plain.slice(0, 2)
    if (first === 0x1f && second === 0x9d) throw unixCompressed(path)
    if (first !== 0x1f || second !== 0x8b) return plain
  } catch (error) {
    await plain.close()
    throw error
  }
  await plain.close()
  return openUnpacked(path)
}

/** So many times another process may remove what was just unpacked. */
const MOST_ATTEMPTS = 5

async function openUnpacked(path: string): Promise<FileSource> {
  for (let attempt = 1; ; attempt++) {
    // The mark comes first: what is unpacked and not yet open could be forgotten.
    const release = await markOpen(await entryPath(path))
    try {
      const source = await openPlain(await gunzipCached(path), path)
      const close = async () => {
        await source.close()
        await release()
      }
      return { ...source, close }
    } catch (error) {
      await release()
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException) : undefined
      if (cause?.code !== 'ENOENT' || attempt === MOST_ATTEMPTS) throw error
    }
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

function unixCompressed(path: string): InputError {
  return new InputError({
    what: 'Unix compress (.Z) files are not supported',
    where: path,
    remedy: 'unpack it with `uncompress` or `gunzip`',
  })
}

async function openPlain(path: string, name: string): Promise<FileSource> {
  try {
    const file = await open(path)
    const stat = await file.stat()
    if (stat.isDirectory()) {
      await file.close()
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
    }
    return {
      name,
      byteLength: stat.size,
      async slice(start, end) {
        const from = Math.max(0, start)
        const bytes = new Uint8Array(Math.max(0, Math.min(end, stat.size) - from))
        return bytes.subarray(0, await readAt(file, name, bytes, from))
      },
      readInto: (bytes, start) => readAt(file, name, bytes, start),
      close: () => file.close(),
    }
  } catch (error) {
    throw await readingError(name, error)
  }
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
