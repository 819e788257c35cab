/**
 * The eight symmetries of the square against pictures that can be read, and as a group; bands that
 * are hidden.
 */
import { expect, test } from 'vitest'
import { drawVariations, symmetriesOf } from '../../src/loop/index.js'
import { vary } from '../../src/loop/variation.js'
import { Random } from '../../src/random.js'

const PICTURE = 'abcdefghi'

/** A 3 x 3 picture of letters, turned. */
function turned(letters: string, symmetry: number): string {
  const stamp = Float32Array.from(letters, (letter) => letter.charCodeAt(0))
  const out = new Float32Array(stamp.length)
  vary(stamp, 3, { symmetry, hidden: 0 }, out)
  return String.fromCharCode(...out)
}

test.each([
  [0, 'abc' + 'def' + 'ghi'],
  [1, 'cfi' + 'beh' + 'adg'],
  [2, 'ihg' + 'fed' + 'cba'],
  [3, 'gda' + 'heb' + 'ifc'],
  [4, 'cba' + 'fed' + 'ihg'],
  [5, 'adg' + 'beh' + 'cfi'],
  [6, 'ghi' + 'def' + 'abc'],
  [7, 'ifc' + 'heb' + 'gda'],
])('symmetry %i is as numpy has it: rot90(fliplr?(x), k)', (symmetry, expected) => {
  expect(turned(PICTURE, symmetry)).toBe(expected)
})

test.each([
  { rotations: true, flips: true, n: 8 },
  { rotations: true, flips: false, n: 4 },
  { rotations: false, flips: true, n: 4 },
  { rotations: false, flips: false, n: 1 },
])('$n symmetries with %j: one after another is one of them', ({ n, ...kinds }) => {
  const symmetries = symmetriesOf(kinds)
  expect(symmetries.length).toBe(n)
  const pictures = symmetries.map((symmetry) => turned(PICTURE, symmetry))
  expect(new Set(pictures).size).toBe(n)
  for (const picture of pictures) {
    for (const symmetry of symmetries) expect(pictures).toContain(turned(picture, symmetry))
  }
})

test('bands are turned together, each by itself', () => {
  const stamp = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  const out = new Float32Array(8)
  vary(stamp, 2, { symmetry: 1, hidden: 0 }, out)
  expect([...out]).toEqual([2, 4, 1, 3, 6, 8, 5, 7])
})

test('a hidden band is 0, and the others stay', () => {
  const stamp = Float32Array.from({ length: 12 }, (_, i) => i + 1)
  const out = new Float32Array(12)
  vary(stamp, 2, { symmetry: 0, hidden: 0b010 }, out)
  expect([...out]).toEqual([1, 2, 3, 4, 0, 0, 0, 0, 9, 10, 11, 12])
})

test('every symmetry is drawn as often, bands are hidden at their share, never all', () => {
  const n = 16_000
  const augmentation = { rotations: true, flips: true, bandDropout: 0.5 }
  const drawn = drawVariations(n, 2, augmentation, new Random(1))
  for (const symmetry of symmetriesOf(augmentation)) {
    const share = drawn.filter((one) => one.symmetry === symmetry).length / n
    expect(Math.abs(share - 1 / 8)).toBeLessThan(0.01)
  }
  // Of 00, 01, 10, 11, the last becomes 01 or 10.
  const shares = [0, 1, 2, 3].map(
    (bits) => drawn.filter(({ hidden }) => hidden === bits).length / n,
  )
  for (const [bits, expected] of [0.25, 0.375, 0.375, 0].entries()) {
    expect(Math.abs(shares[bits] - expected)).toBeLessThan(0.015)
  }
})

test('what is off draws nothing', () => {
  const random = new Random(4)
  drawVariations(10, 5, { rotations: false, flips: false, bandDropout: 0 }, random)
  expect(random.uint32()).toBe(new Random(4).uint32())
})
