/** The point spread function of a field from its stars, of known jitter. */
import { expect, test } from 'vitest'
import { measuredShape, starCi, starPsf } from '../../src/completeness/star-psf.js'
import type { Tile } from '../../src/cutouts/index.js'
import { rowsInMemory } from '../../src/detect/index.js'
import { addSource, hubblePsf, type Psf } from '../../src/light/index.js'
import { Random } from '../../src/random.js'

const SIDE = 300
const base = hubblePsf('WFC3/UVIS', 'F555W')
const blurred = hubblePsf('WFC3/UVIS', 'F555W', { jitterPx: 1 })

function starsOf(psf: Psf, n: number) {
  const random = new Random(5)
  const pixels = Float32Array.from({ length: SIDE * SIDE }, () => 0.05 + 0.01 * random.normal())
  const tile: Tile = { x0: 0, y0: 0, width: SIDE, height: SIDE, pixels }
  const [x, y]: [number[], number[]] = [[], []]
  for (let i = 0; i < n; i++) {
    x.push(25 + 50 * (i % 5) + random.uniform())
    y.push(25 + 50 * Math.floor(i / 5) + random.uniform())
    addSource(tile, { x: x[i], y: y[i], flux: 60 - i, shape: { kind: 'point' } }, psf, 1e-4)
  }
  return { image: rowsInMemory(SIDE, SIDE, pixels), x, y }
}

test('stars of a softer observation give its concentration', async () => {
  const { image, x, y } = starsOf(blurred, 20)
  const shape = (await measuredShape(image, { x, y }, base))!
  expect(shape.nStars).toBeGreaterThanOrEqual(15)
  const measured = starPsf(base, shape)
  expect(starCi(blurred) - starCi(base)).toBeGreaterThan(0.1)
  expect(Math.abs(starCi(measured) - starCi(blurred))).toBeLessThan(0.02)
})

test('stars of the camera itself change nothing that is seen', async () => {
  const { image, x, y } = starsOf(base, 20)
  const shape = (await measuredShape(image, { x, y }, base))!
  expect(Math.abs(starCi(starPsf(base, shape)) - starCi(base))).toBeLessThan(0.01)
})

test('CI of the camera', () => {
  expect(starCi(base)).toBeCloseTo(1.16, 1)
})

test('fewer than five stars, or stars at the edge, say nothing', async () => {
  const { image, x, y } = starsOf(base, 4)
  expect(await measuredShape(image, { x, y }, base)).toBeUndefined()
  const edge = { x: x.map(() => 3), y: y.map(() => 4) }
  expect(await measuredShape(image, edge, base)).toBeUndefined()
})
