/**
 * Unpacked copies of packed files. Mosaics often come as .fits.gz, and windows cannot be read from
 * it. So the first use unpacks a file into a cache, and later uses, by any process, find it
 * there. An entry's key is path, size and time of change, so a file that was replaced is unpacked
 * again. Entries appear whole, by a rename. The cache has a size (cache-room.ts).
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Packing, UnpackLimit } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { damaged, truncated, unbzip2, unlzw, unzstd } from '../packings/index.js'
import { shrinkCache } from './cache-room.js'
import { checkFreeSpace } from './output.js'
import { readingError, writingError } from './system-errors.js'
import { begin, end, sweepAbandoned, temporaryPath } from './unfinished.js'

/**
 * The path of an unpacked copy. It is in the folder STARSIFT_CACHE or, without that, in a folder
 * for temporary files that only this user can write to.
 *
 * @throws InputError if the packed file is not complete or cannot be read, grows beyond what its
 *   headers declare, or does not fit the disk
 */
export async function unpackedCopy(path: string, packing: Packing): Promise<string> {
  const unpacked = await entryPath(path)
  const folder = dirname(unpacked)
  if (await exists(unpacked)) return unpacked
  const { size: packedBytes } = await stat(path)
  await sweepAbandoned(folder)
  const unfinished = temporaryPath(unpacked)
  begin(unfinished)
  try {
    const input = createReadStream(path)
    const output = createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true })
    const limit = limited(path, packedBytes)
    // An error before the file is there would leave it behind: it is made after it was removed.
    await once(output, 'open')
    if (packing === 'gzip') await pipeline(input, createGunzip(), limit, output)
    else {
      const unpacked = (chunks: AsyncIterable<Uint8Array>) => UNPACKED[packing](chunks, path)
      await pipeline(input, (chunks) => limit(unpacked(chunks)), output)
    }
    await rename(unfinished, unpacked)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw unpackError(path, folder, error)
  } finally {
    end(unfinished)
  }
  await shrinkCache(folder, unpacked)
  return unpacked
}

const UNPACKED = { bzip2: unbzip2, Zstandard: unzstd, 'Unix compress': unlzw } as const

/** Where the unpacked copy of a file is, or will be. */
export async function entryPath(path: string): Promise<string> {
  return join(await cacheFolder(), await entryName(path))
}

/** Passes the bytes on while they are as many as the file's own headers say, and fit the disk. */
function limited(path: string, packedBytes: number) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    const limit = new UnpackLimit(packedBytes, path)
    const folder = await cacheFolder()
    let checked = 0
    for await (const chunk of chunks) {
      limit.add(chunk)
      if (limit.declared > checked) {
        checked = limit.declared
        await checkFreeSpace(join(folder, basename(path)), checked)
      }
      yield chunk
    }
  }
}

async function entryName(path: string): Promise<string> {
  try {
    const absolute = await realpath(path)
    const { size, mtimeNs } = await stat(absolute, { bigint: true })
    const key = createHash('sha256').update(`${absolute}\n${size}\n${mtimeNs}`).digest('hex')
    return `${key.slice(0, 32)}-${basename(absolute).replace(/\.(?:gz|bz2|zst|z)$/i, '')}`
  } catch (error) {
    throw await readingError(path, error)
  }
}

/**
 * Others can write to the folder for temporary files; a folder there that is not ours is not used.
 */
async function cacheFolder(): Promise<string> {
  const given = process.env.STARSIFT_CACHE
  const folder = given || join(tmpdir(), `starsift-${userName()}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (!given) await checkOwn(folder)
  } catch (error) {
    throw writingError(folder, error)
  }
  return folder
}

/** In a container, the user's number may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.())
  }
}

async function checkOwn(folder: string): Promise<void> {
  const uid = process.getuid?.()
  const found = await lstat(folder)
  const isOwn = uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0)
  if (found.isDirectory() && isOwn) return
  throw new InputError({
    what: 'other users can write to the cache folder',
    where: folder,
    remedy: 'set STARSIFT_CACHE to a folder of your own',
  })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function unpackError(path: string, folder: string, error: unknown): unknown {
  if (error instanceof InputError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('Z_')) return writingError(folder, error)
  if (code === 'Z_BUF_ERROR') return truncated('gzip', path)
  return damaged('gzip', path, (error as Error).message, error)
}
