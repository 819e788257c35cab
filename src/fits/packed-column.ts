/**
 * The bytes of one column in one tile of a compressed table (FITS 4.0, section 10.3.4), and of one
 * list: they are those of the column's cells, one row after another.
 */
import { CodecError, gunzipped, type RiceBytes, riceDecoded, unshuffled } from '../codecs/index.js'
import { InputError } from '../errors.js'
import { type ColumnFormat, ELEMENT_BYTES, type ElementCode } from './column-format.js'
import type { Header } from './header.js'

/** ZCTYPn; the default is GZIP_2. */
const CODECS = ['RICE_1', 'GZIP_1', 'GZIP_2', 'NOCOMPRESS'] as const
export type ColumnCodec = (typeof CODECS)[number]

const RICE_BYTES: Partial<Record<ElementCode, RiceBytes>> = { B: 1, I: 2, J: 4 }
/** What GZIP_2 sorts the bytes of. */
const SORTED = 'IJKED'
/** Pixels in a block of Rice codes: tables have no keyword for it. */
const RICE_BLOCK = 32

/**
 * How a column is packed.
 *
 * @throws InputError for a codec that is not read, or that cannot hold such a column
 */
export function columnCodec(
  header: Header,
  n: number,
  { code, descriptor }: ColumnFormat,
): ColumnCodec {
  const said = header.string(`ZCTYP${n}`, 'GZIP_2').trim().toUpperCase()
  const codec = CODECS.find((name) => name === said)
  const isFit =
    codec !== undefined &&
    (codec !== 'RICE_1' || code in RICE_BYTES) &&
    (codec !== 'GZIP_2' || descriptor !== undefined || SORTED.includes(code))
  if (isFit) return codec
  throw new InputError({
    what: `a packed column that is not read (ZCTYP${n})`,
    where: header.where,
    expected: codec ? `another codec for the elements ${code}` : CODECS.join(', '),
    got: said,
    remedy: 'unpack it with the program that packed it',
  })
}

/**
 * @param nBytes so many are unpacked
 * @throws CodecError if they are others
 */
export function columnBytes(
  packed: Uint8Array,
  nBytes: number,
  codec: ColumnCodec,
  code: ElementCode,
): Uint8Array {
  if (codec === 'NOCOMPRESS') {
    if (packed.length === nBytes) return packed
    throw new CodecError(`${packed.length} bytes, expected ${nBytes}`)
  }
  if (codec === 'RICE_1') return riceBytes(packed, nBytes, RICE_BYTES[code]!)
  const plain = gunzipped(packed, [nBytes])
  const isSorted = codec === 'GZIP_2' && SORTED.includes(code)
  return isSorted ? unshuffled(plain, ELEMENT_BYTES[code]) : plain
}

/** As integers of big-endian bytes. */
function riceBytes(packed: Uint8Array, nBytes: number, bytes: RiceBytes): Uint8Array {
  const n = nBytes / bytes
  const integers = riceDecoded(packed, n, bytes, RICE_BLOCK)
  const out = new Uint8Array(nBytes)
  const view = new DataView(out.buffer)
  for (let i = 0; i < n; i++) {
    if (bytes === 1) out[i] = integers[i]
    else if (bytes === 2) view.setInt16(2 * i, integers[i])
    else view.setInt32(4 * i, integers[i])
  }
  return out
}
