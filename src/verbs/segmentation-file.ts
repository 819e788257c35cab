/** Writes the segmentation image, row by row, with the sky coordinates of the mosaic. */
import type { Segmentation } from '../detect/index.js'
import { writeAtomically } from '../files/index.js'
import { type Card, encodePixels, type Header, imageHeader, padding } from '../fits/index.js'
import { SOFTWARE } from '../software.js'

/** Keywords of the sky coordinates (FITS 4.0, section 8; SIP). */
const SKY_KEYWORDS = new RegExp(
  '^(WCSAXES|WCSNAME|(CTYPE|CRPIX|CRVAL|CUNIT|CDELT|CROTA)[12]|(CD|PC)[12]_[12]|LONPOLE|LATPOLE|' +
    'RADESYS|RADECSYS|EQUINOX|PV[12]_\\d+|(A|B|AP|BP)_(ORDER|\\d_\\d))$',
)

/**
 * @param numbers for each detection its number in the catalogue; 0 where it is not in it
 * @param header of the mosaic
 */
export async function writeSegmentation(
  path: string,
  segmentation: Segmentation,
  numbers: Int32Array,
  size: { readonly width: number; readonly height: number },
  header: Header,
): Promise<void> {
  const sky = header.cards.filter(({ keyword }) => SKY_KEYWORDS.test(keyword))
  const cards: Card[] = [
    ...sky,
    { keyword: 'ORIGIN', value: SOFTWARE, comment: 'numbers are ids of the catalogue' },
  ]
  const axes = [size.width, size.height]
  // By this name a folder of mosaics leaves the image out.
  const name = 'SEGMENTATION'
  const head = imageHeader({ axes, bitpix: 32, primary: true, name, cards })
  await writeAtomically(path, async (file) => {
    await file.write(head.toBytes())
    for (const row of segmentation.rows(size, numbers)) await file.write(encodePixels(row))
    await file.write(padding(4 * size.width * size.height))
  })
}
