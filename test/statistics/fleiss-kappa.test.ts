/** Agreement of several labellers against Fleiss's own example and against counting pairs. */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { labelAgreement } from '../../src/statistics/fleiss-kappa.js'

// Fleiss's kappa as commonly worked: ten subjects, fourteen raters, five categories; P = 0.378,
// kappa = 0.210.
const TEXTBOOK = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
]

test('the textbook example', () => {
  const { n, pairwise, kappa } = labelAgreement(TEXTBOOK)
  expect(n).toBe(10)
  expect(pairwise).toBeCloseTo(0.378, 3)
  expect(kappa).toBeCloseTo(0.21, 3)
})

test('pairs, with different numbers of labels, against counting them', () => {
  const random = new Random(2)
  const objects = Array.from({ length: 60 }, () =>
    Array.from({ length: 1 + random.integer(5) }, () => random.integer(4)),
  )
  const counts = objects.map((labels) =>
    [0, 1, 2, 3].map((k) => labels.filter((label) => label === k).length),
  )
  const shares = objects
    .filter((labels) => labels.length > 1)
    .map((labels) => {
      const pairs = labels.flatMap((a, i) => labels.slice(i + 1).map((b) => a === b))
      return pairs.filter(Boolean).length / pairs.length
    })
  const { n, pairwise } = labelAgreement(counts)
  expect(n).toBe(shares.length)
  expect(pairwise).toBeCloseTo(shares.reduce((a, b) => a + b) / shares.length, 12)
})

test('what one says, another says: by class', () => {
  const { classes } = labelAgreement([
    [3, 0, 0, 0],
    [1, 2, 0, 0],
  ])
  // Four votes for class 1: three whose two fellows agree, one whose two do not.
  expect(classes[0]).toBeCloseTo(3 / 4, 12)
  expect(classes[1]).toBeCloseTo(1 / 2, 12)
  expect(classes[2]).toBeNaN()
})
