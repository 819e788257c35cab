/**
 * The data set file: FITS, so that DS9, TOPCAT and astropy open it.
 *
 *   CUTOUTS  float32 image, axes x, y, band, object; NaN where the mosaic has no pixel
 *   CATALOG  binary table, row i belongs to object i; `cutout_flags` holds what the cutter noticed
 *
 * Nothing is compressed, so any stamp is one read.
 */
import { writeAtomically } from '../files/index.js'
import { binaryTableHdu, type Card, encodePixels, imageHeader, padding } from '../fits/index.js'
import { SOFTWARE } from '../software.js'
import { fitsColumns, type Table } from '../tables/index.js'
import type { FitsMosaicSet } from './mosaic-set.js'
import type { PlacedWindows } from './placement.js'
import { StampCutter } from './stamp-cutter.js'

export interface DatasetFacts {
  readonly field: FitsMosaicSet
  /** The catalogue, one row an object. */
  readonly table: Table
  readonly placed: PlacedWindows
  readonly sizePx: number
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Cuts all stamps of a catalogue into a data set file. Memory does not grow with the number of objects.
 *
 * @returns the flags of every row
 */
export async function writeDataset(path: string, facts: DatasetFacts): Promise<Uint32Array> {
  const { field, table, placed, sizePx } = facts
  const cutter = new StampCutter(field.mosaics, sizePx)
  const flags = Uint32Array.from(placed.flags)
  const windows = [...placed.windows]
  const stampBytes = cutter.stampLength * 4
  catalogHdu(table, flags) // refuses what FITS cannot hold before the work
  await writeAtomically(path, async (file) => {
    await file.write(imageHeader({ axes: [], bitpix: 8, primary: true }).toBytes())
    await file.write(cutoutsHeader(facts).toBytes())
    const start = file.position
    const blank = encodePixels(new Float32Array(cutter.stampLength).fill(Number.NaN))
    for (let row = 0; row < table.nRows; row++) {
      if (!placed.windows.has(row)) await file.writeAt(blank, start + row * stampBytes)
    }
    for (let done = 0; done < windows.length; done += cutter.batch) {
      const part = windows.slice(done, done + cutter.batch)
      const stamps = new Float32Array(part.length * cutter.stampLength)
      const noticed = await cutter.cut(
        part.map(([, window]) => window),
        stamps,
      )
      const bytes = encodePixels(stamps)
      for (const [i, [row]] of part.entries()) {
        flags[row] |= noticed[i]
        const stamp = bytes.subarray(i * stampBytes, (i + 1) * stampBytes)
        await file.writeAt(stamp, start + row * stampBytes)
      }
      facts.onProgress?.(done + part.length, windows.length)
    }
    await file.write(padding(table.nRows * stampBytes))
    await file.write(catalogHdu(table, flags))
  })
  return flags
}

function cutoutsHeader({ field, table, sizePx }: DatasetFacts) {
  const cards: Card[] = [
    ...field.mosaics.map(({ band }, i) => card(`BAND${i + 1}`, band, `filter of plane ${i + 1}`)),
    ...field.mosaics.map(({ file }, i) =>
      card(`SRC${i + 1}`, ascii(file), `mosaic of plane ${i + 1}`),
    ),
    card('BUNIT', field.mosaics[0].unit, 'unit of the mosaics'),
    card('SOFTWARE', SOFTWARE, 'written by'),
  ]
  if (field.pixelScaleArcsec !== undefined) {
    cards.push(card('PIXSCALE', field.pixelScaleArcsec, '[arcsec] side of a pixel'))
  }
  return imageHeader({
    axes: [sizePx, sizePx, field.mosaics.length, table.nRows],
    bitpix: -32,
    primary: false,
    name: 'CUTOUTS',
    cards,
  })
}

/** A path as a FITS header holds it: what is not ASCII is percent-encoded, as in a URL. */
function ascii(path: string): string {
  return path.replace(/[^ -~]/gu, encodeURIComponent)
}

function card(keyword: string, value: string | number, comment: string): Card {
  return { keyword, value, comment }
}

function catalogHdu(table: Table, flags: Uint32Array): Uint8Array {
  const description = 'quality flags of the cutout'
  const column = { name: 'cutout_flags', values: Int32Array.from(flags), description }
  return binaryTableHdu({ columns: fitsColumns(table.withColumns([column])), name: 'CATALOG' })
}
