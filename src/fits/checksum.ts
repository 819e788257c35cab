/**
 * CHECKSUM and DATASUM (FITS 4.0, section 4.4.2.7 and appendix J): the sum of the big-endian words
 * of 32 bits in ones' complement. DATASUM is the sum of the data, as decimal text. CHECKSUM is
 * chosen so that the whole HDU sums to all ones, which is minus zero.
 */
import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'
import { paddedLength } from './header.js'

/** A sum that is kept in the header; a file need not have one. */
export type SumState = 'holds' | 'wrong' | 'absent'

export interface HduSums {
  readonly checksum: SumState
  readonly datasum: SumState
}

/** A whole number of words; a multiple of the block too, so that pieces end where words end. */
const PIECE_BYTES = 2880 * 1024
const ALL_ONES = 2 ** 32 - 1

/**
 * Whether the sums in the header of an HDU are those of its bytes. All bytes of it are read.
 *
 * @param start first byte of its header
 * @param hdu as {@link readHdus} gives it; for a tile-compressed image the table counts
 * @example await hduSums(source, 0, hdus[0]) // { checksum: 'holds', datasum: 'holds' }
 */
export async function hduSums(source: ByteSource, start: number, hdu: Hdu): Promise<HduSums> {
  const { header, dataStart, dataLength } = hdu.packed ?? hdu
  const said = { checksum: header.get('CHECKSUM'), datasum: header.get('DATASUM') }
  const isChecked = (value: unknown) => value !== undefined && value !== ''
  if (!isChecked(said.checksum) && !isChecked(said.datasum)) {
    return { checksum: 'absent', datasum: 'absent' }
  }
  const ofData = await wordSum(source, dataStart, dataStart + paddedLength(dataLength))
  const whole = onesSum(await wordSum(source, start, dataStart), ofData)
  const state = (value: unknown, holds: boolean): SumState =>
    isChecked(value) ? (holds ? 'holds' : 'wrong') : 'absent'
  // All ones and all zeros are both zero.
  return {
    checksum: state(said.checksum, whole === ALL_ONES || whole === 0),
    datasum: state(said.datasum, Number(said.datasum) % ALL_ONES === ofData % ALL_ONES),
  }
}

/** First byte behind an HDU, where the next header begins. */
export function endOfHdu(hdu: Hdu): number {
  const { dataStart, dataLength } = hdu.packed ?? hdu
  return dataStart + paddedLength(dataLength)
}

/** The sum of words from byte `start` to `end`; what the file lacks of its padding is zeros. */
async function wordSum(source: ByteSource, start: number, end: number): Promise<number> {
  let sum = 0
  for (let at = start; at < end; at += PIECE_BYTES) {
    const bytes = await source.slice(at, Math.min(end, at + PIECE_BYTES))
    const nWhole = bytes.length - (bytes.length % 4)
    const view = new DataView(bytes.buffer, bytes.byteOffset, nWhole)
    let piece = 0
    for (let i = 0; i < nWhole; i += 4) piece += view.getUint32(i)
    for (let i = nWhole; i < bytes.length; i++) piece += bytes[i] * 2 ** (24 - 8 * (i - nWhole))
    sum = onesSum(sum, folded(piece))
  }
  return sum
}

function onesSum(a: number, b: number): number {
  return folded(a + b)
}

/** Carries of the highest bit are added to the lowest. */
function folded(sum: number): number {
  let rest = sum
  while (rest > ALL_ONES) rest = (rest % 2 ** 32) + Math.floor(rest / 2 ** 32)
  return rest
}
