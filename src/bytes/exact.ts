/**
 * Pieces of a file whose length the file itself says. Every reader asks here whether such a length
 * can be true before it trusts it: a wrong one then costs a message, never a huge allocation.
 */
import { InputError } from '../errors.js'
import type { ByteSource } from './source.js'

/**
 * Exactly `length` bytes from `start`.
 *
 * @param what how the message names the piece, e.g. `storage 3`
 * @throws InputError if the source ends before
 */
export async function bytesAt(
  source: ByteSource,
  start: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  const end = start + length
  if (!(start >= 0 && length >= 0 && end <= source.byteLength)) {
    throw truncated(source, what, end, source.byteLength)
  }
  const bytes = await source.slice(start, end)
  if (bytes.byteLength !== length) throw truncated(source, what, end, start + bytes.byteLength)
  return bytes
}

/** For reading numbers out of bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function truncated(source: ByteSource, what: string, expected: number, got: number): InputError {
  return new InputError({
    what: `truncated file: it ends before ${what} does`,
    where: source.name,
    expected: `${expected} bytes`,
    got: `${got} bytes`,
    remedy: 'download or copy it again',
  })
}
