/** What to say of the bands of a field, and of stamps that lack one. */
import { flagValue } from '../catalog/index.js'
import type { ModelCard } from '../models/index.js'
import { Notes, rowsSaid } from '../notes.js'
import type { ModelStamps } from './stamps.js'

/** Mosaics that the model does not take, and bands that no mosaic has. */
export function bandNotes(
  card: ModelCard,
  { bandsNote, unusedNote }: Pick<ModelStamps, 'bandsNote' | 'unusedNote'>,
): Notes {
  const notes = new Notes()
  if (unusedNote) bandsNote ? notes.doubt(unusedNote) : notes.say(unusedNote)
  const noveltyDoubt = bandsNote && noThresholdDoubt(card)
  notes.doubt(...[bandsNote, noveltyDoubt].filter((note) => note !== undefined))
  return notes
}

/** What to say of a model that can go without bands, but has no threshold for stamps without. */
function noThresholdDoubt({ novelty }: ModelCard): string | undefined {
  if (!novelty || novelty.missing) return undefined
  return (
    'the model has one threshold for unlike_training, which was set on stamps with all bands: ' +
    'without a band the flag is raised too often'
  )
}

/**
 * A mosaic may be there and hold nothing: then every stamp lacks its band.
 *
 * @param flags one per row of the catalogue
 * @param rows those whose stamps were cut and can be classified
 */
export function emptyBandDoubt(flags: Uint32Array, rows: readonly number[]): Notes {
  const notes = new Notes()
  const bit = flagValue('missing_bands')
  if (rows.length > 0 && rows.every((row) => (flags[row] & bit) !== 0)) {
    notes.doubt(
      `${rowsSaid(rows, flags.length)} have no pixels in at least one band, and none has all ` +
        'bands: is a mosaic empty? They are flagged missing_bands',
    )
  }
  return notes
}
