/**
 * Unpacked copies of packed files. Mosaics often come as .fits.gz, and windows cannot be read from
 * it. So the first use unpacks a file into a cache, and later uses, by any process, find it
 * there. An entry's key is path, size and time of change, so a file that was replaced is unpacked
 * again. Entries appear whole, by a rename. The cache has a size (cache-room.ts).
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { access, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { fileNameOf, type Packing } from '../bytes/index.js'
import { unpackLimited } from '../containers/index.js'
import { InputError } from '../errors.js'
import { damaged, truncated, unbzip2, unlzw, unzstd } from '../packings/index.js'
import { shrinkCache } from './cache-room.js'
import { checkFreeSpace } from './output.js'
import { readingError, writingError } from './system-errors.js'
import { begin, end, sweepAbandoned, temporaryPath } from './unfinished.js'
import { sayUnpacking } from './unpack-progress.js'

/** Something packed: a file, or a member of an archive. */
export interface Packed {
  /** The file on the disk. */
  readonly path: string
  /** Path of the member in it, where the file is an archive. */
  readonly member?: string
  /** What errors call it. */
  readonly name: string
  readonly packedBytes: number
  /** How the bytes of {@link read} are packed; absent where they are unpacked as they are read. */
  readonly packing?: Packing
  /** Its bytes, told as they are read. */
  read(): AsyncIterable<Uint8Array>
}

/** A file that is packed as a whole. */
export async function packedFile(path: string, packing: Packing): Promise<Packed> {
  const { size: packedBytes } = await stat(path).catch(async (error) => {
    throw await readingError(path, error)
  })
  async function* read() {
    let nRead = 0
    for await (const chunk of createReadStream(path)) {
      yield chunk
      nRead += chunk.length
      sayUnpacking({ name: path, nRead, nBytes: packedBytes })
    }
  }
  return { path, name: path, packedBytes, packing, read }
}

/**
 * The path of an unpacked copy. It is in the folder STARSIFT_CACHE or, without that, in a folder
 * for temporary files that only this user can write to.
 *
 * @throws InputError if what is packed is not complete or cannot be read, grows beyond what its
 *   headers declare, or does not fit the disk
 */
export async function unpackedCopy(packed: Packed): Promise<string> {
  const unpacked = await entryPath(packed)
  const folder = dirname(unpacked)
  if (await exists(unpacked)) return unpacked
  await sweepAbandoned(folder)
  const unfinished = temporaryPath(unpacked)
  begin(unfinished)
  try {
    const output = createWriteStream(unfinished, { mode: 0o600, flags: 'wx', flush: true })
    // An error before the file is there would leave it behind: it is made after it was removed.
    await once(output, 'open')
    await unpackInto(output, packed, folder)
    await rename(unfinished, unpacked)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw unpackError(packed.name, folder, error)
  } finally {
    end(unfinished)
  }
  await shrinkCache(folder, unpacked)
  return unpacked
}

const UNPACKED = { bzip2: unbzip2, Zstandard: unzstd, 'Unix compress': unlzw } as const

/** The bytes go on while they are as many as headers in them say, and fit the disk. */
async function unpackInto(output: WriteStream, packed: Packed, folder: string): Promise<void> {
  const { name, packedBytes, packing } = packed
  const onDeclared = (bytes: number) => checkFreeSpace(join(folder, basename(packed.path)), bytes)
  const limit = (chunks: AsyncIterable<Uint8Array>) =>
    unpackLimited(chunks, { packedBytes, name, onDeclared })
  if (packing === 'gzip') await pipeline(packed.read(), createGunzip(), limit, output)
  else if (packing === undefined) await pipeline(limit(packed.read()), output)
  else await pipeline(limit(UNPACKED[packing](packed.read(), name)), output)
}

/** Where the unpacked copy is, or will be. */
export async function entryPath(packed: Packed): Promise<string> {
  return join(await cacheFolder(), await entryName(packed))
}

/** A name of a member is anything; of an entry, it may have 255 bytes with the key. */
const MOST_LETTERS = 60

async function entryName({ path, member }: Packed): Promise<string> {
  try {
    const absolute = await realpath(path)
    const { size, mtimeNs } = await stat(absolute, { bigint: true })
    const parts = [absolute, size, mtimeNs, ...(member === undefined ? [] : [member])]
    const key = createHash('sha256').update(parts.join('\n')).digest('hex')
    const name =
      member === undefined
        ? basename(absolute)
        : fileNameOf(member)
            .replace(/[^\w.+-]/g, '_')
            .slice(-MOST_LETTERS)
    return `${key.slice(0, 32)}-${name.replace(/\.(?:gz|bz2|zst|z)$/i, '')}`
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
