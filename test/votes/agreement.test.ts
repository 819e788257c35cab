/** Agreement between people, with themselves and with the machine, on votes counted by hand. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FOUR_CLASSES } from '../../src/catalog/index.js'
import { Random } from '../../src/random.js'
import {
  agreementByMagnitude,
  agreementOf,
  comparisonOf,
  disputed,
  type LabelEvent,
  labelledSources,
} from '../../src/votes/index.js'
import { label, settle } from '../labels/label-events.js'

/** Votes of ann, bob and eve, source by source; 0 is no answer, -1 unsure. */
function eventsOf(rows: readonly (readonly number[])[]): LabelEvent[] {
  return rows.flatMap((votes, n) =>
    votes.flatMap((vote, p) => {
      const person = ['ann', 'bob', 'eve'][p]
      const key = `event-${p}${1000 + n}`
      return vote === 0 ? [] : [label(key, person, n, vote < 0 ? null : vote)]
    }),
  )
}

const VOTES = [
  [1, 1, 1],
  [1, 2, 0],
  [3, 3, 4],
  [4, -1, 4],
  [2, 2, 2],
  [1, 4, 3],
]

test('pairs: the matrix, the share, and kappa', () => {
  const { pairs, all } = agreementOf(labelledSources(eventsOf(VOTES)), undefined, 20)
  expect(pairs.map(({ first, second, n }) => [first, second, n])).toEqual([
    ['ann', 'bob', 5],
    ['ann', 'eve', 5],
    ['bob', 'eve', 4],
  ])
  const [{ matrix, agreement, kappa, agreementTwo }] = pairs
  expect(matrix).toEqual([
    [1, 1, 0, 1],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 0],
  ])
  expect(agreement.value).toBe(3 / 5)
  // By chance: (3 x 1 + 1 x 2 + 1 x 1 + 0 x 1) / 25.
  expect(kappa.value).toBeCloseTo((0.6 - 6 / 25) / (1 - 6 / 25), 12)
  expect(agreementTwo.value).toBe(4 / 5)
  // Pairs that agree: 3/3, 0/1, 1/3, 1/1, 3/3, 0/3.
  expect(all!.fourClasses.pairwise).toMatchObject({ n: 6, value: (1 + 1 / 3 + 1 + 1) / 6 })
})

test('a person against a second pass, and everybody against the machine', () => {
  const again = [
    label('event-5000', 'ann', 0, 1, { isSecond: true }),
    label('event-5001', 'ann', 1, 3, { isSecond: true }),
    settle('event-5002', 'bob', 5, 4),
  ]
  const found = labelledSources([...eventsOf(VOTES), ...again])
  const { selves, machine } = agreementOf(found, [1, 2, 3, 4, 0, 4], 20)
  expect(selves.map(({ first, n, agreement }) => [first, n, agreement.value])).toEqual([
    ['ann', 2, 0.5],
  ])
  expect(machine.map(({ first, n, agreement }) => [first, n, agreement.value])).toEqual([
    ['ann', 5, 3 / 5],
    ['bob', 4, 4 / 4],
    ['eve', 4, 2 / 4],
    // The mode of 1, 2 is the higher one; the settled class counts.
    ['people together', 5, 5 / 5],
  ])
})

test('one person alone agrees with nobody, and nothing breaks', () => {
  const { all, pairs, selves, machine } = agreementOf(
    labelledSources(eventsOf([[1], [2]])),
    [1, 1],
    20,
  )
  expect([all, pairs, selves]).toEqual([undefined, [], []])
  expect(machine.map(({ first, n }) => [first, n])).toEqual([['ann', 2]])
  expect(agreementOf(labelledSources([])).pairs).toEqual([])
})

test('kappa has an interval that holds it; that of 10 or fewer sources is not stated', () => {
  const random = new Random(3)
  const truth = Uint8Array.from({ length: 300 }, () => 1 + random.integer(4))
  const other = truth.map((k) => (random.uniform() < 0.7 ? k : 1 + random.integer(4)))
  const { kappa } = comparisonOf(truth, other, FOUR_CLASSES, 500)
  expect(kappa.interval!.low).toBeLessThan(kappa.value)
  expect(kappa.interval!.high).toBeGreaterThan(kappa.value)
  expect(kappa.interval!.high - kappa.interval!.low).toBeLessThan(0.16)
  const few = comparisonOf(truth.subarray(0, 9), other.subarray(0, 9), FOUR_CLASSES)
  expect(few.kappa.interval).toBeUndefined()
})

test('agreement does not know who is first', () => {
  const classes = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(classes, (pairs) => {
      const [a, b] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]
      const [there, back] = [
        comparisonOf(a, b, FOUR_CLASSES, 2),
        comparisonOf(b, a, FOUR_CLASSES, 2),
      ]
      expect(back.agreement.value).toEqual(there.agreement.value)
      const kappa = there.kappa.value
      expect(back.kappa.value).toEqual(Number.isNaN(kappa) ? kappa : expect.closeTo(kappa, 12))
      expect(back.matrix).toEqual(there.matrix.map((_, i) => there.matrix.map((row) => row[i])))
    }),
  )
})

test('the most disputed first; cluster or not before which kind of cluster', () => {
  const votes = [
    [1, 1, 1],
    [1, 2, 0],
    [1, 1, 2],
    [2, 4, 0],
    [1, 2, 4],
    [3, -1, 0],
  ]
  expect(disputed(labelledSources(eventsOf(votes)))).toEqual([3, 4, 1, 2])
})

test('by magnitude: bright sources, on which people agree, and faint ones', () => {
  const votes = Array.from({ length: 60 }, (_, i) => (i < 30 ? [1, 1] : [1, i % 3 === 0 ? 2 : 1]))
  const found = labelledSources(eventsOf(votes))
  const magnitudes = votes.map((_, i) => (i === 59 ? Number.NaN : 20 + i / 10))
  const machine = votes.map((_, i) => (i < 30 ? 1 : 4))
  const bins = agreementByMagnitude(found, magnitudes, machine)
  expect(bins.length).toBe(3)
  expect(bins.reduce((n, bin) => n + bin.nMachine, 0)).toBe(59)
  expect([bins[0].people, bins[0].machine]).toEqual([1, 1])
  expect([bins[2].people, bins[2].machine]).toEqual([expect.closeTo(0.68, 1), 0])
  expect(agreementByMagnitude(found, new Float64Array(60).fill(Number.NaN))).toEqual([])
})
