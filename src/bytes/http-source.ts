/**
 * A file on a web server, read by ranges (RFC 9110, section 14). An answer is taken only if it is
 * the range that was asked for, of the file whose length was told at first: bytes of another place
 * or another file would be read as pixels.
 */
import { InputError } from '../errors.js'
import type { ByteSource } from './source.js'

/** What is known of the file from the first answer. */
interface RemoteFile {
  readonly url: string
  readonly byteLength: number
  /** Which version it is; undefined where the server does not say. */
  readonly etag: string | null
}

/** A range of a packed answer would be a range of something else. */
const PLAIN = { 'accept-encoding': 'identity' }

/**
 * A file on a web server that answers range requests.
 *
 * @throws InputError if the server refuses, does not tell the length, ignores the range, or gives
 *   bytes of another place or another version of the file
 * @example const hdus = await readHdus(await httpSource('https://example.org/mosaic.fits'))
 */
export async function httpSource(url: string): Promise<ByteSource> {
  const head = await fetch(url, { method: 'HEAD', headers: PLAIN }).catch((error: unknown) => {
    throw unreachable(url, error)
  })
  const length = head.headers.get('content-length')
  const byteLength = Number(length)
  const packed = encodingOf(head)
  if (!head.ok || length === null || packed || !Number.isSafeInteger(byteLength)) {
    throw new InputError({
      what: 'cannot read over HTTP',
      where: url,
      expected: 'status 200 with a Content-Length',
      got: `status ${head.status}${length === null ? ' without Content-Length' : packed}`,
      remedy: 'download the file and give its path',
    })
  }
  const file = { url, byteLength, etag: head.headers.get('etag') }
  return {
    name: url,
    byteLength,
    slice: (start, end) => fetchRange(file, Math.max(0, start), Math.min(byteLength, end)),
  }
}

async function fetchRange(file: RemoteFile, start: number, end: number): Promise<Uint8Array> {
  if (end <= start) return new Uint8Array(0)
  const headers = { ...PLAIN, range: `bytes=${start}-${end - 1}` }
  const answer = await fetch(file.url, { headers }).catch((error: unknown) => {
    throw unreachable(file.url, error)
  })
  const wrong = wrongAnswer(file, answer, start, end)
  if (wrong) {
    await answer.body?.cancel()
    throw wrong
  }
  const bytes = new Uint8Array(
    await answer.arrayBuffer().catch((error: unknown) => {
      throw unreachable(file.url, error)
    }),
  )
  if (bytes.length === end - start) return bytes
  throw otherBytes(file.url, `${end - start} bytes`, `${bytes.length}`)
}

/** A whole file asked for as a range may come with status 200. */
function wrongAnswer(
  { url, byteLength, etag }: RemoteFile,
  answer: Response,
  start: number,
  end: number,
): InputError | undefined {
  const isWhole = answer.status === 200 && start === 0 && end === byteLength
  if (answer.status !== 206 && !isWhole) {
    return new InputError({
      what: answer.status === 200 ? 'the server ignores range requests' : 'the server refuses',
      where: url,
      expected: 'status 206',
      got: `status ${answer.status}`,
      remedy: 'download the file and give its path',
    })
  }
  const packed = encodingOf(answer)
  if (packed) return otherBytes(url, 'bytes as they are', packed.trim())
  const now = answer.headers.get('etag')
  if (etag && now && now !== etag) return otherBytes(url, `version ${etag}`, now)
  const said = answer.headers.get('content-range')
  if (isWhole || said === null) return undefined
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+|\*)/i.exec(said) ?? []
  const isRight = Number(first) === start && Number(last) === end - 1
  if (isRight && (all === '*' || Number(all) === byteLength)) return undefined
  return otherBytes(url, `bytes ${start}-${end - 1}/${byteLength}`, said)
}

function encodingOf({ headers }: Response): string {
  const encoding = headers.get('content-encoding') ?? 'identity'
  return /^identity$/i.test(encoding) ? '' : ` with Content-Encoding ${encoding}`
}

function otherBytes(url: string, expected: string, got: string): InputError {
  return new InputError({
    what: 'the server gives other bytes than were asked for',
    where: url,
    expected,
    got,
    remedy: 'the file may have changed: run again, or download it and give its path',
  })
}

function unreachable(url: string, error: unknown): InputError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return new InputError(
    {
      what: 'cannot read over HTTP',
      where: url,
      got: cause instanceof Error ? cause.message : String(cause),
      remedy: 'check the address and the connection, or download the file and give its path',
    },
    { cause: error },
  )
}
