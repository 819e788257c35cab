/** Files that are not FITS, by their first bytes, and what to do with them. */
import { InputError } from '../errors.js'
import { bytesText } from './card.js'

/** What a file is instead of FITS. */
export interface ForeignFile {
  /** For a message, e.g. `a gzip file`. */
  readonly looks: string
  readonly remedy?: string
  /** Whether what is packed in it may be FITS. */
  readonly isPacked?: boolean
}

/** The file does not begin as FITS. */
export class NotFits extends InputError {
  readonly file: ForeignFile

  constructor(file: ForeignFile, where: string) {
    const { looks, remedy } = file
    const expected = 'SIMPLE = T at its start'
    super({ what: 'not a FITS file', where, expected, got: looks, remedy })
    this.file = file
  }
}

const unpack = (program: string) => `unpack it with \`${program}\``

/** First characters, what they begin, and what the user can do. */
const SIGNATURES: readonly (readonly [starts: string, looks: string, remedy?: string])[] = [
  ['\x1f\x8b', 'a gzip file', unpack('gunzip')],
  ['\x1f\x9d', 'a Unix compress (.Z) file', unpack('uncompress')],
  ['BZh', 'a bzip2 file', unpack('bunzip2')],
  ['\xfd7zXZ', 'an xz file', unpack('unxz')],
  ['\x28\xb5\x2f\xfd', 'a Zstandard file', unpack('unzstd')],
  ['PK\x03\x04', 'a zip file', unpack('unzip')],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip file', unpack('7z x')],
  ['Rar!', 'a RAR file', unpack('unrar x')],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['\x89HDF', 'an HDF5 file'],
  ['#ASDF', 'an ASDF file'],
  ['\x93NUMPY', 'a NumPy array'],
  ['PAR1', 'a Parquet table'],
  ['%PDF', 'a PDF document'],
  ['version https://git-lfs', 'a Git LFS pointer: run `git lfs pull`'],
  ['XTENSION', 'a FITS extension without its primary header'],
]

const MARKUP: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(!doctype html|html|head)/i, 'an HTML page: a download page or an error message'],
  [/^\s*<[\s\S]*<VOTABLE/i, 'a VOTable'],
  [/^\s*<\?xml/i, 'an XML document'],
]

/** Where a tar archive says that it is one. */
const USTAR_AT = 257

/** @example foreignFile(bytes).looks // 'a gzip file' */
export function foreignFile(bytes: Uint8Array): ForeignFile {
  if (bytes.length === 0) return { looks: 'an empty file', remedy: 'get the file again' }
  const text = bytesText(bytes, 0, Math.min(bytes.length, 1024))
  const known = SIGNATURES.find(([starts]) => text.startsWith(starts))
  const [, looks, remedy] = known ?? []
  if (looks) return { looks, ...(remedy && { remedy, isPacked: true }) }
  if (text.startsWith('ustar', USTAR_AT)) {
    const remedy = 'unpack it with `tar xf`, and give the folder'
    return { looks: 'a tar archive', remedy, isPacked: true }
  }
  const markup = MARKUP.find(([pattern]) => pattern.test(text))
  if (markup) return { looks: markup[1] }
  if (bytes.every((byte) => byte === 0)) return { looks: 'zero bytes' }
  return { looks: `"${text.slice(0, 16).replace(/[^ -~]/g, '?')}"` }
}
