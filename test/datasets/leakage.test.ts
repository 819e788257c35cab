/** An object in two sets is found out, and named. */
import { describe, expect, test } from 'vitest'
import {
  checkLeakage,
  type DatasetObjects,
  placeGroups,
  splitByObject,
} from '../../src/datasets/index.js'
import { Random } from '../../src/random.js'

const N = 40
const LENGTH = 12

/** Two fields far from each other; object i of each at a place of its own. */
function objects(): DatasetObjects & { ra: Float64Array; dec: Float64Array } {
  const rows = Array.from({ length: N }, (_, i) => i)
  return {
    field: rows.map((row) => (row < N / 2 ? 'ngc628-c' : 'ngc628-e')),
    id: rows.map((row) => `${100 + row}`),
    x: Float64Array.from(rows, (row) => 30 * row),
    y: Float64Array.from(rows, (row) => 7 * row),
    ra: Float64Array.from(rows, (row) => 24 + row / 100),
    dec: Float64Array.from(rows, (row) => 15 + row / 1000),
  }
}

function stamps(): Float32Array {
  const random = new Random(2)
  return Float32Array.from({ length: N * LENGTH }, () => random.normal())
}

const SETS = {
  training: Uint32Array.from({ length: N / 2 }, (_, i) => i),
  validation: Uint32Array.from({ length: N / 2 }, (_, i) => N / 2 + i),
}

test('sets that are apart pass', () => {
  expect(() => checkLeakage(objects(), SETS, stamps())).not.toThrow()
})

test('the same place on the sky, under another name in another field', () => {
  const found = objects()
  found.ra[25] = found.ra[3] + 0.05 / 3600
  found.dec[25] = found.dec[3]
  expect(() => checkLeakage(found, SETS)).toThrow(
    'the same object in two sets: got ngc628-c 103 (training) and ngc628-e 125 (validation), at one place; ' +
      'leave one of each pair out, or split so that they stay together',
  )
})

test('in one set, or in none, it is no leak', () => {
  const found = objects()
  found.ra[5] = found.ra[3]
  found.dec[5] = found.dec[3]
  found.ra[30] = found.ra[4]
  found.dec[30] = found.dec[4]
  const without = { ...SETS, validation: SETS.validation.filter((row) => row !== 30) }
  expect(() => checkLeakage(found, without)).not.toThrow()
  expect(() => checkLeakage(found, SETS)).toThrow(/ngc628-e 130/)
})

test('many pairs: three are named, the others counted', () => {
  const found = objects()
  for (let i = 0; i < 10; i++) {
    found.ra[20 + i] = found.ra[i]
    found.dec[20 + i] = found.dec[i]
  }
  expect(() => checkLeakage(found, SETS)).toThrow(/; and 7 more pairs;/)
})

describe('the same pixels', () => {
  test('of a field that was given twice, without sky', () => {
    const found = objects()
    const blind = { ...found, ra: found.ra.map(() => Number.NaN), dec: found.ra }
    const pixels = stamps()
    pixels.copyWithin(31 * LENGTH, 8 * LENGTH, 9 * LENGTH)
    expect(() => checkLeakage(blind, SETS, pixels)).toThrow(
      /ngc628-c 108 \(training\) and ngc628-e 131 \(validation\), of the same pixels/,
    )
  })

  test('one bit apart is not the same; stamps without a picture prove nothing', () => {
    const pixels = stamps()
    pixels.copyWithin(31 * LENGTH, 8 * LENGTH, 9 * LENGTH)
    pixels[31 * LENGTH + 5] *= 1 + 2 ** -23
    for (const [row, value] of [
      [1, 0],
      [35, 0],
      [2, Number.NaN],
      [36, Number.NaN],
    ]) {
      pixels.fill(value, row * LENGTH, (row + 1) * LENGTH)
    }
    expect(() => checkLeakage(objects(), SETS, pixels)).not.toThrow()
  })
})

test('a row in two sets', () => {
  const sets = { ...SETS, test: Uint32Array.of(7) }
  expect(() => checkLeakage(objects(), sets)).toThrow(/ngc628-c 107 \(training and test\)/)
})

test('a split by object with groups of places never leaks', () => {
  const found = objects()
  for (let i = 0; i < 15; i++) {
    found.ra[20 + i] = found.ra[i] + 0.02 / 3600
    found.dec[20 + i] = found.dec[i]
  }
  const labels = new Uint8Array(N)
  const shares = { training: 0.5, validation: 0.5 }
  for (let seed = 0; seed < 20; seed++) {
    const sets = splitByObject(labels, shares, new Random(seed), placeGroups(found))
    expect(() => checkLeakage(found, sets)).not.toThrow()
    const blind = splitByObject(labels, shares, new Random(seed))
    expect(() => checkLeakage(found, blind)).toThrow(/the same object in two sets/)
  }
})
