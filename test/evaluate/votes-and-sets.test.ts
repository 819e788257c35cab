/** Probabilities against single votes, and how often the set of classes holds what people say. */
import { expect, test } from 'vitest'
import { FOUR_CLASSES } from '../../src/catalog/index.js'
import {
  evaluationOf,
  peopleVotes,
  predictionsOf,
  resultTables,
  truthOf,
  votesCalibration,
} from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { parseCsv } from '../../src/tables/index.js'

const K = FOUR_CLASSES.length

test('Brier score and loss are means over single votes, written out', () => {
  const random = new Random(1)
  const n = 50
  const probabilities = new Float64Array(n * K)
  const shares = new Float64Array(n * K)
  const votes: number[][] = []
  for (let i = 0; i < n; i++) {
    const p = Array.from({ length: K }, () => random.uniform() + 0.01)
    const sum = p.reduce((a, b) => a + b)
    probabilities.set(
      p.map((value) => value / sum),
      i * K,
    )
    votes.push(Array.from({ length: 3 }, () => random.integer(K)))
    for (const vote of votes[i]) shares[i * K + vote] += 1 / 3
  }
  const all = votes.flatMap((own, i) =>
    own.map((vote) => ({ vote, p: [...probabilities.slice(i * K, i * K + K)] })),
  )
  const mean = (of: (one: (typeof all)[number]) => number) =>
    all.reduce((sum, one) => sum + of(one), 0) / all.length
  const predicted = votes.map(() => 1)
  const found = votesCalibration(predicted, probabilities, shares)
  const brier = mean(({ vote, p }) =>
    p.reduce((sum, value, k) => sum + (value - +(k === vote)) ** 2, 0),
  )
  expect(found.brier).toBeCloseTo(brier, 12)
  expect(found.loss).toBeCloseTo(
    mean(({ vote, p }) => -Math.log(p[vote])),
    12,
  )
  expect(found.n).toBe(n)
})

test('a probability that is the share of the votes has no calibration error', () => {
  const p = Float64Array.of(0.75, 0.25, 0, 0, 0.25, 0.75, 0, 0)
  expect(votesCalibration([1, 2], p, p).ece).toBe(0)
  const sure = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0)
  expect(votesCalibration([1, 2], sure, p).ece).toBeCloseTo(0.25, 12)
})

test('objects without votes or without probabilities do not count', () => {
  const p = Float64Array.of(0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, Number.NaN, 0, 0, 0)
  const q = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
  expect(votesCalibration([1, 1, 1], p, q)).toMatchObject({ n: 1, brier: 0.5 })
})

const TRUTH = `id,x,y,class,ann,bob,eve
1,10,10,1,1,1,2
2,20,20,2,2,2,2
3,30,30,4,4,4,3
4,40,40,3,3,3,
5,50,50,1,1,1,1
`
const PREDICTED = `id,x,y,ml_class,ml_p1,ml_p2,ml_p3,ml_p4,ml_set
1,10,10,1,0.7,0.3,0,0,1 2
2,20,20,1,0.6,0.4,0,0,1
3,30,30,4,0,0,0.2,0.8,3 4
4,40,40,3,0,0,1,0,3
5,50,50,,,,,,
`

function evaluated(predicted: string) {
  const truth = truthOf(parseCsv(TRUTH, 'truth.csv'), { origin: 0 })
  const notes = new Notes()
  const votes = [peopleVotes(truth, ['ann', 'bob', 'eve'], notes)!]
  const table = predictionsOf(parseCsv(predicted, 'predicted.csv'), { origin: 0 })
  const predictions = [{ name: 'starsift', tables: [table] }]
  return evaluationOf({ truths: [truth], predictions, votes })
}

test('sets against the classes and against single votes', () => {
  const { subjects } = evaluated(PREDICTED)
  const { sets, onVotes } = subjects[0]
  const [all, one, two, three, four] = sets!.classes
  expect([all.n, all.covered]).toEqual([4, 0.75])
  expect([one, two, three, four].map(({ covered }) => covered)).toEqual([1, 0, 1, 1])
  // Votes of 1: 2/3 of an object, held; of 2: 1/3 held and 1 not; of 3: 1/3 and 1, held.
  const [, a, b, c] = sets!.votes!
  expect(a.n).toBeCloseTo(2 / 3, 12)
  expect(b.covered).toBeCloseTo(1 / 4, 12)
  expect([c.n, c.covered]).toEqual([expect.closeTo(4 / 3, 12), 1])
  expect(c.size).toBeCloseTo((2 / 3 + 1) / (4 / 3), 12)
  expect(onVotes!.n).toBe(4)
  const rows = [...resultTables({ ...evaluated(PREDICTED) }).get('sets')!.columns].map(
    ({ name }) => name,
  )
  expect(rows).toEqual([
    'predictions',
    'answers',
    'class',
    'n',
    'covered',
    'covered_low',
    'covered_high',
    'mean_size',
  ])
})

test('a column that holds no classes is not used, and said', () => {
  const { subjects, ...rest } = evaluated(PREDICTED.replace('3 4\n', '3 5\n'))
  expect(subjects[0].sets).toBeUndefined()
  const notes = subjects[0].comparison.fields[0].predictions.notes
  expect([...notes].join()).toMatch(/ml_set is not used: in 1 of 5 rows \(3\) it holds no labels/)
  expect(rest.people.length).toBe(1)
})
