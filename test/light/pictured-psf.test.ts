import { expect, test } from 'vitest'
import { addSource, hubblePsf, picturedPsf, psfAt } from '../../src/light/index.js'

const SIGMA = 1.3
const gaussian = (x: number, y: number) => Math.exp(-(x * x + y * y) / (2 * SIGMA ** 2))
const psf = picturedPsf(hubblePsf('WFC3/UVIS', 'F555W'), (x, y) => 7 * gaussian(x, y), 45)

test('the picture is the image of a star, whatever its own brightness', () => {
  const peak = 1 / (2 * Math.PI * SIGMA ** 2)
  for (const [x, y] of [
    [0, 0],
    [0.37, -1.2],
    [3.1, 2.2],
  ]) {
    expect(psfAt(psf, x, y)).toBeCloseTo(peak * gaussian(x, y), 6)
  }
})

test('an extended source is blurred by the picture', () => {
  const side = 64
  const tile = { x0: 0, y0: 0, width: side, height: side, pixels: new Float32Array(side * side) }
  const [x, y, sigma] = [31.3, 30.8, 2]
  // A Sersic profile of index 1/2 is a Gaussian; half of its light lies within 1.1774 sigma.
  const shape = { kind: 'sersic', n: 0.5, rEffPx: 1.1774 * sigma, q: 1, angleDeg: 0 } as const
  addSource(tile, { x, y, flux: 10, shape }, psf, 1e-6)
  const variance = sigma ** 2 + SIGMA ** 2
  const at = (i: number, j: number) =>
    (10 / (2 * Math.PI * variance)) * Math.exp(-((i - x) ** 2 + (j - y) ** 2) / (2 * variance))
  expect(tile.pixels[31 * side + 31]).toBeCloseTo(at(31, 31), 3)
  expect(tile.pixels[33 * side + 29]).toBeCloseTo(at(29, 33), 3)
})
