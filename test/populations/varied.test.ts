/** Forms, colours and filters of varied fields. */
import { describe, expect, test } from 'vitest'
import type { SourceShape } from '../../src/light/index.js'
import {
  drawMorphology,
  drawOtherShares,
  drawSource,
  magnitudeIn,
  magnitudesIn,
  PHANGS_SHARES,
  populationOf,
  variedSubClass,
  withFainter,
  withPhangsColours,
} from '../../src/populations/index.js'
import { PHANGS_COLOURS } from '../../src/populations/phangs-colours.js'
import { Random } from '../../src/random.js'

const options = { distanceMpc: 12, sizeFactor: 1, filter: 'F555W' }
const NAMES = { 1: 'symmetric', 2: 'elongated', 3: 'association' } as const

function kinds(shape: SourceShape): string[] {
  return shape.kind === 'composite' ? shape.parts.map((part) => part.shape.kind) : [shape.kind]
}

describe('forms', () => {
  test.each([1, 2, 3] as const)('class %i has at least six, of EFF profiles and stars', (value) => {
    const random = new Random(value)
    const names = new Set<string>()
    for (let i = 0; i < 400; i++) {
      const { name, shape, alike } = drawMorphology(value, NAMES[value], random, options)
      names.add(name)
      // King's and Sersic's profiles are kept for fields that no model learns from.
      expect(kinds(shape).every((kind) => kind === 'eff' || kind === 'point')).toBe(true)
      if (shape.kind === 'composite') {
        expect(shape.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(Math.min(...shape.parts.map(({ share }) => share))).toBeGreaterThan(0)
      }
      expect(alike[value]).toBeUndefined()
      for (const chance of Object.values(alike)) expect(chance).toBeLessThanOrEqual(0.6)
    }
    expect(names.size).toBeGreaterThanOrEqual(6)
  })

  test('class 4 has the sub-classes of its shares, and colours that they can have', () => {
    const random = new Random(4)
    const shares = drawOtherShares(random)
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    const blue = { nuv: 21, u: 21, b: 22, v: 22, i: 22 }
    const drawn = Array.from({ length: 2000 }, () => variedSubClass(4, blue, shares, random))
    expect(drawn).not.toContain('galaxy-spheroid')
    const share = drawn.filter((name) => name === 'triple').length / drawn.length
    expect(Math.abs(share - (shares.triple ?? 0))).toBeLessThan(0.05)
    const red = { ...blue, b: 24, v: 23, i: 20.5 }
    expect(variedSubClass(4, red, shares, random)).toBe('very-red-star')
  })
})

describe('colours', () => {
  test('are those of PHANGS at full share, and of the population at none', () => {
    const population = populationOf('mean')
    expect(withPhangsColours(population, 0)).toEqual(population)
    const moved = withPhangsColours(population, 1)
    const random = new Random(1)
    for (const value of [1, 2, 3] as const) {
      const bv = Array.from({ length: 2000 }, () => {
        const { magnitudes } = drawSource(moved, value, random)
        return magnitudes.b - magnitudes.v
      }).sort((a, b) => a - b)
      expect(Math.abs(bv[1000] - PHANGS_COLOURS[value].bv[6])).toBeLessThan(0.03)
    }
    expect(PHANGS_SHARES.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  test('a fainter population has the same colours', () => {
    const population = populationOf('ngc1566')
    const near = drawSource(population, 2, new Random(3)).magnitudes
    const far = drawSource(withFainter(population, 1.5), 2, new Random(3)).magnitudes
    expect(far.v - near.v).toBeCloseTo(1.5, 9)
    expect(far.b - far.v).toBeCloseTo(near.b - near.v, 9)
  })
})

describe('filters', () => {
  const magnitudes = { nuv: 21, u: 21.5, b: 23, v: 22, i: 21 }

  test('a filter between two has a magnitude between theirs', () => {
    expect(magnitudeIn({ letter: 'b', filter: 'F475W' }, magnitudes)).toBeCloseTo(22.493, 9)
    expect(magnitudeIn({ letter: 'v', filter: 'F606W' }, magnitudes)).toBeCloseTo(21.71, 9)
    expect(magnitudeIn({ letter: 'i', filter: 'F775W' }, magnitudes)).toBeCloseTo(21.098, 9)
  })

  test("the populations' own filters change nothing", () => {
    const own = [
      { letter: 'b', filter: 'F438W' },
      { letter: 'v', filter: 'F555W' },
    ] as const
    expect(magnitudesIn(own, magnitudes)).toEqual(magnitudes)
    const undetected = { ...magnitudes, i: Number.NaN }
    expect(magnitudesIn([{ letter: 'v', filter: 'F606W' }], undetected).v).toBeNaN()
  })
})
