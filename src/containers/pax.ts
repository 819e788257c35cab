/**
 * Extended headers of tar archives (POSIX.1-2017, pax, "pax Extended Header"): records
 *
 *   LENGTH KEYWORD=VALUE\n
 *
 * where LENGTH, in decimal digits, is that of the whole record. An empty value takes a
 * keyword back.
 */
import { damagedArchive } from './archive.js'
import { tarText } from './tar-header.js'

const [BLANK, EQUALS, NEWLINE] = [0x20, 0x3d, 0x0a]
/** Digits of a length; the header itself is shorter than 10^7 bytes. */
const MOST_DIGITS = 7

/**
 * @param where the archive
 * @throws InputError if a record is not as long as it says
 * @example paxRecords(bytes, 'a.tar') // Map { 'path' => 'a.fits', 'size' => '8589934592' }
 */
export function paxRecords(bytes: Uint8Array, where: string): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const blank = bytes.indexOf(BLANK, at)
    const digits = tarText(bytes.subarray(at, Math.min(blank, at + MOST_DIGITS)))
    const end = at + Number(digits)
    const equals = bytes.indexOf(EQUALS, blank)
    const isWhole = /^\d+$/.test(digits) && end <= bytes.length && bytes[end - 1] === NEWLINE
    if (blank < 0 || !isWhole || !(equals > blank && equals < end)) {
      throw damagedArchive(where, 'damaged tar archive: an extended header (pax) that is not whole')
    }
    const keyword = tarText(bytes.subarray(blank + 1, equals))
    records.set(keyword, tarText(bytes.subarray(equals + 1, end - 1)))
    at = end
  }
  return records
}
