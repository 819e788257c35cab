/**
 * The data set file: FITS, so that DS9, TOPCAT and astropy open it.
 *
 *   CUTOUTS  float32 image, axes x, y, band, object; NaN where the mosaic has no pixel; its header is dataset-header.ts's
 *   CATALOG  binary table, row i belongs to object i; `cutout_flags` holds what the cutter noticed
 *
 * Nothing is compressed, so any stamp is one read. Field follows field.
 */
import {
  type FitsMosaic,
  type PlacedWindows,
  plainUnit,
  RESAMPLINGS,
  Resampler,
  StampCutter,
  type StampLayout,
  WINDOW_RULES,
} from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { checkFreeSpace, writeAtomically } from '../files/index.js'
import {
  binaryTableHdu,
  type Card,
  encodePixels,
  type Header,
  imageHeader,
  padding,
} from '../fits/index.js'
import { SOFTWARE } from '../software.js'
import { fitsColumns, type Table } from '../tables/index.js'
import { ascii } from './objects.js'

/** The stamps of one field. */
export interface FieldStamps extends Pick<FieldSource, 'name' | 'catalog'> {
  /** In the order of the planes. */
  readonly mosaics: readonly FitsMosaic[]
  /** Of the crops; one flag an object of the field. */
  readonly placed: PlacedWindows
}

export interface DatasetFacts {
  readonly layout: StampLayout
  readonly fields: readonly FieldStamps[]
  /** One row an object, field after field. */
  readonly table: Table
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Cuts all stamps into a data set file. Memory does not grow with the number of objects.
 *
 * @returns the flags of every row
 * @throws InputError if FITS cannot hold the table, the disk has no room, or the folder cannot be written
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
  /** Of the field's catalogue. */
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
  const column = { name: 'cutout_flags', values: Int32Array.from(flags), description }
  return binaryTableHdu({ columns: fitsColumns(table.withColumns([column])), name: 'CATALOG' })
}

/*
 * The header of CUTOUTS in a data set file:
 *
 *   BANDn     filter of plane n; F435W|F438W where fields differ in it
 *   CROPPX    side of what was cut from the mosaics, px; RESAMPLE  how it became a stamp: none, nearest, bilinear, lanczos
 *   WINDOW    which pixels a crop takes: centred, starcnet
 *   PIXSCALE  [arcsec] side of a stamp's pixel; MOSSCALE  of the mosaics'; without sky coordinates there is neither
 *   FIELDn    name of field n; CATn  its catalogue; SRCn_k  its mosaic for plane k
 *   BUNIT     unit of the pixels, that of the mosaics; resampling keeps it, as surface brightness
 */

/** Where the stamps of one field came from. */
export interface FieldSource {
  readonly name: string
  readonly catalog: string
  /** Mosaics, one a plane. */
  readonly files: readonly string[]
}

/** SRCn_k has eight characters up to here. */
export const MOST_FIELDS = 99

export function datasetCards(
  layout: StampLayout,
  fields: readonly FieldSource[],
  unit: string,
): Card[] {
  const { bands, sizePx, cropPx, resampling, window, pixelScaleArcsec: scale } = layout
  const cards: Card[] = [
    ...bands.map((band, i) => card(`BAND${i + 1}`, band, `filter of plane ${i + 1}`)),
    card('CROPPX', cropPx, '[pix] side of a crop of the mosaics'),
    card('RESAMPLE', resampling ?? 'none', 'how crops became stamps'),
    card('WINDOW', window, 'which pixels a crop takes'),
  ]
  if (scale !== undefined) {
    cards.push(
      card('PIXSCALE', (scale * cropPx) / sizePx, '[arcsec] side of a pixel'),
      card('MOSSCALE', scale, '[arcsec] side of a pixel of the mosaics'),
    )
  }
  for (const [i, { name, catalog, files }] of fields.entries()) {
    cards.push(card(`FIELD${i + 1}`, ascii(name), `field ${i + 1}`))
    cards.push(card(`CAT${i + 1}`, ascii(catalog), `catalogue of field ${i + 1}`))
    for (const [k, file] of files.entries()) {
      cards.push(card(`SRC${i + 1}_${k + 1}`, ascii(file), `its mosaic of plane ${k + 1}`))
    }
  }
  return [...cards, card('BUNIT', unit, 'unit of the mosaics'), card('SOFTWARE', SOFTWARE, 'by')]
}

function card(keyword: string, value: string | number, comment: string): Card {
  return { keyword, value, comment }
}

/**
 * What all stamps of a data set file have in common. Files of starsift 0.1 say less: theirs are centred and not resampled.
 *
 * @param header of CUTOUTS
 * @param axes of CUTOUTS: x, y, band, object
 * @throws InputError if the stamps are not square, a band has no name, or the header says what this version does not know
 * @example layoutOfDataset(hdu.header, imageAxes(hdu)).bands // ['F275W', 'F336W', ...]
 */
export function layoutOfDataset(header: Header, axes: readonly number[]): StampLayout {
  const [width, height, nBands] = axes
  if (axes.length !== 4 || width !== height) {
    throw new InputError({
      what: 'CUTOUTS is not a stack of square stamps',
      where: header.where,
      expected: '4 axes: x, y, band, object, the first two equal',
      got: axes.join(' x '),
      remedy: 'make the file with `starsift cutouts`',
    })
  }
  const resampling = said(header, 'RESAMPLE', ['none', ...RESAMPLINGS] as const, 'none')
  const scale = header.get('MOSSCALE') ?? header.get('PIXSCALE')
  return {
    bands: Array.from({ length: nBands }, (_, i) => bandOf(header, i + 1)),
    sizePx: width,
    cropPx: Number(header.get('CROPPX') ?? width),
    ...(resampling !== 'none' && { resampling }),
    window: said(header, 'WINDOW', WINDOW_RULES, 'centred'),
    ...(typeof scale === 'number' && { pixelScaleArcsec: scale }),
  }
}

function bandOf(header: Header, n: number): string {
  const band = header.get(`BAND${n}`)
  if (typeof band === 'string' && band.trim() !== '') return band.trim()
  throw new InputError({
    what: `the data set does not say the filter of plane ${n}`,
    where: header.where,
    expected: `keyword BAND${n}`,
    remedy: 'make the file with `starsift cutouts`',
  })
}

function said<T extends string>(
  header: Header,
  keyword: string,
  known: readonly T[],
  otherwise: T,
): T {
  const value = header.get(keyword) ?? otherwise
  const found = known.find((word) => word === value)
  if (found !== undefined) return found
  throw new InputError({
    what: `${keyword} of the data set is not known here`,
    where: header.where,
    expected: known.join(', '),
    got: `${value}`,
    remedy: 'read it with the version of starsift that made it',
  })
}
