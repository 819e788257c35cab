/** The candidates of a catalogue on the mosaics of its field. */

import { type CandidateOptions, type CandidateSet, candidatesOf } from '../catalog/index.js'
import { Notes } from '../notes.js'
import type { Table } from '../tables/index.js'
import type { MosaicSet } from './mosaic.js'
import { checkPositions } from './placement.js'
import { comparedWithSky } from './sky-offset.js'
import { subImageNote } from './sub-image.js'

/**
 * Takes the candidates of a catalogue; where it has no pixel positions, the sky coordinates of the
 * mosaics give them. The notes say which columns were taken, and where x, y and sky disagree; the
 * rows that do are marked.
 *
 * @throws InputError if the positions cannot be read, or the catalogue is of another field
 * @example const candidates = candidatesOn(field, await readTable(source), { origin: 1 })
 */
export function candidatesOn(
  field: MosaicSet,
  catalogue: Table,
  options: Omit<CandidateOptions, 'wcs' | 'part'> = {},
): CandidateSet {
  const { wcs, subImage } = field
  const candidates = candidatesOf(catalogue, { ...options, wcs, part: subImage })
  checkPositions(candidates, field)
  const compared = comparedWithSky(candidates, field)
  const notes = new Notes().add(candidates.notes)
  if (compared?.note) notes.doubt(compared.note)
  const isPixels = candidates.columns && candidates.layout !== 'ds9'
  if (subImage && isPixels && !compared) notes.doubt(subImageNote(subImage))
  return { ...candidates, notes, ...(compared && { mismatch: compared.mismatch }) }
}
