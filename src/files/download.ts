/**
 * Downloads a large file that is known by its SHA-256. What has come lies in `<file>.part` and stays there when the connection is
 * cut or the process is killed: the next attempt asks for the rest (RFC 9110, 14.2, Range). A server that does not know ranges
 * sends all of it again. The file gets its name when its hash is right, and never before.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InputError } from '../errors.js'
import { writingError } from './file-errors.js'
import { checkFreeSpace } from './output.js'

export interface Download {
  readonly url: string
  /** The file to be; folders on the way are made. */
  readonly to: string
  /** With which hexadecimal digits its SHA-256 begins. */
  readonly sha256Prefix: string
  /** Before the next attempt after a cut connection, ms; default 1000. */
  readonly pauseMs?: number
  /** Without a byte for so long the connection is given up, ms; default 30,000. */
  readonly stallMs?: number
  onNote?(note: string): void
  /** In bytes. */
  onProgress?(nDone: number, nTotal: number): void
}

/** Attempts in a row that bring nothing new before it is given up. */
const MOST_BARREN = 3

/**
 * Downloads a file, unless it is there already. Several processes may do so at once: they write the same bytes to the same
 * file, and the first that is done gives it its name.
 *
 * @returns the SHA-256, and whether anything was downloaded
 * @throws InputError if there is no connection, the server refuses, the connection is cut again and again, the file is not
 *   the one of that hash, or the disk cannot take it
 * @example
 * await download({ url: 'https://download.pytorch.org/models/resnet18-f37072fd.pth',
 *   to: 'cache/resnet18-f37072fd.pth', sha256Prefix: 'f37072fd' })
 */
export async function download(job: Download): Promise<{ sha256: string; isNew: boolean }> {
  const { to, sha256Prefix, onNote } = job
  const part = `${to}.part`
  const there = await sha256Of(to)
  if (there?.startsWith(sha256Prefix)) return { sha256: there, isNew: false }
  if (there) onNote?.(`${to} is damaged (SHA-256 ${there.slice(0, 8)}...): it is downloaded again`)
  await mkdir(dirname(to), { recursive: true }).catch((error) => {
    throw writingError(dirname(to), error)
  })
  const found = await sizeOf(part)
  if (found) onNote?.(`${found} bytes are there from before`)
  await fetchAll(job, part)
  const sha256 = await sha256Of(part)
  if (sha256 === undefined) return download(job)
  if (!sha256.startsWith(sha256Prefix)) throw await otherFile(job, part, sha256)
  await rename(part, to).catch((error) => {
    if (!isGone(error)) throw writingError(to, error)
  })
  return { sha256, isNew: true }
}

/** Attempt after attempt, as long as they bring something. */
async function fetchAll(job: Download, part: string): Promise<void> {
  const { pauseMs = 1000, stallMs = 30_000 } = job
  for (let nBarren = 0; ; ) {
    const before = (await sizeOf(part)) ?? 0
    const file = await openPart(part)
    const rest: Downloading = { ...job, file, from: before, stallMs }
    try {
      await fetchRest(rest)
      await file.sync()
      return
    } catch (error) {
      if (!(error instanceof Interrupted)) throw writingError(part, error)
      const after = (await sizeOf(part)) ?? 0
      nBarren = after > before ? 1 : nBarren + 1
      if (nBarren >= MOST_BARREN) throw givenUp(job, error, after)
      await new Promise((resume) => setTimeout(resume, pauseMs))
    } finally {
      await file.close()
    }
  }
}

/** What is there stays; it is written to at places of its own, so that two processes write the same. */
async function openPart(part: string) {
  const said = (error: unknown): never => {
    throw writingError(part, error)
  }
  await (await open(part, 'a').catch(said)).close()
  return open(part, 'r+').catch(said)
}

function givenUp({ url, to }: Download, { said, total }: Interrupted, nDone: number): InputError {
  if (nDone === 0) {
    return new InputError({
      what: 'no connection to the server',
      where: url,
      got: said,
      remedy: `check the network, or put the file there from another machine: ${to}`,
    })
  }
  return new InputError({
    what: 'the connection was cut',
    where: url,
    expected: total === undefined ? undefined : `${total} bytes`,
    got: `${nDone} bytes (${said})`,
    remedy: 'run the command again: it goes on from there',
  })
}

async function otherFile({ url, sha256Prefix }: Download, part: string, sha256: string) {
  const size = await sizeOf(part)
  await rm(part, { force: true })
  return new InputError({
    what: 'the download is not the published file, and was removed',
    where: url,
    expected: `a SHA-256 that begins with ${sha256Prefix}`,
    got: `${sha256.slice(0, 16)}... of ${size} bytes`,
    remedy: 'try again; if it stays so, a proxy or mirror gives out another file',
  })
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

/** Undefined where there is no such file, or another process has just given it its name. */
async function sha256Of(path: string): Promise<string | undefined> {
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

/* One request for what is still to come of a file, and what a server may answer. */

export interface Downloading {
  readonly url: string
  /** For messages on the disk. */
  readonly to: string
  readonly file: FileHandle
  /** Bytes that are there. */
  readonly from: number
  readonly stallMs: number
  onProgress?(nDone: number, nTotal: number): void
}

/** Nothing that another attempt could not mend. */
export class Interrupted extends Error {
  /** What happened, in words. */
  readonly said: string
  /** Length of the whole file, where the server said it. */
  readonly total: number | undefined

  constructor(said: string, total?: number) {
    super(said)
    this.said = said
    this.total = total
  }
}

/** Statuses that pass: too early, too many requests, and the server's own troubles. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Appends the rest of the file, or writes all of it anew where the server does not know ranges.
 *
 * @throws Interrupted if the connection fails or ends early; InputError if the server refuses
 */
export async function fetchRest(job: Downloading): Promise<void> {
  const patience = new Patience(job.stallMs)
  const response = await patience.of(request(job, patience.signal))
  const answer = await answered(job, response)
  if (answer === 'complete') return
  try {
    await checkFreeSpace(job.to, (answer.total ?? 0) - answer.start)
    await receive(job, response, answer, patience)
  } catch (error) {
    patience.lose()
    throw error
  }
}

function request({ url, from }: Downloading, signal: AbortSignal): Promise<Response> {
  const range: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {}
  return fetch(url, { headers: { ...range, 'Accept-Encoding': 'identity' }, signal })
}

interface Answer {
  /** Place of the first byte that comes. */
  readonly start: number
  /** Length of the whole file, where the server says it. */
  readonly total?: number
}

async function answered(job: Downloading, response: Response): Promise<Answer | 'complete'> {
  const { status, statusText, headers } = response
  if (status === 200) {
    const length = Number(headers.get('content-length') ?? Number.NaN)
    return { start: 0, ...(Number.isFinite(length) && { total: length }) }
  }
  const range = headers.get('content-range') ?? ''
  const [, first, all] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)/.exec(range) ?? []
  const total = all === undefined || all === '*' ? undefined : Number(all)
  if (status === 206 && Number(first) === job.from) return { start: job.from, total }
  await response.body?.cancel()
  if (status === 416 && total === job.from) return 'complete'
  if (status === 206 || status === 416) {
    await job.file.truncate(0)
    throw new Interrupted(`answer ${status} with ${range || 'no range'}`, total)
  }
  if (PASSING.has(status)) throw new Interrupted(`answer ${status} ${statusText}`)
  throw new InputError({
    what: 'the server refuses the file',
    where: job.url,
    got: `answer ${status} ${statusText}`,
    remedy: status === 404 ? 'check the address' : 'check whether it may be read from here',
  })
}

async function receive(
  { file, onProgress }: Downloading,
  response: Response,
  { start, total }: Answer,
  patience: Patience,
): Promise<void> {
  let at = start
  const reader = response.body!.getReader()
  for (;;) {
    const { done, value } = await patience.of(reader.read(), total)
    if (done) break
    for (let done = 0; done < value.length; ) {
      done += (await file.write(value, done, value.length - done, at + done)).bytesWritten
    }
    at += value.length
    if (total !== undefined) onProgress?.(at, total)
  }
  if (total !== undefined && at < total) throw new Interrupted('it ended early', total)
  await file.truncate(at)
}

/** Gives a connection up that has brought nothing for a while. */
class Patience {
  private readonly controller = new AbortController()
  private readonly stallMs: number

  constructor(stallMs: number) {
    this.stallMs = stallMs
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Ends the connection, so that nothing more comes. */
  lose(): void {
    this.controller.abort()
  }

  /** @throws Interrupted if it fails or takes too long */
  async of<T>(step: Promise<T>, total?: number): Promise<T> {
    const timer = setTimeout(() => this.controller.abort(), this.stallMs)
    try {
      return await step
    } catch (error) {
      const stalled = `nothing came for ${this.stallMs / 1000} s`
      throw new Interrupted(this.signal.aborted ? stalled : reasonOf(error), total)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** fetch() says `fetch failed` and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause ? String(cause.code) : ''
  return cause.message.includes(code) ? cause.message : `${code} ${cause.message}`.trim()
}
