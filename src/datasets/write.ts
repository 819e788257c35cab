/**
 * Writes the data set file: FITS, so that DS9, TOPCAT and astropy open it.
 *
 *   CUTOUTS  float32 image, axes x, y, band, object; NaN where the mosaic has no pixel; for its
 *            header see cutouts-header.ts
 *   CATALOG  binary table, row i belongs to object i; `cutout_flags` holds what the cutter noticed
 *
 * Nothing is compressed, so one read gives any stamp. Field follows field.
 */
import {
  type FitsMosaic,
  type PlacedWindows,
  plainUnit,
  Resampler,
  StampCutter,
  type StampLayout,
} from '../cutouts/index.js'
import { checkFreeSpace, writeAtomically } from '../files/index.js'
import { binaryTableHdu, encodePixels, imageHeader, padding } from '../fits/index.js'
import { fitsColumns, type Table } from '../tables/index.js'
import { datasetCards, type FieldSource } from './cutouts-header.js'
import { FLAGS_COLUMN } from './objects.js'

/** The stamps of one field. */
export interface FieldStamps extends Pick<FieldSource, 'name' | 'catalog'> {
  /** In the order of the planes. */
  readonly mosaics: readonly FitsMosaic[]
  /** Where the crops lie; one flag for each object of the field. */
  readonly placed: PlacedWindows
}

export interface DatasetFacts {
  readonly layout: StampLayout
  readonly fields: readonly FieldStamps[]
  /** One row for each object, field after field. */
  readonly table: Table
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Cuts all stamps into a data set file. Memory does not grow with the number of objects.
 *
 * @returns the flags of every row
 * @throws InputError if FITS cannot hold the table, the disk has no room, or the folder cannot be
 *   written
 */
export async function writeDataset(path: string, facts: DatasetFacts): Promise<Uint32Array> {
  const { fields, table, layout } = facts
  const flags = Uint32Array.from(fields.flatMap(({ placed }) => [...placed.flags]))
  const stampBytes = 4 * layout.bands.length * layout.sizePx ** 2
  const rehearsed = catalogHdu(table, flags) // refuses what FITS cannot hold before the work
  await checkFreeSpace(path, table.nRows * stampBytes + rehearsed.length)
  const nWindows = fields.reduce((n, { placed }) => n + placed.windows.size, 0)
  await writeAtomically(path, async (file) => {
    await file.write(imageHeader({ axes: [], bitpix: 8, primary: true }).toBytes())
    await file.write(cutoutsHeader(facts).toBytes())
    const start = file.position
    let firstRow = 0
    let nDone = 0
    for (const field of fields) {
      for await (const { row, stamp, noticed } of stampsOf(field, layout)) {
        flags[firstRow + row] |= noticed
        await file.writeAt(encodePixels(stamp), start + (firstRow + row) * stampBytes)
        if (field.placed.windows.has(row)) facts.onProgress?.(++nDone, nWindows)
      }
      firstRow += field.placed.flags.length
    }
    await file.write(padding(table.nRows * stampBytes))
    await file.write(catalogHdu(table, flags))
  })
  return flags
}

interface CutStamp {
  /** Row of the field's catalogue. */
  row: number
  /** (bands, size, size); all NaN where there is no window. */
  stamp: Float32Array
  noticed: number
}

async function* stampsOf(field: FieldStamps, layout: StampLayout): AsyncGenerator<CutStamp> {
  const { windows, flags } = field.placed
  const { cropPx, sizePx, resampling, bands } = layout
  const blank = new Float32Array(bands.length * sizePx ** 2).fill(Number.NaN)
  for (const row of flags.keys()) if (!windows.has(row)) yield { row, stamp: blank, noticed: 0 }
  const cutter = new StampCutter(field.mosaics, cropPx)
  const resampler = resampling && new Resampler(resampling, cropPx, sizePx)
  const sorted = [...windows]
  for (let done = 0; done < sorted.length; done += cutter.batch) {
    const part = sorted.slice(done, done + cutter.batch)
    const crops = new Float32Array(part.length * cutter.stampLength)
    const noticed = await cutter.cut(
      part.map(([, window]) => window),
      crops,
    )
    for (const [i, [row]] of part.entries()) {
      const crop = crops.subarray(i * cutter.stampLength, (i + 1) * cutter.stampLength)
      const stamp = resampler ? resampler.resampled(crop) : crop
      yield { row, stamp, noticed: noticed[i] }
    }
  }
}

function cutoutsHeader({ layout, fields, table }: DatasetFacts) {
  const sources = fields.map(({ mosaics, ...field }) => ({
    ...field,
    files: mosaics.map(({ file }) => file),
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
