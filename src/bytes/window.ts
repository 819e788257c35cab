/** A part of a source that is a file of its own, as a member of a tar archive is. */
import type { ByteSource } from './source.js'
import { readInto } from './source.js'

/**
 * The bytes `[start, start + byteLength)` of a source, read in windows as the source is. Closing it
 * does not close the source.
 *
 * @example windowOf(source, 512, 5760, 'mosaics.tar/a_drc.fits')
 */
export function windowOf(
  source: ByteSource,
  start: number,
  byteLength: number,
  name: string,
): ByteSource {
  const within = (at: number) => Math.min(byteLength, Math.max(0, at))
  return {
    name,
    byteLength,
    async slice(from, to) {
      const first = within(from)
      const end = within(to)
      return end > first ? source.slice(start + first, start + end) : new Uint8Array(0)
    },
    readInto: (bytes, from) => {
      const there = Math.max(0, Math.min(bytes.length, byteLength - from))
      return readInto(source, bytes.subarray(0, there), start + from)
    },
  }
}
