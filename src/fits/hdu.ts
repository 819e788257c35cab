/**
 * The HDUs (header and data units) of a file (FITS 4.0, section 3): where each header and its data
 * are. Only headers are read. Offsets are float64 and never shifted as 32-bit integers, so a file
 * may be larger than 2^32 bytes.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { bytesText, CARD_BYTES } from './card.js'
import { foreignFile, NotFits } from './foreign-file.js'
import { BLOCK_BYTES, Header, isEnd, paddedLength } from './header.js'
import { bitpixOf, type PixelDecoder } from './pixels.js'
import type { RowStrip } from './row-strip.js'

export type HduKind =
  | 'image'
  | 'binary-table'
  | 'ascii-table'
  | 'compressed-image'
  | 'random-groups'
  | 'other'

export interface Hdu {
  /** Place in the file: 0 for the primary HDU. */
  index: number
  kind: HduKind
  /** EXTNAME; `PRIMARY` for a primary HDU without one, empty for an extension without one. */
  name: string
  /** EXTVER, 1 if absent. */
  version: number
  header: Header
  /** First byte of the data, from the start of the file. */
  dataStart: number
  /** Bytes of data without the padding, a table's heap included. */
  dataLength: number
  /**
   * For a tile-compressed image or table: the HDU as the file has it. `header`, `dataStart` and
   * `dataLength` are then those of what is packed, and so is `kind`.
   */
  packed?: Hdu
  /** Where the data are, if they are not the bytes of the file: they are unpacked. */
  data?: ByteSource
  /** For a tile-compressed image: a strip of its rows, which unpacks what is asked for. */
  strip?: (pixels: PixelDecoder) => RowStrip
  /** Why it could not be unpacked; it is thrown where its pixels or columns are asked for. */
  refused?: InputError
}

/** Headers are read in pieces of this size, so most of them take one read, over HTTP too. */
const PIECE_BYTES = 8 * BLOCK_BYTES

/** Longer headers are no headers: a file whose END is damaged would be read whole, and again. */
const LONGEST_HEADER = 2 ** 26

/**
 * Lists the HDUs as they stand in the file. Bytes behind the last HDU that do not begin with
 * XTENSION are ignored (special records and padding, section 3.5).
 *
 * @throws InputError if the file is not FITS, or ends before its data do
 */
export async function listHdus(source: ByteSource): Promise<Hdu[]> {
  const hdus: Hdu[] = []
  let start = 0
  while (start < source.byteLength || hdus.length === 0) {
    const bytes = await readHeaderBytes(source, start, hdus.length)
    if (!bytes) break
    const hdu = describe(bytes, start, hdus.length, source.name)
    checkLength(hdu, source)
    hdus.push(hdu)
    start = hdu.dataStart + paddedLength(hdu.dataLength)
  }
  return hdus
}

/**
 * The HDU of this name (case does not matter) or index. If `version` is given, EXTVER must equal
 * it.
 *
 * @throws InputError if there is none; it lists the HDUs of the file
 * @example findHdu(hdus, 'SCI', 2)
 */
export function findHdu(hdus: readonly Hdu[], name: string | number, version?: number): Hdu {
  const found = hdus.find((hdu) =>
    typeof name === 'number'
      ? hdu.index === name
      : hdu.name.toUpperCase() === name.toUpperCase() &&
        (version === undefined || hdu.version === version),
  )
  if (found) return found
  const sought = version === undefined ? `${name}` : `${name},${version}`
  const there = hdus.map(
    ({ index, name, version, kind }) => `${index} ${name},${version} (${kind})`,
  )
  throw new InputError({
    what: `no HDU ${sought}`,
    where: hdus[0]?.header.where.split(', HDU ')[0],
    remedy: `choose one of ${there.join('; ')}`,
  })
}

/**
 * An HDU in a message.
 *
 * @example hduText(hdu) // '1 SCI (image)'
 */
export function hduText({ index, name, kind, packed }: Hdu): string {
  return `${index} ${name} (${packed ? 'packed ' : ''}${kind})`.replace('  ', ' ')
}

/** Whole blocks up to the one with END; undefined if no further HDU begins here. */
async function readHeaderBytes(
  source: ByteSource,
  start: number,
  index: number,
): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array = new Uint8Array(0)
  for (let size = PIECE_BYTES; ; size *= 2) {
    const searched = bytes.length
    bytes = await source.slice(start, start + size)
    if (searched === 0 && !begins(bytes, index, source)) return undefined
    const end = endOfHeader(bytes, Math.floor(searched / CARD_BYTES) * CARD_BYTES)
    if (end > 0) return bytes.subarray(0, end)
    if (bytes.length < size || size > LONGEST_HEADER) throw noEnd(source, start, index)
  }
}

function begins(bytes: Uint8Array, index: number, source: ByteSource): boolean {
  const text = bytesText(bytes.subarray(0, CARD_BYTES))
  if (index > 0) return /^XTENSION=/i.test(text)
  if (/^SIMPLE {2}=/i.test(text)) return true
  throw new NotFits(foreignFile(bytes), source.name)
}

/** Bytes of the header with its padding, or -1 if END is not among them. */
function endOfHeader(bytes: Uint8Array, from: number): number {
  for (let at = from; at + CARD_BYTES <= bytes.length; at += CARD_BYTES) {
    if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x4e || bytes[at + 2] !== 0x44) continue
    if (isEnd(bytesText(bytes, at, at + CARD_BYTES))) return paddedLength(at + CARD_BYTES)
  }
  return -1
}

function noEnd(source: ByteSource, start: number, index: number): InputError {
  return new InputError({
    what: 'a header without END',
    where: `${source.name}, HDU ${index} at byte ${start}`,
    remedy: 'get the file again: it is damaged or not complete',
  })
}

function describe(bytes: Uint8Array, start: number, index: number, file: string): Hdu {
  const bare = Header.parse(bytes, `${file}, HDU ${index}`)
  const name = bare.string('EXTNAME', index === 0 ? 'PRIMARY' : '')
  const version = bare.number('EXTVER', 1)
  const header = Header.fromCards(bare.cards, name ? `${bare.where} (${name})` : bare.where)
  const kind = kindOf(header, index)
  const dataStart = start + paddedLength(bytes.length)
  return {
    index,
    kind,
    name,
    version,
    header,
    dataStart,
    dataLength: dataLength(header, kind, index),
  }
}

function kindOf(header: Header, index: number): HduKind {
  if (index === 0) {
    const groups = header.get('GROUPS') === true && header.get('NAXIS1') === 0
    return groups ? 'random-groups' : 'image'
  }
  const type = header.string('XTENSION').trim()
  if (type === 'IMAGE' || type === 'IUEIMAGE') return 'image'
  if (type === 'TABLE') return 'ascii-table'
  if (type !== 'BINTABLE' && type !== 'A3DTABLE') return 'other'
  return header.get('ZIMAGE') === true ? 'compressed-image' : 'binary-table'
}

/** Equations 1, 2 and 4 of the standard. A plain primary array has PCOUNT 0 and GCOUNT 1. */
function dataLength(header: Header, kind: HduKind, index: number): number {
  const axes = axesOf(header)
  if (axes.length === 0) return 0
  const bytes = Math.abs(bitpixOf(header)) / 8
  const plain = kind === 'image' && index === 0
  const parameters = plain ? 0 : count(header, 'PCOUNT', 0)
  const groups = plain ? 1 : count(header, 'GCOUNT', 1)
  if (groups !== 1 && kind !== 'random-groups' && kind !== 'other') {
    throw new InputError({
      what: 'keyword GCOUNT',
      where: header.where,
      expected: '1 for images and tables',
      got: `${groups}`,
    })
  }
  const pixels = (kind === 'random-groups' ? axes.slice(1) : axes).reduce((n, axis) => n * axis, 1)
  return bytes * groups * (parameters + pixels)
}

/** NAXIS1, NAXIS2, ... */
export function axesOf(header: Header): number[] {
  const naxis = count(header, 'NAXIS')
  return Array.from({ length: naxis }, (_, i) => count(header, `NAXIS${i + 1}`))
}

function count(header: Header, keyword: string, otherwise?: number): number {
  const n = otherwise === undefined ? header.number(keyword) : header.number(keyword, otherwise)
  if (Number.isSafeInteger(n) && n >= 0 && (keyword !== 'NAXIS' || n <= 999)) return n
  throw new InputError({
    what: `keyword ${keyword}`,
    where: header.where,
    expected: keyword === 'NAXIS' ? '0 to 999' : 'an integer of at least 0',
    got: `${n}`,
  })
}

function checkLength(hdu: Hdu, source: ByteSource): void {
  const end = hdu.dataStart + hdu.dataLength
  if (hdu.dataLength === 0 || end <= source.byteLength) return
  throw new InputError({
    what: 'truncated FITS file',
    where: hdu.header.where,
    expected: `${end} bytes`,
    got: `${source.byteLength} bytes`,
    remedy: 'download it again',
  })
}
