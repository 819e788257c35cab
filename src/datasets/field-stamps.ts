/** The stamps of one field of a data set: where they lie on its mosaics, and their pixels. */
import {
  type FitsMosaic,
  type PlacedWindows,
  type Positions,
  placeWindows,
  Resampler,
  StampCutter,
  type StampLayout,
} from '../cutouts/index.js'
import { encodePixels } from '../fits/index.js'
import type { FieldSource } from './cutouts-header.js'
import { mosaicsForPlanes, type NamedField } from './field-mosaics.js'

/** The layout of a data set, and which filters each of its planes may hold. */
export interface DatasetLayout extends StampLayout {
  /** E.g. `F435W|F438W`; a field has one of them. */
  readonly planes: readonly string[]
}

/** The stamps of one field, or of some of its rows. */
export interface FieldStamps extends Pick<FieldSource, 'name' | 'catalog'> {
  /** In the order of the planes. */
  readonly mosaics: readonly FitsMosaic[]
  /** Where the crops lie; one flag for each row. */
  readonly placed: PlacedWindows
}

/** @throws InputError if the field has no mosaic for a plane */
export function fieldStamps(
  { name, catalog, field }: NamedField & Pick<FieldSource, 'catalog'>,
  positions: Positions,
  { planes, window, cropPx }: DatasetLayout,
): FieldStamps {
  const mosaics = mosaicsForPlanes({ name, field }, planes)
  return { name, catalog, mosaics, placed: placeWindows(positions, field, window, cropPx) }
}

export interface CutStamp {
  /** Row of the field's catalogue. */
  readonly row: number
  /** (bands, size, size) as FITS holds them; all NaN where there is no window. */
  readonly pixels: Uint8Array
  /** Flags that the cutter raised. */
  readonly noticed: number
}

/** Bytes of a stamp. */
export function stampBytes({ bands, sizePx }: Pick<StampLayout, 'bands' | 'sizePx'>): number {
  return 4 * bands.length * sizePx ** 2
}

export function blankStamp({ bands, sizePx }: Pick<StampLayout, 'bands' | 'sizePx'>): Uint8Array {
  return encodePixels(new Float32Array(bands.length * sizePx ** 2).fill(Number.NaN))
}

/** Cuts the stamps of all rows, in the order in which the mosaics are best read. */
export async function* cutStamps(
  { mosaics, placed: { windows, flags } }: FieldStamps,
  layout: StampLayout,
): AsyncGenerator<CutStamp> {
  const { cropPx, sizePx, resampling } = layout
  const blank = blankStamp(layout)
  for (const row of flags.keys()) if (!windows.has(row)) yield { row, pixels: blank, noticed: 0 }
  const cutter = new StampCutter(mosaics, cropPx)
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
      yield { row, pixels: encodePixels(stamp), noticed: noticed[i] }
    }
  }
}
