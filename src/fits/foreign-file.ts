/** Files that are not FITS, by their first bytes, and what to do with them. */
import { SIGNATURE_BYTES, signatureOf } from '../bytes/index.js'
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

const MARKUP: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(!doctype html|html|head)/i, 'an HTML page: a download page or an error message'],
  [/^\s*<[\s\S]*<VOTABLE/i, 'a VOTable'],
  [/^\s*<\?xml/i, 'an XML document'],
]

/** @example foreignFile(bytes).looks // 'a gzip file' */
export function foreignFile(bytes: Uint8Array): ForeignFile {
  if (bytes.length === 0) return { looks: 'an empty file', remedy: 'get the file again' }
  const text = bytesText(bytes, 0, Math.min(bytes.length, SIGNATURE_BYTES))
  const known = signatureOf(bytes)
  if (known) {
    const { looks, remedy, holds } = known
    return { looks, ...(remedy && { remedy }), ...(holds && { isPacked: true }) }
  }
  const markup = MARKUP.find(([pattern]) => pattern.test(text))
  if (markup) return { looks: markup[1] }
  if (bytes.every((byte) => byte === 0)) return { looks: 'zero bytes' }
  return { looks: `"${text.slice(0, 16).replace(/[^ -~]/g, '?')}"` }
}
