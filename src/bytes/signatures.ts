/**
 * What a file is, by its first bytes, where it is neither FITS nor a table in text. The one list of
 * such signs: readers of FITS, of tables and of packed files ask here. A sign that is made of
 * letters could begin a table too (`BZh,x,y`), so such a file must hold bytes that no text has, or
 * go on as its format does.
 */

/** How a file is packed that is unpacked when it is opened. */
export type Packing = 'gzip' | 'bzip2' | 'Zstandard' | 'Unix compress'

/** What a file is. */
export interface Signature {
  /** For a message, e.g. `a gzip file`. */
  readonly looks: string
  /** What the user can do. */
  readonly remedy?: string
  /** How it is packed, if what is in it can be read. */
  readonly packing?: Packing
  /** What is packed in it: one file, or several. */
  readonly holds?: 'file' | 'files'
}

interface Sign extends Signature {
  /** How it begins, byte for byte in one of several ways, or a pattern in its beginning. */
  readonly starts: string | readonly string[] | RegExp
  /** Its first bytes are letters, but others that no text has follow. */
  readonly isBinary?: boolean
}

/** So many bytes tell what a file is. */
export const SIGNATURE_BYTES = 1024

const unpack = (program: string) => `unpack it with \`${program}\``

const SIGNS: readonly Sign[] = [
  {
    starts: '\x1f\x8b',
    looks: 'a gzip file',
    remedy: unpack('gunzip'),
    packing: 'gzip',
    holds: 'file',
  },
  {
    starts: '\x1f\x9d',
    looks: 'a Unix compress (.Z) file',
    remedy: unpack('uncompress'),
    packing: 'Unix compress',
    holds: 'file',
  },
  // The block that follows begins with the digits of pi, the end of an empty one with its root.
  {
    starts: [...'123456789'].flatMap((n) => [`BZh${n}1AY&SY`, `BZh${n}\x17rE8P\x90`]),
    looks: 'a bzip2 file',
    remedy: unpack('bunzip2'),
    packing: 'bzip2',
    holds: 'file',
  },
  { starts: '\xfd7zXZ\0', looks: 'an xz file', remedy: unpack('unxz'), holds: 'file' },
  // Skippable frames may come first (RFC 8878, section 3.1.2).
  {
    starts: ['\x28\xb5\x2f\xfd', ...[...'PQRSTUVWXYZ[\\]^_'].map((n) => `${n}*M\x18`)],
    looks: 'a Zstandard file',
    remedy: unpack('unzstd'),
    packing: 'Zstandard',
    holds: 'file',
  },
  {
    starts: ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'],
    looks: 'a zip archive or an Excel file',
    remedy: 'unpack the archive, or save the sheet as CSV',
    holds: 'files',
  },
  {
    starts: /^[\s\S]{257}ustar/,
    looks: 'a tar archive',
    remedy: 'unpack it with `tar xf`, and give the folder',
    holds: 'files',
  },
  {
    starts: '7z\xbc\xaf\x27\x1c',
    looks: 'a 7-Zip file',
    remedy: unpack('7z x'),
    holds: 'files',
  },
  { starts: 'Rar!\x1a\x07', looks: 'a RAR file', remedy: unpack('unrar x'), holds: 'files' },
  { starts: '\x89PNG', looks: 'a PNG picture' },
  { starts: '\xff\xd8\xff', looks: 'a JPEG picture' },
  { starts: /^GIF8[79]a/, looks: 'a GIF picture', isBinary: true },
  { starts: 'II*\0', looks: 'a TIFF picture' },
  { starts: 'MM\0*', looks: 'a TIFF picture' },
  {
    starts: '\x89HDF',
    looks: 'an HDF5 file',
    remedy: 'write it as FITS, e.g. with astropy',
  },
  { starts: /^#ASDF \d/, looks: 'an ASDF file' },
  { starts: '\x93NUMPY', looks: 'a NumPy array' },
  { starts: 'PAR1', looks: 'a Parquet table', isBinary: true },
  { starts: /^%PDF-\d/, looks: 'a PDF document' },
  { starts: 'version https://git-lfs', looks: 'a Git LFS pointer: run `git lfs pull`' },
  { starts: /^XTENSION=/, looks: 'a FITS extension without its primary header' },
]

/** Control characters that stand in no text: below the blank, but no tab, break or escape. */
const isControl = (byte: number) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte)

/**
 * What a file is by its first bytes; undefined if they show nothing.
 *
 * @param head the first {@link SIGNATURE_BYTES} bytes
 * @example signatureOf(bytes)?.looks // 'a gzip file'
 */
export function signatureOf(head: Uint8Array): Signature | undefined {
  const first = head.subarray(0, SIGNATURE_BYTES)
  const text = String.fromCharCode(...first)
  const found = SIGNS.find(
    ({ starts, isBinary }) => begins(text, starts) && (!isBinary || first.some(isControl)),
  )
  if (!found) return undefined
  const { starts: _, isBinary: __, ...signature } = found
  return signature
}

function begins(text: string, starts: Sign['starts']): boolean {
  if (starts instanceof RegExp) return starts.test(text)
  return [starts].flat().some((bytes) => text.startsWith(bytes))
}
