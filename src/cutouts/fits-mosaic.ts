/** One band of a field, in a FITS file on disk: the science image, its filter, its sky coordinates. */
import { type Band, bandOfHeaders } from '../catalog/bands.js'
import { InputError } from '../errors.js'
import { type FileSource, openFile } from '../files/index.js'
import {
  type Hdu,
  imageAxes,
  type PixelDecoder,
  pixelDecoder,
  readHdus,
  readImageWindow,
} from '../fits/index.js'
import { readWcs, type Wcs } from '../wcs/index.js'
import type { Mosaic } from './mosaic.js'

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
