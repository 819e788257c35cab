/**
 * One header of a tar archive: a block of 512 bytes (POSIX.1-2017, pax, "ustar Interchange
 * Format"), also in the older form of Unix V7 and in GNU's.
 *
 *   name 0-99, size 124-135, checksum 148-155, type 156, link 157-256, magic 257-262,
 *   prefix 345-499
 */
import { damagedArchive } from './archive.js'

export const TAR_BLOCK = 512

/** A header as it stands in the block. */
export interface TarHeader {
  readonly name: string
  readonly linkName: string
  /** Bytes of content that follow. */
  readonly byteLength: number
  /** A letter; `0` is a file. */
  readonly type: string
}

const SIZE = [124, 136] as const
const CHECKSUM = [148, 156] as const
const TYPE = 156
const LINK = [157, 257] as const
const PREFIX = [345, 500] as const
/** GNU's magic is `ustar  `, and other fields stand where ustar has the prefix. */
const USTAR = 'ustar\0'

/** Whether a file with these first bytes is a tar archive: the checksum of a header is right. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < TAR_BLOCK || head[0] === 0) return false
  const block = head.subarray(0, TAR_BLOCK)
  return holdsChecksum(block)
}

/** Two blocks of zeros end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0)
}

/**
 * @param where the archive
 * @param at where the block begins, for the message
 * @throws InputError if its checksum is wrong, or its size is no number
 */
export function tarHeader(block: Uint8Array, where: string, at: number): TarHeader {
  if (!holdsChecksum(block)) {
    throw damagedArchive(where, `damaged tar archive: no header at byte ${at}`)
  }
  const byteLength = numberIn(block.subarray(...SIZE))
  if (byteLength === undefined) {
    throw damagedArchive(where, `damaged tar archive: no size in the header at byte ${at}`)
  }
  const name = textIn(block.subarray(0, 100))
  const isUstar = String.fromCharCode(...block.subarray(257, 263)) === USTAR
  const prefix = isUstar ? textIn(block.subarray(...PREFIX)) : ''
  return {
    name: prefix ? `${prefix}/${name}` : name,
    linkName: textIn(block.subarray(...LINK)),
    byteLength,
    type: block[TYPE] === 0 ? '0' : String.fromCharCode(block[TYPE]),
  }
}

/**
 * The sum of all bytes, with blanks in the place of the sum itself. Some old programs added signed
 * bytes.
 */
function holdsChecksum(block: Uint8Array): boolean {
  const expected = numberIn(block.subarray(...CHECKSUM))
  if (expected === undefined) return false
  let sum = 0
  let signed = 0
  for (let i = 0; i < TAR_BLOCK; i++) {
    const byte = i >= CHECKSUM[0] && i < CHECKSUM[1] ? 32 : block[i]
    sum += byte
    signed += byte < 128 ? byte : byte - 256
  }
  return expected === sum || expected === signed
}

/**
 * Octal digits, with blanks before and a blank or NUL behind them; or, where the first bit is set,
 * a number of base 256 (GNU, for sizes from 8 GiB on).
 */
function numberIn(field: Uint8Array): number | undefined {
  if ((field[0] & 0x80) !== 0) {
    // The second bit is the sign.
    if ((field[0] & 0x40) !== 0) return undefined
    const value = field.reduce((sum, byte, i) => sum * 256 + (i === 0 ? byte & 0x3f : byte), 0)
    return Number.isSafeInteger(value) ? value : undefined
  }
  const digits = textIn(field).trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined
}

/** Up to the first NUL. Names are UTF-8 where they can be. */
function textIn(field: Uint8Array): string {
  const end = field.indexOf(0)
  return tarText(end < 0 ? field : field.subarray(0, end))
}

/** @param bytes of a name, in UTF-8 or, where it is none, ISO 8859-1 */
export function tarText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  }
}
