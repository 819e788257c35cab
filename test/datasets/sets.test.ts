/**
 * Splits: every object in one set, shares by class, whole fields whole, the same seed the same
 * sets.
 */
import { describe, expect, test } from 'vitest'
import {
  type DatasetObjects,
  placeGroups,
  type Sets,
  splitByField,
  splitByNamedFields,
  splitByObject,
} from '../../src/datasets/index.js'
import { Random } from '../../src/random.js'

const SHARES = { training: 0.7, validation: 0.2, test: 0.1 }

/** 1000 objects of 10 fields of unlike size, classes of unlike number. */
const random = new Random(3)
const labels = Uint8Array.from({ length: 1000 }, () => [0, 0, 1, 2, 3, 3, 3, 3][random.integer(8)])
const fields = Array.from(labels, () => `field${Math.floor(10 * random.uniform() ** 2)}`)

function expectEachOnce(sets: Sets, n: number): void {
  const rows = Object.values(sets).flatMap((set) => [...set])
  expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
  for (const set of Object.values(sets)) expect(set).toEqual(set.toSorted())
}

function countOf(set: Uint32Array, label: number): number {
  return set.reduce((n, row) => n + (labels[row] === label ? 1 : 0), 0)
}

describe('by object', () => {
  const sets = splitByObject(labels, SHARES, new Random(1))

  test('each object is in one set', () => {
    expectEachOnce(sets, 1000)
  })

  test.each([0, 1, 2, 3])('class %d is in each set by its share, to one object', (label) => {
    const total = countOf(Uint32Array.from(labels.keys()), label)
    for (const [name, share] of Object.entries(SHARES)) {
      expect(Math.abs(countOf(sets[name], label) - share * total), name).toBeLessThanOrEqual(1)
    }
  })

  test('the same seed gives the same sets, another seed others', () => {
    expect(splitByObject(labels, SHARES, new Random(1))).toEqual(sets)
    expect(splitByObject(labels, SHARES, new Random(2))).not.toEqual(sets)
  })

  test('a group stays together', () => {
    const groups = Uint32Array.from(labels, (_, row) => row - (row % 3))
    const grouped = splitByObject(labels, SHARES, new Random(1), groups)
    expectEachOnce(grouped, 1000)
    for (const set of Object.values(grouped)) {
      const inSet = new Set(set)
      for (const row of set) expect(inSet.has(groups[row])).toBe(true)
    }
  })

  test.each([
    [{ training: 0.8, validation: 0.3 }, 'training 0.8, validation 0.3'],
    [{ training: 1, validation: 0 }, 'training 1, validation 0'],
    [{ training: Number.NaN }, 'training NaN'],
    [{}, 'none'],
  ])('%j are no shares', (shares, got) => {
    expect(() => splitByObject(labels, shares, new Random(1))).toThrow(
      `the shares of the sets: expected numbers above 0 that sum to 1, got ${got}`,
    )
  })
})

describe('by field', () => {
  const sets = splitByField(fields, labels, SHARES, new Random(1))

  test('each field is whole, in one set', () => {
    expectEachOnce(sets, 1000)
    const of = Object.values(sets).map((set) => new Set(Array.from(set, (row) => fields[row])))
    expect(of.reduce((n, set) => n + set.size, 0)).toBe(new Set(fields).size)
    for (const set of of) expect(set.size).toBeGreaterThan(0)
  })

  test('of many assignments a good one', () => {
    for (const [name, share] of Object.entries(SHARES)) {
      expect(Math.abs(sets[name].length / 1000 - share), name).toBeLessThan(0.06)
    }
  })

  test('the same seed gives the same sets', () => {
    expect(splitByField(fields, labels, SHARES, new Random(1))).toEqual(sets)
  })

  test('as many fields as sets: each set has one, whatever its share', () => {
    const few = fields.map((_, row) => (row < 900 ? 'large' : row < 990 ? 'small' : 'tiny'))
    const dealt = splitByField(few, labels, { a: 0.98, b: 0.01, c: 0.01 }, new Random(1))
    expectEachOnce(dealt, 1000)
    expect(
      Object.values(dealt)
        .map((set) => set.length)
        .toSorted((a, b) => a - b),
    ).toEqual([10, 90, 900])
  })

  test('one field cannot be kept apart', () => {
    const one = fields.map(() => 'ngc1566')
    const message =
      'too few fields to keep whole fields apart: expected at least 2, one for each of training, ' +
      'validation, got 1 (ngc1566); give data sets of more fields, or split by object and expect a flattering score'
    expect(() =>
      splitByField(one, labels, { training: 0.8, validation: 0.2 }, new Random(1)),
    ).toThrow(message)
    expect(() => splitByNamedFields(one, { validation: ['ngc1566'] })).toThrow(message)
  })
})

describe('by the names of fields', () => {
  test('these are held out, the others are trained on', () => {
    const sets = splitByNamedFields(fields, { validation: ['field1', 'field4'], test: ['field7'] })
    expectEachOnce(sets, 1000)
    expect(Object.keys(sets)).toEqual(['training', 'validation', 'test'])
    expect(new Set(Array.from(sets.validation, (row) => fields[row]))).toEqual(
      new Set(['field1', 'field4']),
    )
    expect(new Set(Array.from(sets.test, (row) => fields[row]))).toEqual(new Set(['field7']))
  })

  test.each([
    [{ test: ['feild1'] }, /no field feild1 in the data: expected .*; did you mean field1\?/],
    [{ a: ['field1'], b: ['field1'] }, /field field1 is in two sets: expected one, got a and b/],
    [{ a: [...new Set(fields)] }, /no field is left for the set training/],
    [{ a: ['field1'], b: [] }, /no field is left for the set b/],
  ])('%j is an error', (heldOut, message) => {
    expect(() => splitByNamedFields(fields, heldOut)).toThrow(message)
  })
})

describe('groups of one place', () => {
  const nan = (n: number) => new Float64Array(n).fill(Number.NaN)
  const arcsec = 1 / 3600

  function onSky(ra: number[], dec: number[]): DatasetObjects {
    const n = ra.length
    const names = { field: ra.map(() => 'a'), id: ra.map((_, i) => `${i}`) }
    return {
      ...names,
      x: nan(n),
      y: nan(n),
      ra: Float64Array.from(ra),
      dec: Float64Array.from(dec),
    }
  }

  test('within 0.1 arcsec, across the meridian and near the pole', () => {
    const far = 0.09 * arcsec
    const ra = [0.04 * arcsec, 360 - 0.04 * arcsec, 10, 10, 50, 50 + 0.09 * arcsec * 60]
    const dec = [0, 0, 20, 20 + far, 89, 89]
    // cos 89 deg is 1/57: 60 x 0.09 arcsec of right ascension are 0.094 arcsec there.
    expect([...placeGroups(onSky(ra, dec))]).toEqual([0, 0, 2, 2, 4, 4])
  })

  test('not beyond it, and not without a position', () => {
    const ra = [10, 10, 20, 20.0001, Number.NaN, Number.NaN]
    const dec = [5, 5 + 0.11 * arcsec, 0, 0, Number.NaN, Number.NaN]
    expect([...placeGroups(onSky(ra, dec))]).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('chains are one group', () => {
    const dec = [3, 1, 0, 2].map((i) => i * 0.08 * arcsec)
    expect([...placeGroups(onSky([5, 5, 5, 5], dec))]).toEqual([0, 0, 0, 0])
  })

  test('by pixels within one field where there is no sky', () => {
    const x = Float64Array.of(10, 12, 10, 40, Number.NaN)
    const y = Float64Array.of(10, 11, 10, 40, Number.NaN)
    const field = ['a', 'a', 'b', 'a', 'a']
    const objects = { field, id: field, x, y, ra: nan(5), dec: nan(5) }
    expect([...placeGroups(objects)]).toEqual([0, 0, 2, 3, 4])
  })

  test('against every pair', () => {
    const random = new Random(5)
    const n = 300
    const ra = Array.from({ length: n }, () => 30 + 3 * arcsec * random.uniform())
    const dec = Array.from({ length: n }, () => 3 * arcsec * random.uniform())
    const groups = placeGroups(onSky(ra, dec))
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < a; b++) {
        const near = Math.hypot(ra[a] - ra[b], dec[a] - dec[b]) < 0.0999 * arcsec
        if (near) expect(groups[a]).toBe(groups[b])
      }
    }
    expect(new Set(groups).size).toBeLessThan(n)
    expect(new Set(groups).size).toBeGreaterThan(1)
  })
})
