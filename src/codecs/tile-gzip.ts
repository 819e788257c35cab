/** Bytes in gzip, and bytes sorted by their place in a number (FITS 4.0, section 10.4.2). */
import { gunzipSync, gzipSync } from 'fflate'
import { CodecError } from './codec-error.js'

/** The shortest gzip file: a head of 10 bytes and a tail of 8. */
const FEWEST_BYTES = 18

/**
 * What is packed, which must have one of these lengths. A gzip file says its length in its last
 * four bytes, so no memory is taken for more.
 *
 * @throws CodecError if it has another length, or is damaged
 */
export function gunzipped(packed: Uint8Array, lengths: readonly number[]): Uint8Array {
  if (packed.length < FEWEST_BYTES) throw new CodecError(`${packed.length} bytes are no gzip file`)
  const tail = new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4)
  const said = tail.getUint32(0, true)
  if (!lengths.includes(said)) {
    throw new CodecError(`gzip of ${said} bytes, expected ${lengths.join(' or ')}`)
  }
  let plain: Uint8Array
  try {
    plain = gunzipSync(packed, { out: new Uint8Array(said) })
  } catch (cause) {
    throw new CodecError(`damaged gzip: ${cause instanceof Error ? cause.message : cause}`)
  }
  if (plain.length === said) return plain
  throw new CodecError(`gzip of ${plain.length} bytes that says ${said}`)
}

/**
 * GZIP_2 stores all first bytes of the numbers, then all second bytes, and so on; here they are
 * numbers again.
 *
 * @param bytes of one number
 */
export function unshuffled(sorted: Uint8Array, bytes: number): Uint8Array {
  const n = sorted.length / bytes
  const out = new Uint8Array(sorted.length)
  for (let byte = 0; byte < bytes; byte++) {
    for (let i = 0; i < n; i++) out[i * bytes + byte] = sorted[byte * n + i]
  }
  return out
}

/** In gzip, without a time in its head: the same bytes give the same file. */
export function gzipped(plain: Uint8Array): Uint8Array {
  return gzipSync(plain, { mtime: 0 })
}

/**
 * The other direction of {@link unshuffled}: all first bytes of the numbers, then all second ones.
 *
 * @param bytes of one number
 */
export function shuffled(plain: Uint8Array, bytes: number): Uint8Array {
  const n = plain.length / bytes
  const out = new Uint8Array(plain.length)
  for (let byte = 0; byte < bytes; byte++) {
    for (let i = 0; i < n; i++) out[byte * n + i] = plain[i * bytes + byte]
  }
  return out
}
