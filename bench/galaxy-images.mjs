// The test pictures of three benches: 1,771 galaxies of shared/data/images (SDSS g, r, i;
// 64 x 64 px; six classes of Galaxy Zoo).
import { join, resolve } from 'node:path'
import { readNpy } from '../dist/arrays/index.js'
import { withFile } from '../dist/files/index.js'
import { Random } from '../dist/index.js'

export const dataFolder = join(resolve(process.env.STARSIFT_SHARED ?? '../shared'), 'data')
export const imagesFolder = join(dataFolder, 'images')

export const N_CLASSES = 6

/** As many pictures are kept from training. */
export const N_HELD_OUT = 371

/** Pictures per step. */
export const BATCH = 32

/** The pixels (n, bands, side, side), and one class, 0 to 5, for each picture. */
export async function readImages() {
  const read = (name) => withFile(join(imagesFolder, name), readNpy)
  const { shape, data } = await read('gz1small_rgb_u8_N3x64x64.npy')
  const { data: classes } = await read('gz1small_labels_u8.npy')
  const [n, nBands, sizePx] = shape
  return { n, nBands, sizePx, data, classes }
}

/** Some rows of the images as the loop takes them. `normalised` is a function of pixel and band. */
export function labelledStamps({ nBands, sizePx, data, classes }, rows, normalised) {
  const nPixels = sizePx ** 2
  const perStamp = nBands * nPixels
  const stamps = new Float32Array(rows.length * perStamp)
  for (const [i, row] of rows.entries()) {
    for (let k = 0; k < perStamp; k++) {
      const band = Math.floor(k / nPixels)
      stamps[i * perStamp + k] = normalised(data[row * perStamp + k], band)
    }
  }
  const labels = Uint8Array.from(rows, (row) => classes[row])
  return { stamps, shape: [rows.length, nBands, sizePx, sizePx], labels }
}

/** The seed decides the order of the rows. */
export const orderOfRows = (n, seed) => new Random(seed).shuffled(Array(n).keys())
