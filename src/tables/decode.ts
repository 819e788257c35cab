/**
 * From bytes to text. UTF-8 and UTF-16 tell themselves; what is neither is taken for Latin-1, in
 * which every byte is a letter, so a doubt says so.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'

/** JavaScript holds no longer text. */
const MOST_BYTES = 2 ** 29 - 24
/** So many bytes show whether there are zero bytes in UTF-16's places. */
const HEAD = 1024

/**
 * The text of a file, without a byte-order mark.
 *
 * @param notes gets a doubt if the letters beyond ASCII may be wrong
 * @throws InputError if the bytes are no text, or too many
 */
export function decoded(bytes: Uint8Array, source: string, notes: Notes): string {
  if (bytes.length > MOST_BYTES) {
    throw new InputError({
      what: 'a text table that is too large',
      where: source,
      expected: 'at most 512 MiB',
      got: `${Math.ceil(bytes.length / 2 ** 20)} MiB`,
      remedy: 'write it as FITS, or in parts',
    })
  }
  const wide = wideEncoding(bytes)
  if (wide) return new TextDecoder(wide).decode(bytes)
  if (bytes.includes(0)) {
    const remedy = 'give a table: FITS, ECSV, CSV, or columns between blanks or tabs'
    throw new InputError({ what: 'not a text table: it has zero bytes', where: source, remedy })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    notes.doubt('the text is not UTF-8: it is read as Latin-1; letters beyond ASCII may be wrong')
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** UTF-16 by its byte-order mark, or by zeros in every other byte, as text in ASCII has there. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = bytes.subarray(0, HEAD)
  const zeros = [0, 0]
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]++
  const most = Math.floor(head.length / 2) * 0.9
  if (bytes.length % 2 === 1 || most === 0) return undefined
  if (zeros[0] === 0 && zeros[1] >= most) return 'utf-16le'
  return zeros[1] === 0 && zeros[0] >= most ? 'utf-16be' : undefined
}
