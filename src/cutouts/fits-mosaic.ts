/** One band of a field in a FITS file: the science image, its filter, its sky coordinates. */
import { type ByteSource, readInto } from '../bytes/index.js'
import { bandOfHeaders, FILTER_KEYWORDS } from '../catalog/index.js'
import { InputError } from '../errors.js'
import {
  type Hdu,
  type Header,
  imageAxes,
  type PixelDecoder,
  pixelDecoder,
  type RowStrip,
  readHdus,
  readImageWindow,
} from '../fits/index.js'
import { Notes } from '../notes.js'
import { headerText, readWcs, unreadSky, type Wcs } from '../wcs/index.js'
import { distortionTables } from './distortion-tables.js'
import { toElectronsPerSecond } from './electrons.js'
import type { Mosaic } from './mosaic.js'
import { scienceImage } from './science-image.js'
import { type SubImage, subImageOf } from './sub-image.js'
import { ELECTRONS_PER_SECOND, plainUnit } from './unit.js'

/** A mosaic that also gives its rows as they stand in the file, for cutting many stamps. */
export interface FitsMosaic extends Mosaic {
  readonly wcs: Wcs | undefined
  readonly pixels: PixelDecoder
  /** Size of the file, bytes. */
  readonly bytes: number
  /** The filter of the headers, whatever band it stands for. */
  readonly filter: string
  /** The header of the image, then the primary one: the first that has a keyword counts. */
  readonly headers: readonly Header[]
  /** How the pixels became e-/s, e.g. `ELECTRONS / EXPTIME 2400`; undefined where they were. */
  readonly converted: string | undefined
  /** Values in the unit of the file, as of SATURATE, times this are e-/s. */
  readonly electronsPerUnit: number
  /** Where it is a part of a larger image. */
  readonly subImage: SubImage | undefined
  /** About this file. */
  readonly notes: Notes
  /**
   * Fills `bytes` with rows from y0 on, not yet decoded; a row has `width * pixels.bytesPerPixel`
   * bytes.
   */
  readRows(y0: number, bytes: Uint8Array): Promise<void>
  /** A strip of its rows, where the mosaic is packed in tiles; else its rows are read. */
  readonly strip: (() => RowStrip) | undefined
  close(): Promise<void>
}

/** What the user says about mosaics, in place of their headers. */
export interface MosaicOptions {
  /** Unit of the pixels, in place of BUNIT, e.g. `e-/s`. */
  readonly unit?: string
}

/**
 * Opens a mosaic: the extension SCI if there is one, else the only image of the file. Pixels of
 * another unit become e-/s as they are read.
 *
 * @param source closed together with the mosaic, and when the mosaic is refused
 * @throws InputError if the file is no FITS image, its headers name no filter, or its unit cannot
 *   become e-/s
 * @example const mosaic = await openMosaic(await openFile('ngc1566_f555w.fits'))
 */
export async function openMosaic(
  source: ByteSource,
  options: MosaicOptions = {},
): Promise<FitsMosaic> {
  try {
    return await mosaicIn(source, options)
  } catch (error) {
    await source.close?.()
    throw error
  }
}

async function mosaicIn(source: ByteSource, options: MosaicOptions): Promise<FitsMosaic> {
  const file = source.name
  const hdus = await readHdus(source)
  const hdu = scienceImage(hdus, file)
  const [width, height] = imageAxes(hdu)
  const { header, dataStart } = hdu
  const data = hdu.data ?? source
  const headers = [header, hdus[0].header]
  const notes = new Notes()
  notes.doubt(...contradictions(header, file))
  const { filter, instrument } = bandOfHeaders(headers, file)
  const tables = await distortionTables(source, hdus, header)
  const wcs = readWcs(header, file, { icrs: true, ...(tables && { tables }) })
  notes.say(...lossNotes(hdu, file))
  const unread = wcs ? undefined : unreadSky(header)
  if (unread) notes.doubt(`${file}: sky coordinates ${unread} are not read`)
  const unit = pixelUnit(headers, options, { file, notes })
  const facts = { headers, instrument, scaleArcsec: wcs?.scaleArcsec, where: file }
  const { factor, how } = toElectronsPerSecond({ unit, ...facts })
  const pixels = pixelDecoder(header, factor)
  const rowBytes = width * pixels.bytesPerPixel
  return {
    ...{ band: filter, filter, instrument, file, width, height, headers, pixels, wcs },
    unit: how === undefined ? unit : ELECTRONS_PER_SECOND,
    converted: how,
    electronsPerUnit: factor,
    subImage: subImageOf(header, file),
    notes,
    bytes: source.byteLength,
    readWindow: (x0, y0, x1, y1) => readImageWindow(source, hdu, { x0, y0, x1, y1 }, pixels),
    readRows: (y0, bytes) => readAll(data, dataStart + y0 * rowBytes, bytes),
    strip: hdu.strip && (() => hdu.strip!(pixels)),
    close: async () => source.close?.(),
  }
}

/** What was lost when the pixels were rounded to be packed (FITS 4.0, section 10.2). */
function lossNotes({ packed, header }: Hdu, file: string): string[] {
  const how = packed?.header.get('ZQUANTIZ')
  if (header.number('BITPIX') > 0 || typeof how !== 'string' || /^NONE/.test(how)) return []
  const zeros = how.trim() === 'SUBTRACTIVE_DITHER_2' ? '' : '; gaps of zeros are no longer zeros'
  return [`${file}: its pixels were rounded when it was packed (ZQUANTIZ ${how.trim()})${zeros}`]
}

/** BUNIT, or the unit that the user gives, with a word where they differ or nobody says. */
function pixelUnit(
  headers: readonly Header[],
  options: MosaicOptions,
  { file, notes }: { readonly file: string; readonly notes: Notes },
): string {
  const [unit = ''] = headers.flatMap((header) => headerText(header, 'BUNIT') ?? [])
  const asked = options.unit?.trim()
  if (!asked) {
    if (unit === '') notes.doubt(`${file}: unit unknown, where electrons/s are expected`)
    return unit
  }
  if (unit !== '' && plainUnit(unit) !== plainUnit(asked)) {
    notes.say(`${file}: unit ${asked}, as asked, although BUNIT says ${unit}`)
  }
  return asked
}

/** Keywords that say where pixels are in the file. */
const STRUCTURE = ['BITPIX', 'NAXIS', 'NAXIS1', 'NAXIS2', 'NAXIS3']
/** Keywords that say what pixels mean. */
const MEANING = [
  ...['BSCALE', 'BZERO', 'BLANK', 'BUNIT', 'EXPTIME', 'GAIN', 'CCDGAIN', 'PHOTFLAM', 'PHOTPLAM'],
  ...FILTER_KEYWORDS,
  ...['CTYPE', 'CRPIX', 'CRVAL', 'CDELT', 'CROTA', 'LTV'].flatMap((n) => [`${n}1`, `${n}2`]),
  ...['CD', 'PC'].flatMap((n) => ['1_1', '1_2', '2_1', '2_2'].map((ij) => n + ij)),
]

/** @throws InputError where the header says two things about where its pixels are */
function contradictions(header: Header, file: string): string[] {
  for (const keyword of STRUCTURE) {
    const [other] = header.contradictions(keyword)
    if (other === undefined) continue
    const got = `${header.get(keyword)} and ${other}`
    throw new InputError({ what: `keyword ${keyword}`, where: header.where, expected: 'one', got })
  }
  const twice = MEANING.filter((keyword) => header.contradictions(keyword).length > 0)
  return twice.map((keyword) => {
    const [value, other] = [header.get(keyword), header.contradictions(keyword)[0]]
    return `${file}: ${keyword} is there twice, ${value} and ${other}; the first counts`
  })
}

async function readAll(source: ByteSource, start: number, bytes: Uint8Array): Promise<void> {
  const nRead = await readInto(source, bytes, start)
  if (nRead === bytes.length) return
  throw new InputError({
    what: 'the file became shorter while it was read',
    where: source.name,
    expected: `${bytes.length} bytes at ${start}`,
    got: `${nRead}`,
    remedy: 'wait until it is written, and run again',
  })
}
