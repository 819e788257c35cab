/**
 * Gaussians in place of light profiles: against the formulas, and against half-light radii by
 * quadrature.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  effProfile,
  halfLightRadius,
  intensityOf,
  powerMixture,
  sersicMixture,
  sersicProfile,
} from '../../src/light/profiles.js'

const radii = [0, 0.1, 0.3, 1, 2, 4, 8]

describe('EFF', () => {
  test.each([2.2, 2.6, 3, 4])('gamma %d, truncated', (gamma) => {
    const profile = powerMixture(0.8, gamma / 2, 12)
    const formula = (r: number) =>
      (1 + (r / 0.8) ** 2) ** (-gamma / 2) * Math.exp(-((r / 12) ** 2) / 2)
    for (const r of radii) {
      const ratio = intensityOf(profile, r) / intensityOf(profile, 0) / formula(r)
      expect(ratio, `at ${r}`).toBeCloseTo(1, 5)
    }
  })

  test('half of the light lies within the effective radius', () => {
    for (const gamma of [2.2, 3, 4]) {
      const shape = { kind: 'eff', rEffPx: 2.5, gamma, truncation: 8, q: 1, angleDeg: 0 } as const
      expect(halfLightRadius(effProfile(shape, 555).mixture)).toBeCloseTo(2.5, 6)
    }
  })

  test('the size follows the wavelength', () => {
    const gradient = { sizeSlope: 0.5, shiftPx: [0, 0] } as const
    const shape = {
      ...({ kind: 'eff', rEffPx: 2, gamma: 3, truncation: 8, q: 1, angleDeg: 0 } as const),
      gradient,
    }
    expect(halfLightRadius(effProfile(shape, 4 * 555).mixture)).toBeCloseTo(4, 6)
  })
})

describe('Sersic', () => {
  test.each([
    [0.5, 1e-6],
    [1, 0.01],
    [2.5, 0.005],
    [4, 0.01],
  ])('index %d, from 0.02 to 4 effective radii', (n, tolerance) => {
    const profile = sersicMixture(1, n)
    const effective = halfLightRadius(profile)
    const formula = (r: number) => Math.exp(-(r ** (1 / n)))
    const reference = intensityOf(profile, effective) / formula(effective)
    for (const r of [0.02, 0.1, 0.3, 1, 2, 4].map((share) => share * effective)) {
      const ratio = intensityOf(profile, r) / reference / formula(r)
      expect(Math.abs(ratio - 1), `at ${r}`).toBeLessThan(tolerance)
    }
  })

  // scale = r_eff / b_n^n, b_n from scipy: test/reference/half_light.py
  const golden: { n: number; effectiveOverScale: number }[] = JSON.parse(
    readFileSync('test/golden/half-light.json', 'utf8'),
  ).sersic

  test.each(golden)('half-light radius, n = $n', ({ n, effectiveOverScale }) => {
    const ratio = halfLightRadius(sersicMixture(1, n)) / effectiveOverScale
    expect(Math.abs(ratio - 1)).toBeLessThan(0.005)
    const shape = { kind: 'sersic', rEffPx: 3, n, q: 1, angleDeg: 0 } as const
    expect(halfLightRadius(sersicProfile(shape))).toBeCloseTo(3, 6)
  })
})

const effGolden: { gamma: number; truncation: number; flat: number }[] = JSON.parse(
  readFileSync('test/golden/half-light.json', 'utf8'),
).eff

test.each(effGolden)('EFF: core of gamma $gamma cut at $truncation', (row) => {
  const shape = { kind: 'eff', rEffPx: 1, q: 1, angleDeg: 0, ...row } as const
  expect(effProfile(shape, 555).flat / row.flat).toBeCloseTo(1, 4)
})
