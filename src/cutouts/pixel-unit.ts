/** The unit of pixels, of mosaics and of the data sets cut from them: resampling keeps it. */
import type { Header } from '../fits/index.js'

/** What a card's numbers are in, and what `classify` expects. */
export const ELECTRONS_PER_SECOND = 'e-/s'

const SPELLINGS = /^(e(lectrons?)?-?\s*(\/\s*s(ec)?|\s*s-1))$/i

/**
 * A unit in one spelling, where it is the one that is expected.
 *
 * @example plainUnit('ELECTRONS/S') // 'e-/s'
 */
export function plainUnit(unit: string): string {
  return SPELLINGS.test(unit.trim()) ? ELECTRONS_PER_SECOND : unit.trim()
}

/**
 * @param header of CUTOUTS
 * @returns empty where the file does not say
 * @example unitOfDataset(hdu.header) // 'e-/s' of BUNIT = 'ELECTRONS/S'
 */
export function unitOfDataset(header: Header): string {
  const unit = header.get('BUNIT')
  return typeof unit === 'string' ? plainUnit(unit) : ''
}
