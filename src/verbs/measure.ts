/** `starsift measure` as a function: photometry is added to a catalogue. */
import type { AskedColumns } from '../catalog/index.js'
import { checkPrefix } from '../classify/index.js'
import { candidatesOn, type FitsMosaicSet } from '../cutouts/index.js'
import { checkWritable, refuseOverwriting, writeAtomically } from '../files/index.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import {
  type FieldPhotometry,
  measureField,
  type PhotometryFlagName,
  type PhotometryWords,
  photometryColumns,
  photometryFlag,
  trialOf,
} from '../photometry/index.js'
import { SOFTWARE } from '../software.js'
import {
  lostByFormat,
  refuseTaken,
  type Table,
  tableBytes,
  withHistoryLines,
  writableFormatOf,
} from '../tables/index.js'
import { type MosaicWords, openField } from './open-field.js'
import { openTable, type TableChoice } from './open-table.js'
import { type DownloadHooks, filesOfField } from './published.js'

export interface MeasureOptions
  extends NoteOptions,
    DownloadHooks,
    AskedColumns,
    TableChoice,
    Pick<MosaicWords, 'unit'>,
    PhotometryWords {
  /** FITS mosaics of one field, one per band, folders or archives; or e.g. `legus:ngc1566`. */
  readonly images: readonly string[]
  /** The sources, in any format. */
  readonly catalog?: string
  /** The catalogue with photometry: .csv .ecsv .fits ... */
  readonly out: string
  /** What the catalogue calls the centre of the first pixel, if its layout does not say. */
  readonly origin?: 0 | 1
  /** The beginning of the names of the new columns; default: none, as `mag_f555w`. */
  readonly prefix?: string
  /** Called with the measurements that are done: sources times bands. */
  onProgress?(nDone: number, nTotal: number): void
}

export interface Measured {
  readonly out: string
  readonly table: Table
  readonly photometry: FieldPhotometry
}

/**
 * Measures the sources of a catalogue in all mosaics, and writes the catalogue with new columns.
 * The rows stay as they are.
 *
 * @throws InputError if anything does not fit; nothing is written then
 * @example
 * await measure({ images: ['ngc1566/'], catalog: 'ngc1566.tab', out: 'measured.fits' })
 */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const { out, prefix } = options
  const onNote = listenerOf(options)
  if (prefix !== undefined) checkPrefix(prefix)
  const format = writableFormatOf(out)
  const { images, catalog } = await filesOfField(options.images, options.catalog, options)
  const field = await openField(images, { unit: options.unit }, [catalog, out])
  try {
    await refuseOverwriting(out, [...field.mosaics.map(({ file }) => file), catalog])
    await checkWritable(out)
    const { x, y, ra, dec, id, frame, origin } = options
    const read = await openTable(catalog, options, [x, y, ra, dec, id])
    const candidates = candidatesOn(field, read, { x, y, ra, dec, id, frame, origin })
    candidates.notes.tell(onNote)
    field.notes.tell(onNote)
    const { table } = candidates
    await refuseBefore(table, field, options)
    for (const line of await lostByFormat(table, format)) onNote(line, false)
    const { onProgress } = options
    const photometry = await measureField(field.mosaics, candidates, options, onProgress)
    flagMismatch(photometry, candidates.mismatch)
    photometry.notes.tell(onNote)
    for (const line of flagNotes(photometry)) onNote(line, false)
    const measured = withPhotometry(table, photometry, prefix)
    const bytes = await tableBytes(measured, format)
    await writeAtomically(out, (file) => file.write(bytes))
    return { out, table: measured, photometry }
  } finally {
    await field.close()
  }
}

/** It throws now, and not after the work, if the settings do not fit or such columns are there. */
async function refuseBefore(
  table: Table,
  { mosaics }: FitsMosaicSet,
  words: MeasureOptions,
): Promise<void> {
  refuseTaken(table, photometryColumns(await trialOf(mosaics, words), words.prefix))
}

/** Sets the flag in all bands, for rows whose x, y and sky position are two places. */
function flagMismatch({ bands }: FieldPhotometry, mismatch: Uint8Array | undefined): void {
  if (!mismatch) return
  const bit = photometryFlag('position_mismatch')
  for (const { flags } of bands) {
    for (const [row, is] of mismatch.entries()) if (is === 1) flags[row] |= bit
  }
}

/** The catalogue with the columns of the photometry, and how they were made. */
export function withPhotometry(table: Table, photometry: FieldPhotometry, prefix?: string): Table {
  const columns = photometryColumns(photometry, prefix)
  refuseTaken(table, columns)
  const { radiiPx, annulus, estimator } = photometry.settings
  const named = prefix ? `${prefix}_*` : 'photometry'
  return withHistoryLines(table.withColumns(columns), [
    `${named} by ${SOFTWARE}: apertures ${radiiPx.join(', ')} px, ` +
      `sky ${estimator} from ${annulus.innerPx} to ${annulus.outerPx} px`,
  ])
}

const SAID: readonly (readonly [PhotometryFlagName, string])[] = [
  ['outside', 'lie outside the mosaic, or have no position'],
  ['edge', 'lie at the edge'],
  ['gap', 'have a gap in the aperture or the sky'],
  ['saturated', 'are saturated'],
  ['no_sky', 'have no sky'],
  ['not_detected', 'are not detected: the column limit has the upper limit'],
]

/** How many sources have a flag, band by band. */
export function flagNotes({ bands }: FieldPhotometry): string[] {
  return bands.flatMap(({ calibration, flags }) => {
    const parts = SAID.flatMap(([name, said]) => {
      const bit = photometryFlag(name)
      const rows = [...flags.keys()].filter((row) => (flags[row] & bit) !== 0)
      return rows.length > 0 ? [`${rows.length} ${said}`] : []
    })
    if (parts.length === 0) return []
    return [`${calibration.filter}: of ${flags.length} sources ${parts.join('; ')}`]
  })
}
