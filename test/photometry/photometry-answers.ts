/**
 * Sums, skies and concentration indices of an image, and a law of extinction, held against others'
 * answers.
 */
import { expect } from 'vitest'
import type { Tile } from '../../src/cutouts/mosaic.js'
import { apertureSum, concentrationIndex } from '../../src/photometry/apertures.js'
import { EXTINCTION } from '../../src/photometry/extinction.js'
import { annulusSky } from '../../src/photometry/sky.js'

const ANNULUS = { innerPx: 7, outerPx: 8 }

export interface Measured {
  width: number
  height: number
  pixels: number[]
  radii: number[]
  rows: Row[]
}

interface Row {
  x: number
  y: number
  sums: number[]
  n: number
  median: number
  mean: number
  deviation: number
}

export function expectMeasured({ width, height, pixels, radii, rows }: Measured): void {
  const tile: Tile = { width, height, x0: 0, y0: 0, pixels: Float32Array.from(pixels) }
  expect(rows).toHaveLength(40)
  for (const { x, y, sums, n, median, mean, deviation } of rows) {
    radii.forEach((radius, k) => {
      expect(apertureSum(tile, x, y, radius) / sums[k]).toBeCloseTo(1, 10)
    })
    const sky = annulusSky(tile, x, y, ANNULUS)
    expect(sky.nPixels).toBe(n)
    expect(sky.level).toBeCloseTo(median, 12)
    expect(sky.scatter).toBeCloseTo(deviation, 12)
    const mode = mean > median ? 3 * median - 2 * mean : mean
    expect(annulusSky(tile, x, y, ANNULUS, 'mode').level).toBeCloseTo(mode, 12)
    const { ci } = concentrationIndex(tile, x, y)
    const [one, three] = [sums[0] - Math.PI * median, sums[1] - 9 * Math.PI * median]
    expect(ci).toBeCloseTo(2.5 * Math.log10(three / one), 10)
  }
}

/** Wavelengths of the bands, nm. */
export const pivots = Object.values(EXTINCTION).map(({ pivotNm }) => pivotNm)

export function expectExtinction(law: readonly number[]): void {
  Object.values(EXTINCTION).forEach(({ coefficient }, k) => {
    expect(coefficient).toBeCloseTo(law[k], 3)
  })
}
