/** The HDUs of a file, those that are packed in tiles as the images and tables that they are. */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type Hdu, listHdus } from './hdu.js'
import { packedTableSource } from './packed-table.js'
import { unpackedTableHeader } from './packed-table-header.js'
import { unpackedHeader } from './tile-header.js'
import { tileSource } from './tile-source.js'

/**
 * Lists the HDUs; only headers are read. Bytes behind the last HDU that do not begin with XTENSION
 * are ignored (special records and padding, FITS 4.0, section 3.5). A tile-compressed image is an
 * image, a compressed table a table: tiles are unpacked where they are asked for.
 *
 * @throws InputError if the file is not FITS, or ends before its data do
 * @example
 * const source = await openFile('mosaic.fits')
 * const sci = findHdu(await readHdus(source), 'SCI')
 */
export async function readHdus(source: ByteSource): Promise<Hdu[]> {
  const hdus = await listHdus(source)
  return hdus.map((hdu) => {
    if (hdu.kind === 'compressed-image') return unpackedImage(source, hdu)
    const isPacked = hdu.kind === 'binary-table' && hdu.header.get('ZTABLE') === true
    return isPacked ? unpackedTable(source, hdu) : hdu
  })
}

function unpackedImage(source: ByteSource, packed: Hdu): Hdu {
  return orRefused(packed, () => {
    const header = unpackedHeader(packed.header)
    const { data, strip } = tileSource(source, packed)
    return { ...behind(data), ...{ kind: 'image', header, packed, strip } }
  })
}

function unpackedTable(source: ByteSource, packed: Hdu): Hdu {
  return orRefused(packed, () => {
    const header = unpackedTableHeader(packed.header)
    return { ...behind(packedTableSource(source, packed, header)), header, packed }
  })
}

function behind(data: ByteSource): Pick<Hdu, 'dataStart' | 'dataLength' | 'data'> {
  return { dataStart: 0, dataLength: data.byteLength, data }
}

/**
 * One that cannot be unpacked stays what it is: that is said where somebody asks for its contents,
 * and the other HDUs of the file are read.
 */
function orRefused(packed: Hdu, unpacked: () => Partial<Hdu>): Hdu {
  try {
    return { ...packed, ...unpacked() }
  } catch (error) {
    if (error instanceof InputError) return { ...packed, refused: error }
    throw error
  }
}
