/** The catalogue with the labels of people, as a file. */
import { Notes } from '../../src/notes.js'
import { tableBytes } from '../../src/tables/index.js'
import type { FieldRows } from '../../src/viewing/index.js'
import { cataloguedVotes, type LabelEvent, labelledRows } from '../../src/votes/index.js'
import { type DroppedField, type SaidNote, saidNotes } from './dropped-field.js'
import { classesOf } from './dropped-view.js'

export interface SavedVotes {
  /** ECSV: it keeps what the columns are. */
  readonly bytes: Uint8Array
  readonly notes: readonly SaidNote[]
}

/** @param rows of this field */
export function votesOf(
  dropped: DroppedField,
  rows: FieldRows,
  events: readonly LabelEvent[],
): SavedVotes {
  const { candidates, catalogue } = dropped
  const notes = new Notes()
  const found = labelledRows(events, { ...rows, sha256: catalogue.sha256 }, classesOf(dropped))
  const { table } = cataloguedVotes(found, candidates.table, notes.add(found.notes))
  return { bytes: tableBytes(table, 'ecsv'), notes: saidNotes(notes) }
}
