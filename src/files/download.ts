/**
 * Downloads a large file, and knows the folder for such files. What has arrived is in
 * `<file>.part`, and stays there when the connection is cut or the process is killed: the next
 * attempt asks for the rest. A server that does not know ranges sends all of it again. The file
 * gets its name only when its hash is right.
 *
 * Where no hash is known, the part and the rest could be of two versions of the file. So what the
 * server calls the version is kept in `<file>.part.version`, and a part without it is begun again.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { InputError, type Problem } from '../errors.js'
import type { OnNote } from '../notes.js'
import { type Downloading, fetchRest, Interrupted } from './range-request.js'
import { writingError } from './system-errors.js'

/** A file to download. */
export interface Download {
  readonly url: string
  /** Path of the file; folders that do not exist are made. */
  readonly to: string
  /**
   * Its SHA-256, or the first digits of it where no more is published. Undefined where none is:
   * then a file that is there already is taken as it is. Such a download must be alone.
   */
  readonly sha256: string | undefined
  /**
   * No other process writes the same file meanwhile ({@link oneAtATime}). Then the version of the
   * file on the server is kept, and a part of another version is begun again. Default false.
   */
  readonly isAlone?: boolean
  /** Its length; nothing longer is taken. Default: what the server says. */
  readonly bytes?: number
  /** Time before the next attempt after a cut connection, ms; default 1000. */
  readonly pauseMs?: number
  /** The connection is given up when no byte comes for this long, ms; default 30,000. */
  readonly stallMs?: number
  /** The download is given up after this time, ms; default: a minute, and 50 s for each MB. */
  readonly totalMs?: number
  /** What is said where the hash differs; default: that it is not the published file. */
  readonly ofOther?: Pick<Problem, 'what' | 'remedy'>
  /** Looks at the whole file before it gets its name. Where it throws, the file is removed. */
  check?(path: string): Promise<void>
  onNote?: OnNote
  /** Called with numbers of bytes. */
  onProgress?(nDone: number, nTotal: number): void
}

/** Slower than 20 kB/s, nobody waits for weights of half a gigabyte. */
const SLOWEST_BYTES_PER_MS = 20
/** The longest of all downloads where the length is not known: VGG19's, at the slowest rate. */
const LARGEST_BYTES = 6e8

/** After so many attempts in a row without a new byte, the download is given up. */
const MOST_BARREN = 3

/**
 * Downloads a file, unless it is there already. Several processes may do so at once: they write the
 * same bytes into the same file, and the first that is done gives it its name.
 *
 * @returns the SHA-256, and whether anything was downloaded
 * @throws InputError if there is no connection or it is cut again and again, the server refuses,
 *   the length or the hash differs, it takes too long, or the disk cannot take the file
 * @example
 * await download({ url: 'https://download.pytorch.org/models/resnet18-f37072fd.pth',
 *   to: 'cache/resnet18-f37072fd.pth', sha256: 'f37072fd', bytes: 46830571 })
 */
export async function download(job: Download): Promise<{ sha256: string; isNew: boolean }> {
  const { to, sha256: expected = '', onNote } = job
  const part = `${to}.part`
  const there = await sha256Of(to)
  if (there?.startsWith(expected)) return { sha256: there, isNew: false }
  if (there)
    onNote?.(`${to} is damaged (SHA-256 ${there.slice(0, 8)}...) and is downloaded again`, true)
  await mkdir(dirname(to), { recursive: true }).catch((error) => {
    throw writingError(dirname(to), error)
  })
  await forgetUnknown(job, part)
  const found = await sizeOf(part)
  if (found) onNote?.(`${found} bytes are there from an earlier attempt`, false)
  await fetchAll(job, part)
  const sha256 = await sha256Of(part)
  if (sha256 === undefined) return download(job)
  if (!sha256.startsWith(expected)) throw await otherFile(job, part, sha256)
  await checkWhole(job, part)
  await rename(part, to).catch((error) => {
    if (!isGone(error)) throw writingError(to, error)
  })
  await removeParts(part)
  return { sha256, isNew: true }
}

async function checkWhole({ check }: Download, part: string): Promise<void> {
  try {
    await check?.(part)
  } catch (error) {
    await removeParts(part)
    throw error
  }
}

/** Where nothing tells which version the bytes are from, they are fetched again. */
async function forgetUnknown({ isAlone }: Download, part: string): Promise<void> {
  if (isAlone && (await versionAt(part)) === undefined) await removeParts(part)
}

async function versionAt(part: string): Promise<string | undefined> {
  return readFile(versionPath(part), 'utf8').catch(() => undefined)
}

function versionPath(part: string): string {
  return `${part}.version`
}

async function removeParts(part: string): Promise<void> {
  await rm(part, { force: true })
  await rm(versionPath(part), { force: true })
}

/** Makes attempt after attempt, as long as they bring something. */
async function fetchAll(job: Download, part: string): Promise<void> {
  const { bytes, pauseMs = 1000, stallMs = 30_000 } = job
  const { totalMs = 60_000 + (bytes ?? LARGEST_BYTES) / SLOWEST_BYTES_PER_MS } = job
  const deadline = performance.now() + totalMs
  // A server that lies about the length sends the same bytes again and again.
  let most = (await sizeOf(part)) ?? 0
  for (let nBarren = 0; ; ) {
    const file = await openPart(part)
    const before = (await sizeOf(part)) ?? 0
    const rest: Downloading = {
      ...{ ...job, file, from: before, stallMs, deadline },
      ...(job.isAlone && {
        version: await versionAt(part),
        onVersion: (version) => beginAgain(file, part, version),
      }),
    }
    try {
      await fetchRest(rest)
      await file.sync()
      return
    } catch (error) {
      if (!(error instanceof Interrupted)) {
        if ((await sizeOf(part)) === 0) await removeParts(part)
        throw writingError(part, error)
      }
      const after = (await sizeOf(part)) ?? 0
      if (performance.now() + pauseMs > deadline) throw tooSlow(job, totalMs, after)
      nBarren = after > most ? 1 : nBarren + 1
      most = Math.max(most, after)
      if (nBarren >= MOST_BARREN) {
        if (after === 0) await removeParts(part)
        throw givenUp(job, error, after)
      }
      await new Promise((resume) => setTimeout(resume, pauseMs))
    } finally {
      await file.close()
    }
  }
}

/** No byte of an older version stays, and the version is on the disk before its first byte. */
async function beginAgain(file: FileHandle, part: string, version: string | undefined) {
  await file.truncate(0)
  if (version === undefined) await rm(versionPath(part), { force: true })
  else await writeFile(versionPath(part), version)
}

/** Opens the file and keeps its bytes. Each byte has its place, so two processes may write it. */
async function openPart(part: string) {
  const said = (error: unknown): never => {
    throw writingError(part, error)
  }
  await (await open(part, 'a').catch(said)).close()
  return open(part, 'r+').catch(said)
}

function tooSlow({ url }: Download, totalMs: number, nDone: number): InputError {
  return new InputError({
    what: 'the download takes too long',
    where: url,
    expected: `at most ${Math.ceil(totalMs / 60_000)} minutes`,
    got: `${nDone} bytes in this time`,
    remedy: 'run the command again: it continues from there; or try another network',
  })
}

function givenUp({ url, to }: Download, { said, total }: Interrupted, nDone: number): InputError {
  if (nDone === 0) {
    return new InputError({
      what: 'no connection to the server',
      where: url,
      got: said,
      remedy: `check the network, or copy the file from another machine to ${to}`,
    })
  }
  return new InputError({
    what: 'the connection was cut',
    where: url,
    expected: total === undefined ? undefined : `${total} bytes`,
    got: `${nDone} bytes (${said})`,
    remedy: 'run the command again: it continues from there',
  })
}

async function otherFile(job: Download, part: string, sha256: string) {
  const { url, sha256: whole = '' } = job
  const size = await sizeOf(part)
  await removeParts(part)
  return new InputError({
    what: 'the downloaded file is not the published one, and was removed',
    where: url,
    expected: whole.length < 64 ? `a SHA-256 that begins with ${whole}` : `the SHA-256 ${whole}`,
    got: `${whole.length < 64 ? `${sha256.slice(0, 16)}...` : sha256} of ${size} bytes`,
    remedy: 'try again, or from another network: a proxy or mirror may send another file',
    ...job.ofOther,
  })
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

/** Undefined if there is no such file, or another process has just renamed it. */
export async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
  return hash.digest('hex')
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The folder for this user's files that can be downloaded again: STARSIFT_CACHE if it is set,
 * otherwise `starsift` in XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification 0.8), in
 * ~/Library/Caches on macOS, or in %LOCALAPPDATA% on Windows. The folder may not exist yet.
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
  // The specification says that a relative path must be ignored.
  if (env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA || join(home, 'AppData', 'Local')
  return join(home, '.cache')
}
