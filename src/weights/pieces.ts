/**
 * Reads pieces of a file of weights. Every reader asks here whether a length that it found in the
 * file can be true before it trusts it: a wrong length then costs a message, never a huge
 * allocation. Names from the file are made fit for a message.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { visible } from '../visible.js'

/**
 * Exactly `length` bytes from `start`.
 *
 * @param what How the message names the piece, e.g. `storage 3`.
 * @throws InputError if the source ends before.
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

/** A name or a value from a file as a message may print it: short, on one line. */
export function printable(text: string): string {
  const clean = visible(text)
  return clean.length > 80 ? `${clean.slice(0, 77)}...` : clean
}

/** The first ten of many names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(printable).join(', ')
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown
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
