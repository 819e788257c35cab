/** The catalogue of a field for which the user has none: its sources are found and measured. */
import { basename, resolve } from 'node:path'
import { isFieldName } from '../archives/index.js'
import { memorySource } from '../bytes/index.js'
import type { FitsMosaicSet } from '../cutouts/index.js'
import type { FindWords } from '../detect/index.js'
import { CommandError } from '../errors.js'
import type { OnNote } from '../notes.js'
import { readFitsTable, Table, tableBytes } from '../tables/index.js'
import { type DetectWords, detectionNotes, foundIn, tableOf } from './detect.js'

/** Whether there is a catalogue: a file, or that of a published field. */
export function hasCatalog(images: readonly string[], catalog: string | undefined): boolean {
  return catalog !== undefined || (images.length === 1 && isFieldName(images[0]))
}

/** What is said of a catalogue, and means nothing where there is none. */
const OF_A_CATALOG = {
  ...{ hdu: '--hdu', format: '--format', origin: '--origin', classColumn: '--class-column' },
  ...{ x: '--x', y: '--y', ra: '--ra', dec: '--dec', id: '--id', frame: '--frame' },
} as const

/** @throws CommandError for a word about a catalogue that there is not */
export function refuseCatalogWords(words: Partial<Record<keyof typeof OF_A_CATALOG, unknown>>) {
  for (const [name, typed] of Object.entries(OF_A_CATALOG)) {
    if (words[name as keyof typeof OF_A_CATALOG] === undefined) continue
    throw new CommandError({
      what: `${typed} without --catalog`,
      expected: 'a catalogue that it is about',
      remedy: 'without --catalog the sources are found in the mosaics',
    })
  }
}

/**
 * What was found, as a job keeps it. A FITS table has lines of history of 72 characters, so these
 * are kept beside it.
 */
export interface FoundCatalogue {
  readonly bytes: Uint8Array
  readonly history: readonly string[]
}

/**
 * Finds and measures the sources of a field.
 *
 * @throws InputError if nothing is found, or a band has no background
 */
export async function foundCatalogue(
  field: FitsMosaicSet,
  words: DetectWords & { onNote: OnNote; onProgress?: FindWords['onProgress'] },
): Promise<FoundCatalogue> {
  const { onNote, ...detecting } = words
  onNote('no --catalog: the sources are found in the mosaics, and measured', false)
  const found = await foundIn(field, detecting)
  found.notes.tell(onNote)
  for (const line of detectionNotes(found)) onNote(line, false)
  const table = tableOf(found, field)
  return { bytes: await tableBytes(table, 'fits'), history: table.meta.history ?? [] }
}

/**
 * The table of what was found. One process makes it of bytes too, so that a job has the same.
 *
 * @param images paths of the mosaics
 */
export async function tableOfFound(
  { bytes, history }: FoundCatalogue,
  images: readonly string[],
): Promise<Table> {
  const source = `sources in ${basename(resolve(images[0]))}`
  const { columns, meta } = await readFitsTable(memorySource(bytes, source))
  return new Table(columns, { ...meta, source, history })
}
