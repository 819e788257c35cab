/** The unit of pixels, in mosaics and in the data sets cut from them; resampling keeps it. */
import type { Header } from '../fits/index.js'
import { isOf, parsedUnit } from './unit-text.js'

/** The unit of the numbers in a model card, which `classify` expects of mosaics. */
export const ELECTRONS_PER_SECOND = 'e-/s'

/**
 * Electrons per second in one spelling; any other unit as it was written.
 *
 * @example plainUnit('ELECTRONS/S') // 'e-/s'
 */
export function plainUnit(unit: string): string {
  const read = parsedUnit(unit)
  const isPlain = read?.factor === 1 && isOf(read, { electron: 1, s: -1 })
  return isPlain ? ELECTRONS_PER_SECOND : unit.trim()
}

/**
 * The unit of the stamps in a data set file.
 *
 * @param header the header of CUTOUTS
 * @returns empty where the header does not say
 * @example unitOfDataset(hdu.header) // 'e-/s' for BUNIT = 'ELECTRONS/S'
 */
export function unitOfDataset(header: Header): string {
  const unit = header.get('BUNIT')
  return typeof unit === 'string' ? plainUnit(unit) : ''
}
