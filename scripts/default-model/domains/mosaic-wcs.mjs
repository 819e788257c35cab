// The coordinates of a mosaic, from its file.
import { files, mosaics } from '../../../dist/index.js'

export async function readWcs(path) {
  const mosaic = await mosaics.openMosaic(await files.openFile(path))
  await mosaic.close()
  return mosaic.wcs
}
