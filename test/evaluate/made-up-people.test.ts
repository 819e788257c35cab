/**
 * A catalogue with the mode and the mean of three people, whose agreement is counted by hand from
 * their votes.
 */
import { expect, test } from 'vitest'
import { humanAgreement, peopleVotes, truthOf } from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { parseAscii } from '../../src/tables/index.js'
import { type LegusRow, legusText } from '../catalog/made-up-legus.js'

const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
]

/**
 * Votes of three people of whom each says the truth in 8 of 10; only those with one mode are kept.
 */
function drawnVotes(n: number): number[][] {
  const random = new Random(3)
  const all = Array.from({ length: 2 * n }, () => {
    const truth = 1 + random.integer(4)
    return [0, 1, 2].map(() => (random.uniform() < 0.8 ? truth : 1 + random.integer(4)))
  })
  return all.filter((votes) => new Set(votes).size < 3).slice(0, n)
}

const modeOf = (votes: readonly number[]) =>
  votes.find((vote, i) => votes.indexOf(vote) !== i || votes.lastIndexOf(vote) !== i)!
const meanOf = (votes: readonly number[]) => (votes.reduce((a, b) => a + b) / 3).toFixed(3)

/** The share of pairs of people who say the same. */
function shareAlike(all: readonly number[][], alike: (a: number, b: number) => boolean): number {
  const n = all.flatMap((votes) => PAIRS.filter(([i, j]) => alike(votes[i], votes[j]))).length
  return n / (3 * all.length)
}

test('agreement is that of the votes; rows that nobody looked at do not count', () => {
  const votes = drawnVotes(200)
  const rows = votes.map((own, i): LegusRow => {
    return { id: i + 1, x: 10 + i, y: 20, tail: [modeOf(own), meanOf(own)] }
  })
  const unseen = [1, 2, 3].map((i): LegusRow => ({ id: 200 + i, x: i, y: 1, tail: [0, 0] }))
  const table = parseAscii(legusText([...rows, ...unseen]), 'ngc628-c.tab')
  const found = humanAgreement(
    peopleVotes(truthOf(table), undefined, new Notes())!,
    new Random(1),
    200,
  )!
  expect([found.n, found.nUnexplained]).toEqual([200, 0])
  const four = shareAlike(votes, (a, b) => a === b)
  const two = shareAlike(votes, (a, b) => a < 3 === b < 3)
  expect(found.fourClasses.pairwise.value).toBeCloseTo(four, 12)
  expect(found.twoClasses.pairwise.value).toBeCloseTo(two, 12)
  const { low, high } = found.fourClasses.pairwise.interval!
  expect(low).toBeLessThan(four)
  expect(high).toBeGreaterThan(four)
  // 200 objects of three pairs each: the standard error is near 0.02.
  expect(high - low).toBeGreaterThan(0.04)
  expect(high - low).toBeLessThan(0.16)
})

test('a mean that no votes give is counted, and not used', () => {
  const text = legusText([
    { id: 1, x: 1, y: 1, tail: [1, 1.333] },
    { id: 2, x: 2, y: 2, tail: [4, 2] },
  ])
  const votes = peopleVotes(truthOf(parseAscii(text, 'a.tab')), undefined, new Notes())!
  expect(humanAgreement(votes, new Random(1), 10)).toMatchObject({ n: 1, nUnexplained: 1 })
})
