/** Opens weight maps that a user names. */
import type { PixelRows } from '../detect/index.js'
import { InputError } from '../errors.js'
import { openFile } from '../files/index.js'
import {
  type Hdu,
  hduText,
  imageAxes,
  pixelDecoder,
  readHdus,
  readImageWindow,
} from '../fits/index.js'

/** EXTNAME of a weight map in a file with the mosaic. */
const NAMES = /^(WHT|WEIGHTS?|WGT|IVAR|INVVAR)$/i

interface WeightMap extends PixelRows {
  close(): Promise<void>
}

/**
 * The extension WHT of a FITS file, else its only image. Weights are inverse variances or exposure
 * times, up to a factor.
 *
 * @throws InputError if there is none
 */
async function openWeights(path: string): Promise<WeightMap> {
  const source = await openFile(path)
  try {
    const hdu = weightHdu(await readHdus(source), path)
    const [width, height] = imageAxes(hdu)
    const pixels = pixelDecoder(hdu.header)
    return {
      ...{ width, height },
      readWindow: (x0, y0, x1, y1) => readImageWindow(source, hdu, { x0, y0, x1, y1 }, pixels),
      close: async () => source.close?.(),
    }
  } catch (error) {
    await source.close?.()
    throw error
  }
}

function weightHdu(hdus: readonly Hdu[], where: string): Hdu {
  const images = hdus.filter((hdu) => hdu.kind === 'image' && imageAxes(hdu).length === 2)
  const named = images.filter(({ header }) => NAMES.test(`${header.get('EXTNAME') ?? ''}`.trim()))
  const found = named.length > 0 ? named : images
  if (found.length === 1) return found[0]
  throw new InputError({
    what: '--weights',
    where,
    expected: 'one image, or one whose EXTNAME is WHT',
    got: hdus.map(hduText).join(', '),
  })
}

/** Opens a map for each filter, all or none. */
export async function openWeightMaps(
  paths: Readonly<Record<string, string>>,
): Promise<{ readonly maps: Readonly<Record<string, WeightMap>>; close(): Promise<void> }> {
  const maps: Record<string, WeightMap> = {}
  const close = async () => {
    await Promise.all(Object.values(maps).map((map) => map.close()))
  }
  try {
    for (const [filter, path] of Object.entries(paths)) maps[filter] = await openWeights(path)
    return { maps, close }
  } catch (error) {
    await close()
    throw error
  }
}
