/**
 * Hubble's model images of stars, and what our description says for the same pixels, by the slow
 * direct sum.
 */
import { readFileSync } from 'node:fs'
import { memorySource } from '../../src/bytes/index.js'
import { readHdus, readImage } from '../../src/fits/index.js'
import { CAMERAS, type Camera, filterOf, telescopeTransfer } from '../../src/light/cameras.js'
import { gathered, pixelEdges } from '../../src/light/detector.js'
import { FREQUENCY_STEP, frequencyOf, GRID_SIDE } from '../../src/light/telescope.js'
import { sharedPath } from '../setup/peers.js'

/** One pixel of a model image: detector px from the star, and its share of the star's light. */
export interface ModelPixel {
  readonly dx: number
  readonly dy: number
  readonly light: number
}

const FOLDERS = { 'WFC3/UVIS': 'wfc3_uvis', 'ACS/WFC': 'acs_wfc' }

/** @param place of the star, px from the image's middle pixel: test/golden/psf-places.json */
export async function modelPixels(
  camera: Camera,
  filter: string,
  place: readonly number[],
  reach: number,
): Promise<ModelPixel[]> {
  const name = `${FOLDERS[camera]}_${filter.toLowerCase()}.fits`
  const source = memorySource(readFileSync(sharedPath('psf', name)), name)
  const [hdu] = await readHdus(source)
  const { axes, data } = await readImage(source, hdu)
  const middle = Math.floor(axes[0] / 2)
  return Array.from(data, (light, i) => ({
    dx: (i % axes[0]) - middle - place[0],
    dy: Math.floor(i / axes[0]) - middle - place[1],
    light: Number(light),
  })).filter(({ dx, dy }) => Math.hypot(dx, dy) < reach)
}

/**
 * Our light in detector pixels, without charge diffusion and drizzling, as the model images are.
 */
export function describedPixels(
  camera: Camera,
  filter: string,
  at: readonly ModelPixel[],
): number[] {
  const [row, column] = pixelEdges(CAMERAS[camera].pixel, 90)
  const { re, im } = telescopeTransfer(camera, filter, 90)
  const { smear } = filterOf(camera, filter).charge
  for (let i = 0; i < re.length; i++) {
    const [fx, fy] = [frequencyOf(i % GRID_SIDE), frequencyOf(Math.floor(i / GRID_SIDE))]
    const factor = gathered(fx * row.x + fy * row.y, fx * column.x + fy * column.y, smear)
    re[i] *= factor
    im[i] *= factor
  }
  const area = Math.abs(row.x * column.y - row.y * column.x) * FREQUENCY_STEP ** 2
  return at.map(({ dx, dy }) => {
    const [x, y] = [dx * row.x + dy * column.x, dx * row.y + dy * column.y]
    return area * inverseAt(re, im, x, y)
  })
}

/** The light of a star at a place of its own in detector pixels around it. */
export function describedLight(camera: Camera, filter: string): number[] {
  const steps = [-4, -3, -2, -1, 0, 1, 2, 3, 4]
  const at = steps.flatMap((j) => steps.map((i) => ({ dx: i - 0.13, dy: j + 0.29, light: 0 })))
  return describedPixels(camera, filter, at)
}

/** Real part of sum T(f) exp(2 pi i f x). */
function inverseAt(re: Float64Array, im: Float64Array, x: number, y: number): number {
  const waves = (t: number, f: (angle: number) => number) =>
    Float64Array.from({ length: GRID_SIDE }, (_, k) => f(2 * Math.PI * frequencyOf(k) * t))
  const [cx, sx, cy, sy] = [
    ...[waves(x, Math.cos), waves(x, Math.sin)],
    ...[waves(y, Math.cos), waves(y, Math.sin)],
  ]
  let sum = 0
  for (let row = 0; row < GRID_SIDE; row++) {
    let [a, b] = [0, 0]
    for (let k = 0, i = row * GRID_SIDE; k < GRID_SIDE; k++, i++) {
      a += re[i] * cx[k] - im[i] * sx[k]
      b += re[i] * sx[k] + im[i] * cx[k]
    }
    sum += a * cy[row] - b * sy[row]
  }
  return sum
}
