/** The last step of bzip2: the order before the Burrows-Wheeler transform, runs, the checksum. */

/** A block after its Huffman codes. */
export interface Block {
  /** Byte i in the lowest 8 bits, and above them the place of the byte that follows it. */
  readonly links: Uint32Array
  readonly length: number
  /** Place whose link leads to that of the first byte. */
  readonly origin: number
}

const PIECE = 2 ** 18
/** Four equal bytes are followed by the number of further ones. */
const LONGEST_RUN = 255

/** The bytes of a block, in pieces that share no memory. */
export function* unrun({ links, length, origin }: Block): Generator<Uint8Array> {
  let out = new Uint8Array(PIECE)
  let nOut = 0
  let link = links[links[origin] >>> 8]
  let before = -1
  let nEqual = 0
  for (let i = 0; i < length; i++) {
    const byte = link & 255
    link = links[link >>> 8]
    if (nEqual === 4) {
      out.fill(before, nOut, nOut + byte)
      nOut += byte
      nEqual = 0
      before = -1
    } else {
      nEqual = byte === before ? nEqual + 1 : 1
      before = byte
      out[nOut++] = byte
    }
    if (nOut > PIECE - LONGEST_RUN - 1) {
      yield out.subarray(0, nOut)
      out = new Uint8Array(PIECE)
      nOut = 0
    }
  }
  if (nOut > 0) yield out.subarray(0, nOut)
}

/** CRC-32 with the highest bit first, polynomial 0x04c11db7. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** @param crc of the bytes before; -1 at the start. The complement of the last is the checksum */
export function crcOf(bytes: Uint8Array, crc: number): number {
  let value = crc
  for (const byte of bytes) value = (value << 8) ^ TABLE[(value >>> 24) ^ byte]
  return value
}
