/**
 * gzip files of several members, as `cat a.gz b.gz`, bgzip and some archives write them. Browsers
 * unpack the first member alone. Slower than their own way; sums and lengths are checked here.
 */
import { Gunzip } from 'fflate'
import { crc32 } from '../../src/containers/index.js'
import { InputError } from '../../src/errors.js'

/** CRC-32 and length stand behind the packed bytes of a member (RFC 1952, section 2.3). */
const TRAILER_BYTES = 8

/**
 * What all members hold, one behind the other.
 *
 * @throws InputError if a member is damaged or cut
 */
export async function* gzipMembers(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const trailers = new Trailers()
  let ready: Uint8Array[] = []
  let [sum, nBytes] = [0, 0]
  const gunzip = new Gunzip((part) => {
    sum = crc32(part, sum)
    nBytes += part.length
    ready.push(part)
  })
  const check = (end: number) => {
    const { sum: told, length } = trailers.before(end)
    if (told !== sum || length !== nBytes % 2 ** 32) throw damaged(name)
    sum = 0
    nBytes = 0
  }
  gunzip.onmember = check
  const push = (chunk: Uint8Array, isLast = false) => {
    try {
      gunzip.push(chunk, isLast)
    } catch (cause) {
      throw cause instanceof InputError ? cause : damaged(name, cause)
    }
  }
  for await (const chunk of chunks) {
    trailers.add(chunk)
    push(chunk)
    yield* ready
    ready = []
  }
  push(new Uint8Array(0), true)
  check(trailers.nRead)
  yield* ready
}

/** The last bytes that were read: a member's end is known only when the next one begins. */
class Trailers {
  nRead = 0
  private last = new Uint8Array(0)
  private earlier = new Uint8Array(0)

  add(chunk: Uint8Array): void {
    this.earlier = this.last
    this.last = chunk.slice()
    this.nRead += chunk.length
  }

  /** @param end of a member, from the start of the file */
  before(end: number): { sum: number; length: number } {
    const held = new Uint8Array(this.earlier.length + this.last.length)
    held.set(this.earlier)
    held.set(this.last, this.earlier.length)
    const at = end - TRAILER_BYTES - (this.nRead - held.length)
    if (at < 0 || at + TRAILER_BYTES > held.length) return { sum: -1, length: -1 }
    const view = new DataView(held.buffer, at, TRAILER_BYTES)
    return { sum: view.getUint32(0, true), length: view.getUint32(4, true) }
  }
}

function damaged(where: string, cause?: unknown): InputError {
  const problem = { what: 'a gzip file that is damaged', where, remedy: 'download it again' }
  return new InputError(problem, { cause })
}
