/** `starsift label --export` as a function: the votes of all people as a table. */
import type { AskedColumns } from '../catalog/index.js'
import { FOUR_CLASSES } from '../catalog/index.js'
import { checkWritable, refuseOverwriting, sha256Of, writeAtomically } from '../files/index.js'
import { listenerOf, type NoteOptions, Notes, type OnNote } from '../notes.js'
import { lostByFormat, type Table, tableBytes, writableFormatOf } from '../tables/index.js'
import {
  cataloguedVotes,
  type LabelledCatalogue,
  labelledRows,
  labelledSources,
  type VotesTable,
  votesTable,
} from '../votes/index.js'
import { type AskedClasses, classListAt } from './class-list.js'
import { labelledPlaces } from './labelled-places.js'
import { labelsIn } from './labels-in.js'
import { openTable, type TableChoice } from './open-table.js'
import { catalogFile, type DownloadHooks } from './published.js'

export interface ExportLabelsOptions extends NoteOptions, DownloadHooks, TableChoice, AskedColumns {
  /** Folder of the labels. */
  readonly labels: string
  /** Its ending says the format: .ecsv, .csv, .fits, .parquet and others. */
  readonly out: string
  /** The rows of this catalogue, with its columns; default: the labelled sources alone. */
  readonly catalog?: string
  /** The classes, where they are not the four of this field. */
  readonly classes?: AskedClasses
  /** Coordinate of the centre of the first pixel, where the catalogue does not tell it. */
  readonly origin?: 0 | 1
}

export interface ExportedLabels {
  readonly out: string
  readonly people: readonly string[]
  readonly nRows: number
  /** Sources with a label. */
  readonly nLabelled: number
  /** Labelled sources that the catalogue has no more; their labels stay in the folder. */
  readonly nGone: number
}

/**
 * Writes every vote, one column a person, with mode, mean, share, agreement, settled classes and
 * notes.
 *
 * @throws InputError if the folder has no labels, or the table cannot be written
 * @example await exportLabels({ labels: 'labels', out: 'votes.ecsv', catalog: 'ngc1566.tab' })
 */
export async function exportLabels(options: ExportLabelsOptions): Promise<ExportedLabels> {
  const { labels, out } = options
  const onNote = listenerOf(options)
  writableFormatOf(out)
  const catalog = options.catalog && (await catalogFile(options.catalog, options))
  await refuseOverwriting(out, catalog ? [catalog] : [])
  await checkWritable(out)
  const list = options.classes ? await classListAt(options.classes) : FOUR_CLASSES
  const { events, notes: read } = await labelsIn(labels)
  const notes = new Notes().add(read)
  if (catalog === undefined) {
    const found = labelledSources(events, list)
    notes.add(found.notes).tell(onNote)
    const nLabelled = found.sources.length
    return written(out, votesTable(found), { people: found.people, nLabelled, nGone: 0 }, onNote)
  }
  const { table, catalogue } = await openedCatalogue(catalog, options, notes)
  const found = labelledRows(events, catalogue, list)
  const votes = cataloguedVotes(found, table, notes.add(found.notes))
  notes.tell(onNote)
  const [nLabelled, nGone] = [found.sources.length, found.gone.length]
  return written(out, votes, { people: found.people, nLabelled, nGone }, onNote)
}

async function openedCatalogue(
  path: string,
  options: ExportLabelsOptions,
  notes: Notes,
): Promise<{ table: Table; catalogue: LabelledCatalogue }> {
  const { hdu, format, origin, x, y, ra, dec, id, frame } = options
  const columns = { x, y, ra, dec, id, frame }
  const table = await openTable(path, { hdu, format }, Object.values(columns))
  const places = labelledPlaces(table, { origin, columns }, notes)
  return { table: places.table, catalogue: { ...places, sha256: (await sha256Of(path)) ?? '' } }
}

async function written(
  out: string,
  { table }: VotesTable,
  facts: Pick<ExportedLabels, 'people' | 'nLabelled' | 'nGone'>,
  onNote: OnNote,
): Promise<ExportedLabels> {
  const format = writableFormatOf(out)
  const bytes = await tableBytes(table, format)
  for (const line of await lostByFormat(table, format)) onNote(line, false)
  await writeAtomically(out, (file) => file.write(bytes))
  return { out, nRows: table.nRows, ...facts }
}
