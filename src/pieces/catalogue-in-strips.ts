/**
 * The candidates of a catalogue that memory does not hold: strip by strip, with the positions and
 * the notes that the whole one gives. Where only all rows together tell something (whether x, y
 * count from 0, what a pair of numbers means, why rows lie elsewhere than on the sky), it is read
 * whole.
 */
import {
  type CandidateOptions,
  type CandidateSet,
  isUnsurePlace,
  repeatedDoubt,
} from '../catalog/index.js'
import { candidatesOn, type FitsMosaicSet, type Positions } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { NotInStrips, type Table, type TableStrips } from '../tables/index.js'
import { RepeatedIds } from './repeated-ids.js'
import { writePositions } from './row-files.js'
import { countSaid, StripNotes } from './strip-notes.js'

/** What is asked of the catalogue. */
type Words = Omit<CandidateOptions, 'wcs' | 'part'>

export interface CatalogueInStrips {
  readonly nRows: number
  readonly notes: Notes
  /** The first strip, for what its columns tell. */
  readonly table: Table
}

/**
 * Writes the positions of all rows.
 *
 * @param path of the file of positions
 * @param folder for files that are there while it works
 * @returns undefined if the catalogue must be read whole; errors are said then
 */
export async function catalogueInStrips(
  strips: TableStrips,
  field: FitsMosaicSet,
  words: Words,
  path: string,
  folder: string,
): Promise<CatalogueInStrips | undefined> {
  const ids = await RepeatedIds.begin(folder)
  try {
    const notes = new StripNotes()
    let [first, nRows]: [CandidateSet | undefined, number] = [undefined, 0]
    async function* positions(): AsyncGenerator<Positions> {
      for await (const table of strips()) {
        const set = candidatesOn(field, table, words)
        first ??= set
        refuseUneven(set, first)
        notes.add(set.notes, table.nRows)
        if (!set.notes.some((note) => note.startsWith('ids: row numbers')))
          await ids.add(set.id, nRows)
        nRows += table.nRows
        yield set
      }
    }
    await writePositions(path, positions())
    const repeated = await ids.found()
    const doubt =
      repeated.nRows === 0
        ? undefined
        : repeatedDoubt(
            countSaid(repeated.nRows, repeated.first, nRows),
            await idAt(strips, field, words, repeated.first[0]),
          )
    return { nRows, notes: notes.joined(doubt), table: first!.table }
  } catch (error) {
    if (error instanceof NotInStrips || error instanceof InputError) return undefined
    throw error
  } finally {
    await ids.close()
  }
}

/** @throws NotInStrips if a strip is read otherwise than the first, or a row's place is not sure */
function refuseUneven(set: CandidateSet, first: CandidateSet): void {
  const { x, y, fitsX, fitsY, ra, dec } = set
  if (aspectOf(set) !== aspectOf(first)) throw new NotInStrips('strips that are read otherwise')
  for (let row = 0; row < x.length; row++) {
    const isUnsure =
      isUnsurePlace(x[row], y[row]) ||
      isUnsurePlace(fitsX[row], fitsY[row]) ||
      (ra && dec && isUnsurePlace(ra[row], dec[row]))
    if (isUnsure) throw new NotInStrips('a place that may be none')
  }
}

function aspectOf({
  layout,
  halfStepDeg,
  columns,
  ra,
  humanClass,
  classMean,
}: CandidateSet): string {
  const has = [ra, humanClass, classMean].map((part) => part !== undefined)
  return JSON.stringify([layout, halfStepDeg, columns, has])
}

async function idAt(
  strips: TableStrips,
  field: FitsMosaicSet,
  words: Words,
  row: number,
): Promise<string> {
  let before = 0
  for await (const table of strips()) {
    if (row < before + table.nRows) return candidatesOn(field, table, words).id[row - before]
    before += table.nRows
  }
  throw new Error(`internal: no row ${row}`)
}
