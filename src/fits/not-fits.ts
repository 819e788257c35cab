/** Names what a file is instead of FITS, from its first bytes, so that the message can help. */
import { asciiText } from './ascii.js'

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x1f\x8b', 'a gzip file'],
  ['\x1f\x9d', 'a Unix compress (.Z) file'],
  ['BZh', 'a bzip2 file'],
  ['\xfd7zXZ', 'an xz file'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard file'],
  ['PK\x03\x04', 'a zip file'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
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

/** @example looksLike(bytes) // 'a gzip file' */
export function looksLike(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file'
  const text = asciiText(bytes, 0, Math.min(bytes.length, 1024))
  const known =
    SIGNATURES.find(([signature]) => text.startsWith(signature)) ??
    MARKUP.find(([pattern]) => pattern.test(text))
  if (known) return known[1]
  if (bytes.every((byte) => byte === 0)) return 'zero bytes'
  return `"${text.slice(0, 16).replace(/[^ -~]/g, '?')}"`
}
