/**
 * Zstandard (RFC 8878): frames, one after another, some to be skipped. Frames are told apart here,
 * and each block is unpacked by fzstd, which looks at no checksum and believes any size of window.
 */
import { Decompress } from 'fzstd'
import { InputError } from '../errors.js'
import { ByteQueue } from './byte-queue.js'
import { damaged, truncated } from './damage.js'
import { Xxh64 } from './xxh64.js'

const FRAME = 0xfd2fb528
/** Sixteen marks of frames that are skipped; their lowest four bits are free. */
const SKIPPED = 0x184d2a50
/** What zstd itself accepts without being asked, bytes (section 3.1.1.1.2). */
const LARGEST_WINDOW = 2 ** 27
const SKIPPED_PIECE = 2 ** 20
const COMPRESSED = 2
const REPEATED = 1

/**
 * @param where the file's name, for errors
 * @throws InputError if it is cut, a checksum or a length differs, or it needs a dictionary or a
 *   window of more than 128 MiB
 */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks)
  for (let isFirst = true; ; isFirst = false) {
    const head = await queue.peek(18)
    if (head.length === 0 && !isFirst) return
    if (head.length < 8) throw truncated('Zstandard', where)
    const mark = numberAt(head, 0, 4)
    if (mark === FRAME) yield* frame(queue, where)
    else if ((mark & 0xfffffff0) >>> 0 === SKIPPED) await skip(queue, where)
    else
      throw damaged('Zstandard', where, isFirst ? 'another header' : 'other bytes behind its end')
  }
}

async function skip(queue: ByteQueue, where: string): Promise<void> {
  let left = numberAt(await queue.take(8), 4, 4)
  while (left > 0) {
    const { length } = await queue.take(Math.min(left, SKIPPED_PIECE))
    if (length === 0) throw truncated('Zstandard', where)
    left -= length
  }
}

async function* frame(queue: ByteQueue, where: string): AsyncGenerator<Uint8Array> {
  const { length, hasChecksum, contentBytes } = headerOf(await queue.peek(18), where)
  const out: Uint8Array[] = []
  const frame = new Decompress((bytes) => out.push(bytes))
  const give = (bytes: Uint8Array, isLast: boolean) => {
    try {
      frame.push(bytes, isLast)
    } catch (error) {
      throw damaged('Zstandard', where, (error as Error).message, error)
    }
  }
  const sum = new Xxh64()
  let total = 0
  let head = await queue.take(length)
  for (let isLast = false; !isLast; head = NOTHING) {
    const block = await nextBlock(queue, where)
    isLast = (block[0] & 1) === 1
    const stored = isLast && hasChecksum ? await queue.take(4) : NOTHING
    if (isLast && hasChecksum && stored.length < 4) throw truncated('Zstandard', where)
    if (head.length > 0) give(head, false)
    give(block, false)
    if (isLast) give(stored, true)
    for (const bytes of out.splice(0)) {
      total += bytes.length
      if (hasChecksum) sum.add(bytes)
      // The window behind it is written over when the next block comes.
      yield bytes.slice()
    }
    if (hasChecksum && isLast && numberAt(stored, 0, 4) !== sum.low) {
      throw damaged('Zstandard', where, 'another checksum')
    }
  }
  if (contentBytes !== undefined && total !== contentBytes) {
    throw damaged('Zstandard', where, `${total} bytes where ${contentBytes} are declared`)
  }
}

/** One block with its head of three bytes (section 3.1.1.2). */
async function nextBlock(queue: ByteQueue, where: string): Promise<Uint8Array> {
  const mark = numberAt(await queue.peek(3), 0, 3)
  const kind = (mark >>> 1) & 3
  const size = 3 + (kind === REPEATED ? 1 : mark >>> 3)
  if (kind > COMPRESSED || mark >>> 3 > 2 ** 17) throw damaged('Zstandard', where, 'its blocks')
  const block = await queue.take(size)
  if (block.length < size) throw truncated('Zstandard', where)
  return block
}

const NOTHING = new Uint8Array(0)

interface FrameHeader {
  readonly length: number
  readonly hasChecksum: boolean
  /** If the frame declares it. */
  readonly contentBytes?: number
}

/** Section 3.1.1.1. */
function headerOf(bytes: Uint8Array, where: string): FrameHeader {
  const flags = bytes[4]
  const isSingle = (flags & 0x20) !== 0
  const dictionaryAt = isSingle ? 5 : 6
  const sizeAt = dictionaryAt + [0, 1, 2, 4][flags & 3]
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >>> 6]
  const length = sizeAt + sizeBytes
  if (bytes.length < length) throw truncated('Zstandard', where)
  if ((flags & 8) !== 0) throw damaged('Zstandard', where, 'a reserved bit')
  if (numberAt(bytes, dictionaryAt, sizeAt - dictionaryAt) !== 0) {
    throw new InputError({
      what: 'a Zstandard file that needs a dictionary',
      where,
      remedy: UNPACK,
    })
  }
  const size = numberAt(bytes, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
  const scale = 2 ** (10 + (bytes[5] >>> 3))
  const window = isSingle ? size : scale + (scale / 8) * (bytes[5] & 7)
  if (window > LARGEST_WINDOW) {
    throw new InputError({
      what: 'a Zstandard file with too large a window',
      where,
      expected: `at most ${LARGEST_WINDOW} bytes`,
      got: `${window}`,
      remedy: UNPACK,
    })
  }
  const hasChecksum = (flags & 4) !== 0
  return { length, hasChecksum, ...(sizeBytes > 0 && { contentBytes: size }) }
}

const UNPACK = 'unpack it with `unzstd --long=31`'

/** A number of several bytes, the lowest first. */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
