/** Opens a catalogue that a user names. */
import { holdsPositions } from '../catalog/index.js'
import { withFile } from '../files/index.js'
import { readTable, type Table } from '../tables/index.js'

/** Which table of a FITS file is meant. */
export interface TableChoice {
  /**
   * Name or number of the HDU, in FITS catalogues with several tables; default: the first table
   * with positions, or the first.
   */
  readonly hdu?: string | number
}

/**
 * Reads a catalogue, whatever its format is.
 *
 * @throws InputError if it cannot be read, or has no rows
 * @example const table = await openTable('sex.cat', { hdu: 'LDAC_OBJECTS' })
 */
export async function openTable(path: string, { hdu }: TableChoice = {}): Promise<Table> {
  return withFile(path, (source) => readTable(source, { hdu, wanted: holdsPositions }))
}
