/**
 * How much may come out of a packed file, archives included. A packed tar archive may be as long as
 * the headers of the FITS files in it say; all else in it together may grow only so much, as one
 * packed file may (unpack-limit.ts).
 */
import { FreeGrowth, UnpackLimit } from '../bytes/index.js'
import { ByteQueue } from '../packings/index.js'
import { memberName } from './archive.js'
import { paddedBytes } from './tar.js'
import { isTarHeader, isZeroBlock, TAR_BLOCK } from './tar-header.js'
import { TarWalk } from './tar-walk.js'

const PIECE = 2 ** 20

/** What is unpacked, and who is asked before it grows. */
export interface Unpacking {
  /** Size of the packed file. */
  readonly packedBytes: number
  /** Its name, for errors. */
  readonly name: string
  /** Called with the bytes that headers declare in all, before they come. */
  onDeclared?(bytes: number): Promise<void>
}

/**
 * Passes unpacked bytes on as long as they are as many as there should be.
 *
 * @throws InputError if there are more, or a tar archive is damaged
 * @example for await (const chunk of unpackLimited(gunzipped, { packedBytes, name })) ...
 */
export async function* unpackLimited(
  chunks: AsyncIterable<Uint8Array>,
  unpacking: Unpacking,
): AsyncGenerator<Uint8Array, void> {
  const queue = new ByteQueue(chunks)
  const head = (await queue.peek(TAR_BLOCK)).subarray(0, TAR_BLOCK)
  if (isTarHeader(head)) yield* tarLimited(queue, unpacking)
  else yield* fileLimited(queue, unpacking)
}

async function* fileLimited(queue: ByteQueue, { packedBytes, name, onDeclared }: Unpacking) {
  const limit = new UnpackLimit(packedBytes, name)
  let asked = 0
  for (;;) {
    const chunk = await queue.next(PIECE)
    if (chunk.length === 0) return
    limit.add(chunk)
    if (limit.declared > asked) {
      asked = limit.declared
      await onDeclared?.(asked)
    }
    yield chunk
  }
}

async function* tarLimited(queue: ByteQueue, { packedBytes, name, onDeclared }: Unpacking) {
  const walk = new TarWalk(name)
  const others = new FreeGrowth(packedBytes, name)
  for (let at = 0; ; ) {
    const block = await queue.take(TAR_BLOCK)
    others.add(block.length)
    yield block
    if (block.length < TAR_BLOCK) return
    if (isZeroBlock(block)) break
    const step = walk.take(block, at)
    const length = paddedBytes(step.byteLength)
    at += TAR_BLOCK + length
    await onDeclared?.(at)
    if (step.kind === 'extension') {
      const content = await queue.take(length)
      others.add(content.length)
      walk.extend(content.subarray(0, step.byteLength))
      yield content
    } else {
      const where = memberName(name, step.path)
      yield* memberLimited(queue, length, new UnpackLimit(packedBytes, where), others)
    }
  }
  for (let chunk = await queue.next(PIECE); chunk.length > 0; ) {
    others.add(chunk.length)
    yield chunk
    chunk = await queue.next(PIECE)
  }
}

/** @param length bytes with the padding */
async function* memberLimited(
  queue: ByteQueue,
  length: number,
  limit: UnpackLimit,
  others: FreeGrowth,
) {
  let counted = 0
  for (let left = length; left > 0; ) {
    const chunk = await queue.next(Math.min(PIECE, left))
    if (chunk.length === 0) return
    left -= chunk.length
    limit.add(chunk)
    if (limit.declared === 0) {
      others.add(chunk.length)
      counted += chunk.length
    } else {
      // It was FITS after all: its header is long.
      others.add(-counted)
      counted = 0
    }
    yield chunk
  }
}
