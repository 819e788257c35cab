/** Sets of classes: what they hold of new answers, and what they look like. */
import { expect, test } from 'vitest'
import { FOUR_CLASSES, placesInSet, setSeparator } from '../../src/catalog/index.js'
import { fittedSets, setMembers } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { indexOfLargest } from '../../src/statistics/index.js'

const K = 4

/**
 * Objects between classes, on which a network is too sure: votes follow softmax(z), the network
 * says softmax(2 z).
 */
function objects(n: number, seed: number, nVotes: number) {
  const random = new Random(seed)
  const probabilities = new Float32Array(n * K)
  const shares = new Float32Array(n * K)
  const classes = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const z = Array.from({ length: K }, (_, k) => 1.2 * random.normal() + (k === 0 ? 0.7 : 0))
    const soft = (scale: number) => {
      const e = z.map((value) => Math.exp(scale * value))
      const sum = e.reduce((a, b) => a + b)
      return e.map((value) => value / sum)
    }
    const q = soft(1)
    for (let vote = 0; vote < nVotes; vote++) {
      const u = random.uniform()
      const said = q.findIndex((_, k) => u < q.slice(0, k + 1).reduce((a, b) => a + b))
      shares[i * K + (said < 0 ? K - 1 : said)] += 1 / nVotes
    }
    probabilities.set(soft(2), i * K)
    classes[i] = 1 + indexOfLargest(probabilities.subarray(i * K, (i + 1) * K))
  }
  return { classes, probabilities, shares }
}

/** Share of the answers of each class that the sets hold. */
function held(members: Uint8Array, shares: Float32Array): number[] {
  return Array.from({ length: K }, (_, k) => {
    let [n, hits] = [0, 0]
    for (let at = k; at < shares.length; at += K) {
      n += shares[at]
      hits += shares[at] * members[at]
    }
    return hits / n
  })
}

test.each([1, 3])(
  'of %i votes an object, 90 %% of each class are held on new objects',
  (nVotes) => {
    const known = objects(4000, 1, nVotes)
    const sets = fittedSets(known, known.shares, 'votes')
    const fresh = objects(20_000, 2, nVotes)
    const members = setMembers(fresh, sets)
    for (const share of held(members, fresh.shares)) {
      expect(share).toBeGreaterThan(0.875)
      expect(share).toBeLessThan(0.925)
    }
    expect(sets.nAnswers.reduce((a, b) => a + b)).toBeCloseTo(4000, 0)
  },
)

test('plain labels: the threshold of the formula, found by trying all', () => {
  const { classes, probabilities, shares } = objects(300, 3, 1)
  const { thresholds } = fittedSets({ classes, probabilities }, shares, 'classes')
  for (let k = 0; k < K; k++) {
    const scores = Array.from(classes, (chosen, i) =>
      chosen === k + 1 ? 1 : probabilities[i * K + k],
    ).filter((_, i) => shares[i * K + k] > 0)
    const rank = Math.floor(0.1 * (scores.length + 1))
    const expected = scores.sort((a, b) => a - b)[rank - 1]
    expect(thresholds[k]).toBeCloseTo(expected, 5)
    expect(thresholds[k]).toBeLessThanOrEqual(expected)
  }
})

test('with fewer than nine answers a class is in every set; the class itself always', () => {
  const classes = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0)
  const pairs = (n: number, first: number, second: number) =>
    Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? first : second))
  const probabilities = pairs(9, 0.9, 0.1)
  const shares = Float32Array.of(...pairs(8, 1, 0), 0, 0)
  const sets = fittedSets({ classes, probabilities }, shares, 'classes')
  expect(sets.thresholds).toEqual([0, 0])
  const members = setMembers({ classes, probabilities }, { thresholds: [0.95, 0.2] })
  expect([...members.slice(0, 2), ...members.slice(16)]).toEqual([1, 0, 0, 0])
})

test('as text, and back', () => {
  expect(placesInSet('1 4', FOUR_CLASSES)).toEqual([0, 3])
  expect(placesInSet('', FOUR_CLASSES)).toEqual([])
  expect(placesInSet('1 5', FOUR_CLASSES)).toBeUndefined()
  const own = ['star cluster', 'galaxy'].map((label) => ({ ...FOUR_CLASSES[0], label }))
  expect(setSeparator(own.map(({ label }) => `${label}`))).toBe('; ')
  expect(placesInSet('star cluster; galaxy', own)).toEqual([0, 1])
})
