/** The HDUs of a file, tile-compressed images as the images that they are. */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type Hdu, listHdus } from './hdu.js'
import { unpackedHeader } from './tile-header.js'
import { tileSource } from './tile-source.js'

/**
 * Lists the HDUs; only headers are read. Bytes behind the last HDU that do not begin with XTENSION
 * are ignored (special records and padding, FITS 4.0, section 3.5). A tile-compressed image is an
 * image: its tiles are unpacked where its pixels are asked for.
 *
 * @throws InputError if the file is not FITS, or ends before its data do
 * @example
 * const source = await openFile('mosaic.fits')
 * const sci = findHdu(await readHdus(source), 'SCI')
 */
export async function readHdus(source: ByteSource): Promise<Hdu[]> {
  const hdus = await listHdus(source)
  return hdus.map((hdu) => (hdu.kind === 'compressed-image' ? unpackedImage(source, hdu) : hdu))
}

/**
 * One that cannot be unpacked stays what it is: that is said where somebody asks for its pixels,
 * and the other HDUs of the file are read.
 */
function unpackedImage(source: ByteSource, packed: Hdu): Hdu {
  try {
    const header = unpackedHeader(packed.header)
    const data = tileSource(source, packed)
    const { byteLength } = data
    return { ...packed, kind: 'image', header, dataStart: 0, dataLength: byteLength, packed, data }
  } catch (error) {
    if (error instanceof InputError) return { ...packed, refused: error }
    throw error
  }
}
