/** The point spread functions: what every one of them must keep. */
import { describe, expect, test } from 'vitest'
import { hubblePsf, psfAt } from '../../src/light/psf.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { describedLight } from './model-stars.js'

test.each([
  ['WFC3/UVIS', 'F275W'],
  ['WFC3/UVIS', 'F814W'],
  ['ACS/WFC', 'F555W'],
] as const)('%s %s: the light within 5 px is what it was', (camera, filter) => {
  const stored = storedAnswers<Record<string, Fingerprint>>('psf')[`${camera} ${filter}`]
  expectFingerprint(describedLight(camera, filter), stored, 1e-6, filter)
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
    'no point spread function of ACS/WFC F275W: expected one of F435W, F555W, F606W, F814W, F475W, F775W, got F275W',
  )
})
