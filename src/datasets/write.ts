/**
 * Writes the data set file: FITS, so that DS9, TOPCAT and astropy open it.
 *
 *   CUTOUTS  float32 image, axes x, y, band, object; NaN where the mosaic has no pixel; for its
 *            header see cutouts-header.ts
 *   CATALOG  binary table, row i belongs to object i; `cutout_flags` holds what the cutter noticed
 *
 * Nothing is compressed, so one read gives any stamp. Field follows field.
 */
import { plainUnit, type StampLayout } from '../cutouts/index.js'
import { checkFreeSpace, writeAtomically } from '../files/index.js'
import { binaryTableHdu, imageHeader, padding } from '../fits/index.js'
import { fitsColumns, type Table } from '../tables/index.js'
import { datasetCards } from './cutouts-header.js'
import { type CutStamp, cutStamps, type FieldStamps, stampBytes } from './field-stamps.js'
import { FLAGS_COLUMN } from './objects.js'

export interface DatasetFacts {
  readonly layout: StampLayout
  readonly fields: readonly FieldStamps[]
  /** One row for each object, field after field. */
  readonly table: Table
  onProgress?(nDone: number, nTotal: number): void
}

/** The stamps of a field, by its place among the fields: one for each row, in any order. */
export type StampsOf = (field: number) => AsyncIterable<CutStamp>

/**
 * Writes all stamps into a data set file. Memory does not grow with the number of objects.
 *
 * @param stampsOf default: they are cut from the mosaics
 * @returns the flags of every row
 * @throws InputError if FITS cannot hold the table, the disk has no room, or the folder cannot be
 *   written
 */
export async function writeDataset(
  path: string,
  facts: DatasetFacts,
  stampsOf: StampsOf = (field) => cutStamps(facts.fields[field], facts.layout),
): Promise<Uint32Array> {
  const { fields, table, layout } = facts
  const flags = Uint32Array.from(fields.flatMap(({ placed }) => [...placed.flags]))
  const length = stampBytes(layout)
  const rehearsed = catalogHdu(table, flags) // refuses what FITS cannot hold before the work
  await checkFreeSpace(path, table.nRows * length + rehearsed.length)
  const nWindows = fields.reduce((n, { placed }) => n + placed.windows.size, 0)
  await writeAtomically(path, async (file) => {
    await file.write(imageHeader({ axes: [], bitpix: 8, primary: true }).toBytes())
    await file.write(cutoutsHeader(facts).toBytes())
    const start = file.position
    let firstRow = 0
    let nDone = 0
    for (const [i, field] of fields.entries()) {
      for await (const { row, pixels, noticed } of stampsOf(i)) {
        flags[firstRow + row] |= noticed
        await file.writeAt(pixels, start + (firstRow + row) * length)
        if (field.placed.windows.has(row)) facts.onProgress?.(++nDone, nWindows)
      }
      firstRow += field.placed.flags.length
    }
    await file.write(padding(table.nRows * length))
    await file.write(catalogHdu(table, flags))
  })
  return flags
}

function cutoutsHeader({ layout, fields, table }: DatasetFacts) {
  const sources = fields.map(({ mosaics, ...field }) => ({
    ...field,
    files: mosaics.map(({ file }) => file),
    filters: mosaics.map(({ band }) => band),
  }))
  return imageHeader({
    axes: [layout.sizePx, layout.sizePx, layout.bands.length, table.nRows],
    bitpix: -32,
    primary: false,
    name: 'CUTOUTS',
    cards: datasetCards(layout, sources, commonUnit(fields)),
  })
}

/** Empty where the mosaics differ. */
function commonUnit(fields: readonly FieldStamps[]): string {
  const [first, ...others] = fields.flatMap(({ mosaics }) => mosaics.map(({ unit }) => unit))
  return others.every((unit) => plainUnit(unit) === plainUnit(first)) ? first : ''
}

function catalogHdu(table: Table, flags: Uint32Array): Uint8Array {
  const description = 'quality flags of the cutout'
  const column = { name: FLAGS_COLUMN, values: Int32Array.from(flags), description }
  return binaryTableHdu({ columns: fitsColumns(table.withColumns([column])), name: 'CATALOG' })
}
