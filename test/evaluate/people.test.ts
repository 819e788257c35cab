/** Votes from their mode and mean, and how far the people of the real catalogues agree. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  evaluationOf,
  humanAgreement,
  peopleVotes,
  predictionsOf,
  truthOf,
  votesFromMean,
} from '../../src/evaluate/index.js'
import { Notes } from '../../src/notes.js'
import { Random } from '../../src/random.js'
import { parseCsv, readTable } from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'

describe('votes from mode and mean', () => {
  test.each([
    [1, 1, [3, 0, 0, 0]],
    [1, 1.333, [2, 1, 0, 0]],
    [1, 1.667, [2, 0, 1, 0]],
    [1, 2, [2, 0, 0, 1]],
    [2, 2, [0, 3, 0, 0]],
    [4, 3.667, [0, 0, 1, 3 - 1]],
    [2, 2.25, [0, 3, 1, 0]],
    [4, 3.8, [0, 0, 1, 4]],
    [4, 3.833, [0, 0, 1, 5]],
    // Only a tie explains these.
    [3, 3.5, [0, 0, 2, 2]],
  ])('mode %d, mean %d', (mode, mean, counts) => {
    expect(votesFromMean(mode, mean)!.counts).toEqual(counts)
  })

  test('where several votes fit, the most agreement, and the least beside it', () => {
    // 4, 4, 4, 1 agree in 3 of 6 pairs; 4, 4, 3, 2 in 1. As clusters or not both agree in 3.
    expect(votesFromMean(4, 3.25)).toEqual({ counts: [1, 0, 0, 3], atLeast: [1 / 6, 0.5] })
  })

  test.each([
    // In ninths, as in NGC 6503, and more.
    [1, 1.111, 9],
    [2, 2.444, 9],
    [4, 3.889, 9],
    [1, 1.091, 11],
    [3, 3.077, 13],
    [4, 3.44, 25],
  ])('mode %d, mean %d: votes of %d people', (mode, mean, n) => {
    const { counts } = votesFromMean(mode, mean)!
    const sum = counts.reduce((total, count, k) => total + count * (k + 1), 0)
    expect(counts.reduce((total, count) => total + count, 0)).toBe(n)
    expect(Math.abs(sum / n - mean)).toBeLessThan(0.00051)
    expect(counts.indexOf(Math.max(...counts))).toBe(mode - 1)
  })

  test('a mode and a mean that no votes have', () => {
    expect(votesFromMean(4, 2)).toBeUndefined()
    expect(votesFromMean(1, 1.017)).toBeUndefined()
  })

  test.each([
    ['a quality from 1 to 3', [1, 1, 4, 3, 1, 1, 2, 3, 2, 1, 4, 2, 1, 3, 3, 1]],
    ['a probability', [1, 0.93, 4, 0.81, 1, 0.77, 2, 0.99, 2, 0.5, 4, 0.87, 1, 0.9, 3, 0.6]],
    ['another number', [1, 1.017, 4, 3.983, 1, 1.031, 2, 2.017, 2, 2.969, 4, 1.5, 1, 1, 3, 3]],
  ])('nothing is said of agreement where the column is %s', (_, pairs) => {
    const rows = Array.from({ length: 8 }, (_, i) => `${i},${pairs[2 * i]},${pairs[2 * i + 1]}`)
    const set = truthOf(parseCsv(`id,class,class_mean\n${rows.join('\n')}\n`, 'q.csv'))
    const notes = new Notes()
    expect(peopleVotes(set, undefined, notes)).toBeUndefined()
    expect(notes[0]).toMatch(/^q\.csv: in \d of 8 rows \(.*\) column class_mean is not the mean/)
    expect(notes.isDoubt(notes[0])).toBe(true)
  })

  test('three random people are found again from mode and mean, wherever the mode is the only one', () => {
    const random = new Random(4)
    for (let trial = 0; trial < 500; trial++) {
      const votes = [0, 1, 2].map(() => 1 + random.integer(4))
      const counts = [1, 2, 3, 4].map((k) => votes.filter((vote) => vote === k).length)
      if (Math.max(...counts) < 2) continue
      const mode = 1 + counts.indexOf(Math.max(...counts))
      const mean = Number((votes.reduce((a, b) => a + b) / 3).toFixed(3))
      expect(votesFromMean(mode, mean)!.counts).toEqual(counts)
    }
  })
})

test("single people's columns: their own votes, not the mean's", () => {
  const set = truthOf(parseCsv('id,class,aa,bw,cc\n1,1,1,1,2\n2,4,4,4,4\n3,3,3,0,\n', 'v.csv'))
  const votes = peopleVotes(set, ['aa', 'bw', 'cc'], new Notes())!
  const { n, basis, fourClasses, twoClasses, classes } = humanAgreement(votes, new Random(1), 50)!
  expect([n, basis]).toEqual([2, 'votes'])
  expect(fourClasses.pairwise.value).toBeCloseTo((1 / 3 + 1) / 2, 12)
  expect(fourClasses.pairwise.interval).toBeUndefined()
  expect(fourClasses.atLeast).toBeCloseTo(2 / 3, 12)
  expect(twoClasses.pairwise.value).toBe(1)
  expect(classes[0].value).toBeCloseTo(1 / 2, 12)
  expect(() => peopleVotes(set, ['aa', 'bx'], new Notes())).toThrow(
    'v.csv: no column bx; did you mean bw?',
  )
})

test('no interval where all draws are alike', () => {
  const votes = Array.from({ length: 12 }, () => ({
    counts: [3, 0, 0, 0],
    atLeast: [1, 1] as const,
  }))
  const { fourClasses, classes } = humanAgreement(
    { field: 'f', basis: 'votes', votes },
    new Random(1),
    50,
  )!
  expect(fourClasses.pairwise).toEqual({ value: 1, n: 12 })
  expect(classes[0]).toEqual({ value: 1, n: 36 })
})

test('all fields together: draws keep how many objects each field has', () => {
  // People agree on every object of the one field, and on none of the other.
  const field = (name: string, counts: number[]) => ({
    ...{ field: name, basis: 'votes' as const },
    votes: Array.from({ length: 12 }, () => ({ counts, atLeast: [0, 0] as const })),
  })
  const truths = [truthOf(parseCsv('id,class\n1,1\n', 'a.csv'))]
  const tables = [predictionsOf(parseCsv('id,ml_class\n1,1\n', 'p.csv'))]
  const votes = [field('a', [2, 0, 0, 0]), field('b', [1, 1, 0, 0])]
  const { people } = evaluationOf({ truths, predictions: [{ name: 'p', tables }], votes })
  expect(people[2]).toMatchObject({ field: 'all', n: 24 })
  expect(people[2].fourClasses.pairwise).toEqual({ value: 0.5, n: 24 })
})

describe.skipIf(!hasShared('legus'))('the six catalogues', () => {
  async function agreement(field: string) {
    const file = readdirSync(sharedPath('legus')).find((name) => name.includes(`_${field}_`))!
    const path = sharedPath('legus', file)
    const notes = new Notes()
    const votes = peopleVotes(
      truthOf(await readTable(memorySource(readFileSync(path), path))),
      undefined,
      notes,
    )
    return { agreed: votes && humanAgreement(votes, new Random(1), 200), notes }
  }

  // Measured here on 21 November 2026; all LEGUS fields together give 70.4 % and 84.6 %.
  test.each([
    ['ngc628-c', [1559, 0], [0.578, 0.543, 0.431], [0.76, 0.76]],
    ['ngc3344', [557, 0], [0.909, 0.908, 0.878], [0.976, 0.976]],
    ['ngc1313-e', [617, 28], [0.632, 0.575, 0.463], [0.716, 0.714]],
  ])('%s', async (field, objects, four, two) => {
    const { agreed } = await agreement(field)
    const { n, nUnexplained, fourClasses, twoClasses } = agreed!
    const found = ({ pairwise, atLeast, kappa }: typeof fourClasses) =>
      [pairwise.value, atLeast, kappa.value].map((value) => Number(value.toFixed(3)))
    expect([n, nUnexplained]).toEqual(objects)
    expect(found(fourClasses)).toEqual(four)
    expect(found(twoClasses).slice(0, 2)).toEqual(two)
  })

  test.each([['ngc1566'], ['ngc3351'], ['ngc4449']])('%s: not known, and said', async (field) => {
    const { agreed, notes } = await agreement(field)
    expect(agreed).toBeUndefined()
    expect(notes.join()).toContain('neither votes nor their mean')
  })
})
