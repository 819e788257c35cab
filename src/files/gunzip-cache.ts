/**
 * Mosaics often come as .fits.gz, and gzip cannot be read in windows. So the first use unpacks a file to
 * a cache, and later ones, by any process, find it there. An entry's key is path, size and time of
 * change: a file that was replaced is unpacked anew. Entries appear whole, by rename.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { homedir, tmpdir, userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { InputError } from '../errors.js'
import { readingError, writingError } from './file-errors.js'

/**
 * The path of an unpacked copy. It lies in the folder STARSIFT_CACHE or, without that, in one of the
 * system's temporary files that is this user's alone.
 *
 * @throws InputError if the file is not whole gzip, cannot be read, or the disk is full
 */
export async function gunzipCached(path: string): Promise<string> {
  const folder = await cacheFolder()
  const unpacked = join(folder, await entryName(path))
  if (await exists(unpacked)) return unpacked
  const unfinished = `${unpacked}.${randomBytes(6).toString('hex')}.part`
  try {
    const output = createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true })
    await pipeline(createReadStream(path), createGunzip(), output)
    await rename(unfinished, unpacked)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw unpackError(path, folder, error)
  }
  return unpacked
}

async function entryName(path: string): Promise<string> {
  try {
    const absolute = await realpath(path)
    const { size, mtimeNs } = await stat(absolute, { bigint: true })
    const key = createHash('sha256').update(`${absolute}\n${size}\n${mtimeNs}`).digest('hex')
    return `${key.slice(0, 32)}-${basename(absolute).replace(/\.gz$/i, '')}`
  } catch (error) {
    throw await readingError(path, error)
  }
}

/** In a folder that others can write to, a folder of this name might be theirs: it is not used then. */
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

/** A container may run under a number that no user has. */
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
    what: 'the cache folder is not yours alone',
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
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('Z_')) return writingError(folder, error)
  return new InputError(
    {
      what: code === 'Z_BUF_ERROR' ? 'truncated gzip file' : 'damaged gzip file',
      where: path,
      got: (error as Error).message,
      remedy: 'download it again',
    },
    { cause: error },
  )
}

/* Where this user keeps what can be downloaded again. */

type Environment = Readonly<Record<string, string | undefined>>

/**
 * STARSIFT_CACHE where it is set, else `starsift` in the platform's place: XDG_CACHE_HOME or ~/.cache (XDG Base Directory
 * Specification 0.8), ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows. The folder may not be there yet.
 *
 * @example join(userCacheFolder(), 'weights', 'resnet18-f37072fd.pth')
 */
export function userCacheFolder(
  env: Environment = process.env,
  platform: string = process.platform,
): string {
  return env.STARSIFT_CACHE || join(platformCache(env, platform), 'starsift')
}

function platformCache(env: Environment, platform: string): string {
  const home = homedir()
  // A relative path is to be ignored, says the specification.
  if (env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local')
  return join(home, '.cache')
}
