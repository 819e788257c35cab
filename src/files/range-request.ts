/**
 * One request for the rest of a file (RFC 9110, section 14.2, Range), and what a server may answer.
 */
import type { FileHandle } from 'node:fs/promises'
import { InputError } from '../errors.js'
import { checkFreeSpace } from './output.js'

/** What a request needs to know. */
export interface Downloading {
  readonly url: string
  /** Path of the file, for messages about the disk. */
  readonly to: string
  readonly file: FileHandle
  /** Bytes that are there already. */
  readonly from: number
  /** Length of the whole file, where it is known beforehand: nothing longer is taken. */
  readonly bytes?: number
  /** The connection is given up when no byte comes for this long, ms. */
  readonly stallMs: number
  /** The connection is given up at this time, of `performance.now()`. */
  readonly deadline: number
  /**
   * What the server called the version of the file that the bytes are from: an ETag or a date.
   * Where it has another version now, all of that is sent (RFC 9110, section 13.1.5, If-Range).
   */
  readonly version?: string
  /** Called before a file is received from its start, with what the server calls its version. */
  onVersion?(version: string | undefined): Promise<void>
  onProgress?(nDone: number, nTotal: number): void
}

/** The connection failed; another attempt may succeed. */
export class Interrupted extends Error {
  /** What happened, in words. */
  readonly said: string
  /** Length of the whole file, if the server told it. */
  readonly total: number | undefined

  constructor(said: string, total?: number) {
    super(said)
    this.said = said
    this.total = total
  }
}

/** The server answers that it will not give the file: a 404, a 403. */
export class Refused extends InputError {}

/** Statuses that may change: too early, too many requests, and errors of the server. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Writes the rest of the file, or all of it if the server does not know ranges.
 *
 * @throws Interrupted if the connection fails or ends early
 * @throws Refused if the server refuses
 * @throws InputError if the file has another length, or the disk is too small
 */
export async function fetchRest(job: Downloading): Promise<void> {
  const patience = new Patience(job.stallMs, job.deadline)
  const response = await patience.of(request(job, patience.signal))
  const answer = await answered(job, response)
  if (answer === 'complete') return
  try {
    refuseOtherLength(job, answer.total)
    if (answer.start === 0) await job.onVersion?.(versionOf(response.headers))
    await checkFreeSpace(job.to, (answer.total ?? 0) - answer.start)
    await receive(job, response, answer, patience)
  } catch (error) {
    patience.lose()
    throw error
  }
}

function request(job: Downloading, signal: AbortSignal): Promise<Response> {
  const { url, from, version } = job
  const range: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {}
  const asked = from > 0 && version !== undefined ? { ...range, 'If-Range': version } : range
  return fetch(url, { headers: { ...asked, 'Accept-Encoding': 'identity' }, signal })
}

/** A weak ETag does not say that the bytes are the same. */
function versionOf(headers: Headers): string | undefined {
  const tag = headers.get('etag')
  return tag !== null && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined)
}

/** Whether the server says that its file is another one than that which the bytes are from. */
function isOtherVersion({ version }: Downloading, headers: Headers): boolean {
  const now = versionOf(headers)
  return version !== undefined && now !== undefined && now !== version
}

interface Answer {
  /** Place of the first byte that comes, in the file. */
  readonly start: number
  /** Length of the whole file, if the server tells it. */
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
  const isOther = isOtherVersion(job, headers)
  if (status === 206 && Number(first) === job.from && !isOther) return { start: job.from, total }
  await response.body?.cancel()
  if (status === 416 && total === job.from && !isOther) return 'complete'
  if (status === 206 || status === 416) {
    await job.file.truncate(0)
    const said = isOther ? 'another version of the file' : range || 'no range'
    throw new Interrupted(`answer ${status} with ${said}`, total)
  }
  if (PASSING.has(status)) throw new Interrupted(`answer ${status} ${statusText}`)
  throw new Refused({
    what: 'the server refuses the file',
    where: job.url,
    got: `answer ${status} ${statusText}`,
    remedy: status === 404 ? 'check the address' : 'check whether it may be read from here',
  })
}

/** A file of another length is another file: a page that says no, or what fills the disk. */
function refuseOtherLength({ url, bytes }: Downloading, got: number | undefined): void {
  if (bytes === undefined || got === undefined || got === bytes) return
  throw new InputError({
    what: 'the file on the server has another length than the published one',
    where: url,
    expected: `${bytes} bytes`,
    got: `${got} bytes`,
    remedy: 'try again, or from another network: a proxy or mirror may send another file',
  })
}

async function receive(
  job: Downloading,
  response: Response,
  { start, total }: Answer,
  patience: Patience,
): Promise<void> {
  const { file, onProgress, bytes } = job
  const most = bytes ?? total ?? Number.POSITIVE_INFINITY
  let at = start
  const reader = response.body!.getReader()
  for (;;) {
    const { done, value } = await patience.of(reader.read(), total)
    if (done) break
    if (at + value.length > most) {
      await file.truncate(0)
      refuseOtherLength({ ...job, bytes: most }, at + value.length)
    }
    for (let done = 0; done < value.length; ) {
      done += (await file.write(value, done, value.length - done, at + done)).bytesWritten
    }
    at += value.length
    if (total !== undefined) onProgress?.(at, total)
  }
  const whole = bytes ?? total
  if (whole !== undefined && at < whole) throw new Interrupted('the answer ended early', whole)
  await file.truncate(at)
}

/** Gives up a connection that has brought nothing for a while. */
class Patience {
  private readonly controller = new AbortController()
  private readonly stallMs: number
  private readonly deadline: number

  constructor(stallMs: number, deadline: number) {
    this.stallMs = stallMs
    this.deadline = deadline
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Ends the connection. */
  lose(): void {
    this.controller.abort()
  }

  /** @throws Interrupted if the step fails or takes too long */
  async of<T>(step: Promise<T>, total?: number): Promise<T> {
    const leftMs = Math.max(0, this.deadline - performance.now())
    const timer = setTimeout(() => this.controller.abort(), Math.min(this.stallMs, leftMs))
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

/** `fetch` gives the message `fetch failed`, and the reason as its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause ? String(cause.code) : ''
  return cause.message.includes(code) ? cause.message : `${code} ${cause.message}`.trim()
}
