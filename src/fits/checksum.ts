/**
 * Whether CHECKSUM and DATASUM hold (FITS 4.0, section 4.4.2.7 and appendix J). DATASUM is the sum
 * of the data, as decimal text. CHECKSUM is chosen so that the whole HDU sums to all ones, which is
 * minus zero.
 */
import type { ByteSource } from '../bytes/index.js'
import type { Hdu } from './hdu.js'
import { paddedLength } from './header.js'
import { ALL_ONES, onesSum, WordSum } from './word-sum.js'

/** A sum that is kept in the header; a file need not have one. */
export type SumState = 'holds' | 'wrong' | 'absent'

export interface HduSums {
  readonly checksum: SumState
  readonly datasum: SumState
}

/** A multiple of the block. */
const PIECE_BYTES = 2880 * 1024

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
  const sum = new WordSum()
  for (let at = start; at < end; at += PIECE_BYTES) {
    sum.add(await source.slice(at, Math.min(end, at + PIECE_BYTES)), at - start)
  }
  return sum.value
}
