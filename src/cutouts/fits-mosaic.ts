/** One band of a field in a FITS file: the science image, its filter, its sky coordinates. */
import { type ByteSource, readInto } from '../bytes/index.js'
import { bandOfHeaders } from '../catalog/index.js'
import { InputError } from '../errors.js'
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
  /**
   * Fills `bytes` with rows from y0 on, not yet decoded; a row has `width * pixels.bytesPerPixel`
   * bytes.
   */
  readRows(y0: number, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a mosaic: the extension SCI if there is one, else the only image of the file.
 *
 * @param source closed together with the mosaic, and when the mosaic is refused
 * @throws InputError if the file is no FITS image, or its headers name no filter
 * @example const mosaic = await openMosaic(await openFile('ngc1566_f555w.fits'))
 */
export async function openMosaic(source: ByteSource): Promise<FitsMosaic> {
  try {
    return await mosaicIn(source)
  } catch (error) {
    await source.close?.()
    throw error
  }
}

async function mosaicIn(source: ByteSource): Promise<FitsMosaic> {
  const file = source.name
  const hdus = await readHdus(source)
  const hdu = scienceImage(hdus, file)
  const [width, height] = imageAxes(hdu)
  const { header, dataStart } = hdu
  const { filter, instrument } = bandOfHeaders([header, hdus[0].header], file)
  const pixels = pixelDecoder(header)
  const rowBytes = width * pixels.bytesPerPixel
  const unit = header.get('BUNIT') ?? hdus[0].header.get('BUNIT')
  return {
    ...{ band: filter, instrument, file, width, height, pixels },
    unit: typeof unit === 'string' ? unit.trim() : '',
    wcs: readWcs(header, file),
    bytes: source.byteLength,
    readWindow: (x0, y0, x1, y1) => readImageWindow(source, hdu, { x0, y0, x1, y1 }),
    readRows: (y0, bytes) => readAll(source, dataStart + y0 * rowBytes, bytes),
    close: async () => source.close?.(),
  }
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

function scienceImage(hdus: readonly Hdu[], file: string): Hdu {
  const images = hdus.filter((hdu) => hdu.kind === 'image' && imageAxes(hdu).length === 2)
  const science = images.filter((hdu) => hdu.name.toUpperCase() === 'SCI')
  const found = science.length > 0 ? science : images
  if (found.length === 1) return found[0]
  const compressed = hdus.some((hdu) => hdu.kind === 'compressed-image')
  throw new InputError({
    what: found.length === 0 ? 'no image in the file' : 'more than one image could be the mosaic',
    where: file,
    expected: 'an extension SCI, or a single two-dimensional image',
    got: hdus.map((hdu) => `${hdu.index} ${hdu.name} (${hdu.kind})`).join(', '),
    remedy: compressed
      ? 'tile-compressed images are not supported yet: unpack it with funpack'
      : 'give files with one science image each',
  })
}
