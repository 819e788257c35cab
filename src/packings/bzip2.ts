/**
 * bzip2: streams, one after another, of blocks of at most 900 kB. A block is coded by runs, the
 * Burrows-Wheeler transform, move-to-front and up to six Huffman tables; each has a CRC-32, and so
 * has the stream. The blocks decoded here are bzip2-block.ts's.
 */

import { ByteQueue } from './byte-queue.js'
import { BitReader, readBlock } from './bzip2-block.js'
import { crcOf, unrun } from './bzip2-runs.js'
import { damaged, truncated } from './damage.js'

/** No block takes more when packed: 900,000 symbols of 20 bits, and its tables. */
const LARGEST_PACKED = 2.5e6

/**
 * @param where the file's name, for errors
 * @throws InputError if it is cut, a checksum differs, or it is of before bzip2 0.9.5
 */
export async function* unbzip2(
  chunks: AsyncIterable<Uint8Array>,
  where: string,
): AsyncGenerator<Uint8Array> {
  const queue = new ByteQueue(chunks)
  for (let isFirst = true; ; isFirst = false) {
    const head = await queue.take(4)
    // Tapes and archives fill up their last block with zeros.
    if (!isFirst && head.every((byte) => byte === 0)) return
    const level = head[3] - 0x30
    if (head.length < 4) throw truncated('bzip2', where)
    if (String.fromCharCode(...head.subarray(0, 3)) !== 'BZh' || !(level >= 1 && level <= 9)) {
      throw damaged('bzip2', where, isFirst ? 'another header' : 'other bytes behind its end')
    }
    yield* stream(queue, 100_000 * level, where)
  }
}

async function* stream(
  queue: ByteQueue,
  blockBytes: number,
  where: string,
): AsyncGenerator<Uint8Array> {
  let streamCrc = 0
  let bitOffset = 0
  for (;;) {
    const bits = new BitReader(await queue.peek(LARGEST_PACKED), bitOffset, where)
    const mark = `${bits.read(24).toString(16)}${bits.read(24).toString(16).padStart(6, '0')}`
    const crc = bits.read32()
    if (mark === '177245385090') {
      if (crc !== streamCrc) throw damaged('bzip2', where, 'the checksum of all differs')
      await queue.take(Math.ceil(bits.position / 8))
      return
    }
    if (mark !== '314159265359') throw damaged('bzip2', where, 'no block where one should begin')
    const block = readBlock(bits, blockBytes, where)
    let found = -1
    for (const piece of unrun(block)) {
      found = crcOf(piece, found)
      yield piece
    }
    if (~found >>> 0 !== crc) throw damaged('bzip2', where, 'the checksum of a block differs')
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0
    await queue.take(Math.floor(bits.position / 8))
    bitOffset = bits.position % 8
  }
}
