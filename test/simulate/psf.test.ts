/** The point spread functions: against Hubble's model images, and what every one of them must keep. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CAMERAS, type Camera } from '../../src/light/cameras.js'
import { hubblePsf, psfAt } from '../../src/light/psf.js'
import { hasShared } from '../setup/peers.js'
import { describedPixels, modelPixels } from './model-stars.js'

const cases = (Object.keys(CAMERAS) as Camera[]).flatMap((camera) =>
  Object.keys(CAMERAS[camera].filters).map((filter) => ({ camera, filter })),
)

describe.skipIf(!hasShared('psf'))('model images, within 5 px', () => {
  const places = JSON.parse(readFileSync('test/golden/psf-places.json', 'utf8'))

  test.each(cases)('$camera $filter', async ({ camera, filter }) => {
    const model = await modelPixels(camera, filter, places[camera][filter], 5)
    const ours = describedPixels(camera, filter, model)
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
    const light = sum(model.map((pixel) => pixel.light))
    // Model images end at 3" and hold a sum of 1 there: only shapes are compared.
    const scale = light / sum(ours)
    const off = model.map((pixel, i) => Math.abs(pixel.light - scale * ours[i]))
    const residual = sum(off) / light
    const rms = Math.sqrt(sum(off.map((d) => d * d)) / off.length)
    console.log(
      `${camera} ${filter}: residual ${(100 * residual).toFixed(2)} %, rms ${rms.toExponential(1)}, ` +
        `peak ${Math.max(...off).toExponential(1)} of the star's flux; scale ${scale.toFixed(3)}`,
    )
    expect(residual).toBeLessThan(0.03)
  })
})

describe('a star in a mosaic', () => {
  const psf = hubblePsf('WFC3/UVIS', 'F606W')
  const fluxWithin = (radius: number, x = 0, y = 0) => {
    let sum = 0
    const n = 4
    for (let j = -Math.ceil(radius) * n; j <= Math.ceil(radius) * n; j++) {
      for (let i = -Math.ceil(radius) * n; i <= Math.ceil(radius) * n; i++) {
        if (Math.hypot(i / n - x, j / n - y) < radius) sum += psfAt(psf, i / n - x, j / n - y)
      }
    }
    return sum / n ** 2
  }

  test('all pixels hold the flux of 1, at every phase', () => {
    const sums = [
      [0, 0],
      [0.5, 0.5],
      [0.13, -0.37],
      [-0.25, 0.44],
    ].map(([x, y]) => {
      let sum = 0
      for (let j = -300; j <= 300; j++) {
        for (let i = -300; i <= 300; i++) sum += psfAt(psf, i - x, j - y)
      }
      return sum
    })
    // Wings go on for ever: 300 px leave half a percent outside.
    for (const sum of sums) {
      expect(sum).toBeGreaterThan(0.99)
      expect(sum).toBeLessThan(1)
      expect(Math.abs(sum - sums[0])).toBeLessThan(2e-5)
    }
  })

  test('encircled energy within 0.4": 0.91 in F606W, as STScI gives it (from memory)', () => {
    expect(Math.abs(fluxWithin(0.4 / 0.03962) - 0.91)).toBeLessThan(0.02)
  })

  test('turned with the detector', () => {
    const turned = hubblePsf('WFC3/UVIS', 'F606W', { columnDeg: 180 })
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [2, 3],
      [-7, 4],
      [30, -21],
    ]) {
      expect(psfAt(turned, -y, x) / psfAt(psf, x, y)).toBeCloseTo(1, 2)
    }
  })

  test('sampled image and wings meet without a step', () => {
    const mean = (r: number) => {
      const angles = Array.from({ length: 720 }, (_, k) => (Math.PI * k) / 360)
      const values = angles.map((a) => psfAt(psf, r * Math.cos(a), r * Math.sin(a)))
      return values.reduce((a, b) => a + b, 0) / values.length
    }
    const slope = Math.log(mean(70) / mean(45)) / Math.log(70 / 45)
    expect(slope).toBeGreaterThan(-3.6)
    expect(slope).toBeLessThan(-1.5)
  })
})

test('an unknown filter is refused by name', () => {
  expect(() => hubblePsf('ACS/WFC', 'F275W')).toThrow(
    'no point spread function of ACS/WFC F275W: expected one of F435W, F555W, F606W, F814W, got F275W',
  )
})
