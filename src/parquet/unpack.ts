/**
 * The codecs of pages. Each gives as many bytes as the page's header says, or it is damage: a codec
 * that ends early must not leave zeros. The libraries are loaded when a page needs them.
 */
import { gunzipped } from '../codecs/index.js'
import { unzstd } from '../packings/index.js'
import { Damage, Unread } from './damage.js'

/** Names of the enumeration CompressionCodec of parquet.thrift, by number. */
const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW']

/**
 * @param codec its number
 * @param length of what is packed, bytes
 * @throws Damage if it is not that long or damaged; Unread for LZO, which is not free
 */
export async function unpacked(
  packed: Uint8Array,
  codec: number,
  length: number,
): Promise<Uint8Array> {
  if (length === 0) return packed.subarray(0, 0)
  const name = CODECS[codec] ?? `codec ${codec}`
  const unpack = UNPACK[name]
  if (!unpack) throw new Unread(`its pages are packed with ${name}`)
  let bytes: Uint8Array
  try {
    bytes = await unpack(packed, length)
  } catch (error) {
    throw new Damage(`a page that is no ${name}: ${(error as Error).message}`)
  }
  if (bytes.length === length) return bytes
  throw new Damage(`a page of ${bytes.length} bytes, of which ${length} are declared`)
}

type Unpack = (packed: Uint8Array, length: number) => Uint8Array | Promise<Uint8Array>

const UNPACK: Readonly<Record<string, Unpack>> = {
  UNCOMPRESSED: (packed) => packed,
  SNAPPY: unsnapped,
  GZIP: (packed, length) => gunzipped(packed, [length]),
  BROTLI: async (packed, length) => {
    const { decompress } = await import('brotli/decompress')
    return decompress(packed, length)
  },
  ZSTD: unzstandard,
  LZ4_RAW: lz4Block,
  LZ4: lz4Framed,
}

/** hysnappy believes the length at the beginning of the packed bytes, so that is compared first. */
async function unsnapped(packed: Uint8Array, length: number): Promise<Uint8Array> {
  let [said, at, scale] = [0, 0, 1]
  for (let byte = 128; byte >= 128 && at < 5; scale *= 128) {
    byte = packed[at++]
    said += (byte & 127) * scale
  }
  if (said !== length) throw new Damage(`${said} bytes where ${length} are declared`)
  const { snappyUncompress } = await import('hysnappy')
  return snappyUncompress(packed, length)
}

async function unzstandard(packed: Uint8Array, length: number): Promise<Uint8Array> {
  async function* whole() {
    yield packed
  }
  const bytes = new Uint8Array(length)
  let n = 0
  for await (const part of unzstd(whole(), 'page')) {
    if (part.length > length - n) throw new Damage(`more than the ${length} declared bytes`)
    bytes.set(part, n)
    n += part.length
  }
  return bytes.subarray(0, n)
}

/** LZ4's block format (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md). */
function lz4Block(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let [at, n] = [0, 0]
  const lengthFrom = (start: number) => {
    let sum = start
    for (let byte = 255; start === 15 && byte === 255; sum += byte) {
      if (at >= packed.length) throw new Damage('it is cut')
      byte = packed[at++]
    }
    return sum
  }
  while (at < packed.length) {
    const token = packed[at++]
    const nLiterals = lengthFrom(token >> 4)
    if (nLiterals > packed.length - at || nLiterals > length - n) throw new Damage('it is cut')
    bytes.set(packed.subarray(at, at + nLiterals), n)
    at += nLiterals
    n += nLiterals
    if (at === packed.length) break
    const back = packed[at] | (packed[at + 1] << 8)
    at += 2
    const nCopied = 4 + lengthFrom(token & 15)
    if (at > packed.length || back === 0 || back > n || nCopied > length - n) {
      throw new Damage('a copy from outside')
    }
    for (const end = n + nCopied; n < end; n++) bytes[n] = bytes[n - back]
  }
  return bytes.subarray(0, n)
}

/**
 * What old files call LZ4: Hadoop's blocks, each behind the lengths of what is packed and of the
 * packed bytes, 4 bytes each, the highest first. Some writers left the lengths out.
 */
function lz4Framed(packed: Uint8Array, length: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  const bytes = new Uint8Array(length)
  let [at, n] = [0, 0]
  while (at + 8 <= packed.length) {
    const [nPlain, nPacked] = [view.getUint32(at), view.getUint32(at + 4)]
    if (nPlain > length - n || nPacked > packed.length - at - 8 || nPacked === 0) break
    const block = lz4Block(packed.subarray(at + 8, at + 8 + nPacked), nPlain)
    if (block.length !== nPlain) break
    bytes.set(block, n)
    at += 8 + nPacked
    n += nPlain
  }
  return at === packed.length && n === length ? bytes : lz4Block(packed, length)
}
