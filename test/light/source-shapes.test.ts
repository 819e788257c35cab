/**
 * Shapes as they are drawn: plain JSON, by the seed, within what the classes mean; and how
 * concentrated they look.
 */
import { describe, expect, test } from 'vitest'
import {
  addSource,
  type EffShape,
  hubblePsf,
  pcToPx,
  type SourceShape,
} from '../../src/light/index.js'
import { partFluxes } from '../../src/light/render.js'
import { drawShape, SUB_CLASSES, type SubClass } from '../../src/populations/index.js'
import { Random } from '../../src/random.js'

const options = { distanceMpc: 10, filter: 'F555W' }
const many = (name: SubClass, n = 300) => {
  const random = new Random(17)
  return Array.from({ length: n }, () => drawShape(name, random, options))
}
const effs = (name: SubClass) => many(name).map((shape) => shape as EffShape)

test('3 pc at 10 Mpc are 1.56 px', () => {
  // 206265 * 3e-7 = 0.0619"
  expect(pcToPx(3, 10)).toBeCloseTo(0.0619 / 0.03962, 2)
})

test.each(SUB_CLASSES.map(({ name }) => name))(
  '%s: plain JSON, the same from the same seed',
  (name) => {
    const [a, b] = [new Random(5), new Random(5)].map((random) => drawShape(name, random, options))
    expect(JSON.parse(JSON.stringify(a))).toEqual(b)
  },
)

test('every class has sub-classes, and class 4 those of PHANGS that say something of light', () => {
  const codes = (wanted: number) =>
    SUB_CLASSES.filter(({ humanClass }) => humanClass === wanted).map(
      ({ phangsCode }) => phangsCode,
    )
  expect([1, 2, 3].map((wanted) => [...new Set(codes(wanted))])).toEqual([[1], [2], [3]])
  expect([...new Set(codes(4))].sort((a, b) => a - b)).toEqual([
    4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19,
  ])
})

describe('classes', () => {
  test('1: effective radii of 0.5 to 10 pc about 2.8, nearly round', () => {
    const shapes = effs('symmetric')
    const radii = shapes.map(({ rEffPx }) => rEffPx / pcToPx(1, 10)).sort((a, b) => a - b)
    expect(radii[0]).toBeGreaterThanOrEqual(0.5)
    expect(radii[299]).toBeLessThanOrEqual(10)
    expect(radii[150]).toBeGreaterThan(2.4)
    expect(radii[150]).toBeLessThan(3.2)
    for (const { gamma, q } of shapes) {
      expect(gamma >= 2.2 && gamma < 4 && q >= 0.8).toBe(true)
    }
  })

  test('2: elongated by 0.4 to 0.75, lopsided, or another in each band', () => {
    expect(effs('elongated').every(({ q }) => q >= 0.4 && q < 0.75)).toBe(true)
    for (const shape of many('lopsided')) {
      if (shape.kind !== 'composite') throw new Error(shape.kind)
      expect(shape.parts.map((part) => part.shape.kind)).toEqual(['eff', 'eff'])
    }
    expect(effs('gradient').every(({ gradient }) => gradient !== undefined)).toBe(true)
  })

  test.each([
    ['association', 3, 12],
    ['pair', 2, 2],
    ['triple', 3, 3],
    ['several-stars', 4, 7],
  ] as [SubClass, number, number][])(
    '%s: %d to %d stars, shares of 1 in every band',
    (name, least, most) => {
      const counts = many(name).map((shape) => {
        if (shape.kind !== 'composite') throw new Error(shape.kind)
        for (const nm of [270, 555, 800]) {
          const total = partFluxes(shape.parts, 7, nm).reduce((a, b) => a + b, 0)
          expect(total).toBeCloseTo(7, 9)
        }
        const x = shape.parts.reduce((mean, { share, dxPx }) => mean + share * dxPx, 0)
        expect(Math.abs(x)).toBeLessThan(1e-9)
        return shape.parts.filter((part) => part.shape.kind === 'point').length
      })
      expect(Math.min(...counts)).toBe(least)
      expect(Math.max(...counts)).toBe(most)
    },
  )
})

describe('concentration: magnitude within 1 px less that within 3 px, in F555W', () => {
  const psf = hubblePsf('WFC3/UVIS', 'F555W')
  const concentration = (shape: SourceShape) => {
    const pixels = new Float32Array(61 * 61)
    const source = { x: 30.2, y: 30.1, flux: 1, shape }
    addSource({ x0: 0, y0: 0, width: 61, height: 61, pixels }, source, psf, 1e-7)
    const within = (radius: number) =>
      pixels.reduce((sum, value, i) => {
        let share = 0
        for (let k = 0; k < 400; k++) {
          const dx = (i % 61) + ((k % 20) - 9.5) / 20 - source.x
          const dy = Math.floor(i / 61) + (Math.floor(k / 20) - 9.5) / 20 - source.y
          if (Math.hypot(dx, dy) < radius) share += 1 / 400
        }
        return sum + share * value
      }, 0)
    return 2.5 * Math.log10(within(3) / within(1))
  }
  const cluster = (pc: number, distanceMpc: number) =>
    concentration({
      ...{ kind: 'eff', rEffPx: pcToPx(pc, distanceMpc), gamma: 3, truncation: 10 },
      ...{ q: 1, angleDeg: 0 },
    })

  test('a star: 1.12 to 1.18, as in three real mosaics', () => {
    const star = concentration({ kind: 'point' })
    expect(star).toBeGreaterThan(1.1)
    expect(star).toBeLessThan(1.2)
  })

  test('clusters lie above the star, the more the larger and the nearer', () => {
    expect(cluster(3, 18)).toBeGreaterThan(1.4)
    expect(cluster(3, 10)).toBeGreaterThan(cluster(3, 18))
    expect(cluster(5, 10)).toBeGreaterThan(cluster(3, 10))
  })
})
