/** The interface of mosaics to everything above: one picture a band, all on one pixel grid. */
import { type Band, bandOfHeaders } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { type FileSource, openFile } from '../files/index.js'
import {
  type Hdu,
  type Header,
  imageAxes,
  type PixelDecoder,
  pixelDecoder,
  readHdus,
  readImageWindow,
} from '../fits/index.js'
import { readWcs, type Wcs } from '../wcs/index.js'

/** One band. */
export interface Mosaic {
  /** Filter, e.g. `F555W`. */
  readonly band: string
  /** e.g. `WFC3/UVIS` or `ACS/WFC`; empty if the header does not say. */
  readonly instrument: string
  /** Path of the file. */
  readonly file: string
  /** Header unit (BUNIT); empty if the header does not say. */
  readonly unit: string
  readonly width: number
  readonly height: number
  /**
   * Pixels of columns [x0, x1) and rows [y0, y1), row by row, 0-based; the window must lie inside.
   * Blank pixels are NaN.
   */
  readWindow(x0: number, y0: number, x1: number, y1: number): Promise<Float32Array>
}

/** Several bands of one field. */
export interface MosaicSet {
  readonly mosaics: readonly Mosaic[]
  readonly width: number
  readonly height: number
  /** Undefined when the headers carry none. */
  readonly wcs: Wcs | undefined
  /** Arcsec a pixel; undefined without a WCS. */
  readonly pixelScaleArcsec: number | undefined
  /** Remarks for the user, e.g. a unit that is not e-/s. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/* One band of a field, in a FITS file on disk: the science image, its filter, its sky coordinates. */

/** A mosaic that also gives its rows as they stand in the file, for cutting many stamps. */
export interface FitsMosaic extends Mosaic {
  readonly wcs: Wcs | undefined
  readonly pixels: PixelDecoder
  /** Size of the file, bytes. */
  readonly bytes: number
  /** Rows from y0 on, undecoded, `width * pixels.bytesPerPixel` bytes each: as many as fill `bytes`. */
  readRows(y0: number, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a mosaic: the extension SCI if there is one, else the only image of the file.
 *
 * @throws InputError if the file is no FITS image, or its filter is not to be found
 */
export async function openMosaic(path: string): Promise<FitsMosaic> {
  const source = await openFile(path)
  try {
    return await describe(path, source)
  } catch (error) {
    await source.close()
    throw error
  }
}

async function describe(path: string, source: FileSource): Promise<FitsMosaic> {
  const hdus = await readHdus(source)
  const hdu = scienceImage(hdus, path)
  const [width, height] = imageAxes(hdu)
  const { header, dataStart } = hdu
  const band: Band = bandOfHeaders([header, hdus[0].header], path)
  const pixels = pixelDecoder(header)
  const rowBytes = width * pixels.bytesPerPixel
  const unit = header.get('BUNIT') ?? hdus[0].header.get('BUNIT')
  return {
    band: band.filter,
    instrument: band.instrument,
    file: path,
    unit: typeof unit === 'string' ? unit.trim() : '',
    width,
    height,
    wcs: readWcs(header, path),
    pixels,
    bytes: source.byteLength,
    readWindow: (x0, y0, x1, y1) => readImageWindow(source, hdu, { x0, y0, x1, y1 }),
    readRows: (y0, bytes) => readRows(source, dataStart + y0 * rowBytes, bytes),
    close: () => source.close(),
  }
}

async function readRows(source: FileSource, start: number, bytes: Uint8Array): Promise<void> {
  const nRead = await source.readInto(bytes, start)
  if (nRead === bytes.length) return
  throw new InputError({
    what: 'the file became shorter while it was read',
    where: source.name,
    expected: `${bytes.length} bytes at ${start}`,
    got: `${nRead}`,
    remedy: 'wait until it is written, and run again',
  })
}

function scienceImage(hdus: readonly Hdu[], path: string): Hdu {
  const images = hdus.filter((hdu) => hdu.kind === 'image' && imageAxes(hdu).length === 2)
  const science = images.filter((hdu) => hdu.name.toUpperCase() === 'SCI')
  const found = science.length > 0 ? science : images
  if (found.length === 1) return found[0]
  const compressed = hdus.some((hdu) => hdu.kind === 'compressed-image')
  throw new InputError({
    what: found.length === 0 ? 'no image in the file' : 'more than one image could be the mosaic',
    where: path,
    expected: 'an extension SCI, or a single two-dimensional image',
    got: hdus.map((hdu) => `${hdu.index} ${hdu.name} (${hdu.kind})`).join(', '),
    remedy: compressed
      ? 'tile-compressed images are not supported yet: unpack it with funpack'
      : 'give files with one science image each',
  })
}

/* The unit of pixels, of mosaics and of the data sets cut from them: resampling keeps it. */

/** What a card's numbers are in, and what `classify` expects. */
export const ELECTRONS_PER_SECOND = 'e-/s'

const SPELLINGS = /^(e(lectrons?)?-?\s*(\/\s*s(ec)?|\s*s-1))$/i

/**
 * A unit in one spelling, where it is the one that is expected.
 *
 * @example plainUnit('ELECTRONS/S') // 'e-/s'
 */
export function plainUnit(unit: string): string {
  return SPELLINGS.test(unit.trim()) ? ELECTRONS_PER_SECOND : unit.trim()
}

/**
 * @param header of CUTOUTS
 * @returns empty where the file does not say
 * @example unitOfDataset(hdu.header) // 'e-/s' of BUNIT = 'ELECTRONS/S'
 */
export function unitOfDataset(header: Header): string {
  const unit = header.get('BUNIT')
  return typeof unit === 'string' ? plainUnit(unit) : ''
}

/** A rectangle of the mosaic, `[y][x]`; `x0`, `y0` is the 0-based mosaic position of its first pixel. */
export interface Tile {
  readonly x0: number
  readonly y0: number
  readonly width: number
  readonly height: number
  /** e-/s */
  readonly pixels: Float32Array
}
