/** What is asked next: the orders, the test set, the second pass, and the rounds. */
import { describe, expect, test } from 'vitest'
import {
  type Answer,
  type Opinions,
  planQuestions,
  type Question,
  SECOND_AFTER,
} from '../../src/asking/index.js'
import { Random } from '../../src/random.js'

const ids = (n: number) => Array.from({ length: n }, (_, i) => `c${i}`)
const rowsOf = (questions: readonly Question[]) => questions.map(({ row }) => row)

/** Two voices; the first `nDoubtful` rows are doubtful, and lie in two groups far apart. */
function opinionsOf(nRows: number, nDoubtful: number, areMembers = true): Opinions {
  const random = new Random(3)
  const voices = [0, 1].map((voice) =>
    Float32Array.from({ length: nRows * 2 }, (_, i) => {
      const p = Math.floor(i / 2) < nDoubtful ? 0.4 + 0.2 * voice : 0.99999
      return i % 2 === 0 ? p : 1 - p
    }),
  )
  const features = Float32Array.from({ length: nRows * 3 }, (_, i) => {
    return random.normal() + (Math.floor(i / 3) % 2 === 0 ? 50 : 0)
  })
  return { nClasses: 2, voices, areMembers, features, nFeatures: 3 }
}

/** Answers all that is asked, ten at a time, as a page that fetches ahead. */
function answersTo(
  plan: { next(a: readonly Answer[], n: number): Question[] },
  n: number,
): Question[] {
  const answers: Question[] = []
  while (answers.length < n) {
    const [first] = plan.next(answers, 10)
    if (!first) break
    answers.push(first)
  }
  return answers
}

describe('the orders', () => {
  test('catalog asks row after row, and leaves out what is answered', () => {
    const plan = planQuestions({ ids: ids(6), order: 'catalog' })
    expect(rowsOf(plan.next([{ row: 1 }], 3))).toEqual([0, 2, 3])
    expect(rowsOf(plan.next([], 10))).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('random is the same for a seed, another for another, and asks every row once', () => {
    const orderOf = (seed: number) =>
      rowsOf(planQuestions({ ids: ids(500), order: 'random', seed }).next([], 500))
    expect(orderOf(1)).toEqual(orderOf(1))
    expect(orderOf(1)).not.toEqual(orderOf(2))
    expect([...orderOf(1)].sort((a, b) => a - b)).toEqual([...ids(500).keys()])
  })

  test('the random order of an id does not depend on the other rows', () => {
    const all = planQuestions({ ids: ids(100), order: 'random' }).next([], 100)
    const fewer = planQuestions({ ids: ids(50), order: 'random' }).next([], 50)
    expect(rowsOf(all).filter((row) => row < 50)).toEqual(rowsOf(fewer))
  })

  test('rows without a stamp come last, in every order', () => {
    for (const order of ['catalog', 'random', 'active'] as const) {
      const opinions = opinionsOf(30, 15)
      const hasStamp = (row: number) => row % 3 !== 0
      const plan = planQuestions({ ids: ids(30), order, opinions, hasStamp, testShare: 0.2 })
      const rows = rowsOf(plan.next([], 30))
      expect(new Set(rows).size).toBe(30)
      expect(rows.slice(20).every((row) => row % 3 === 0)).toBe(true)
    }
  })

  test('active without a model is random, and says so', () => {
    const plan = planQuestions({ ids: ids(9), order: 'active' })
    expect(plan.order).toBe('random')
    expect(plan.said).toBe('order random: active needs a model')
    expect(plan.next([], 1)[0].order).toBe('random')
  })
})

describe('the active order', () => {
  const opinions = opinionsOf(400, 60)
  const plan = planQuestions({ ids: ids(400), order: 'active', opinions, roundSize: 20 })

  test('asks what the model doubts, of both groups', () => {
    const rows = rowsOf(plan.next([], 20))
    expect(rows.filter((row) => row < 60).length).toBeGreaterThanOrEqual(18)
    const nEven = rows.filter((row) => row % 2 === 0).length
    expect(nEven).toBeGreaterThan(3)
    expect(nEven).toBeLessThan(17)
  })

  test('keeps to a round while it is answered, and takes an undone row back into it', () => {
    const [first] = [plan.next([], 20)]
    for (let n = 1; n < 20; n++) {
      expect(plan.next(first.slice(0, n), 20 - n)).toEqual(first.slice(n))
    }
    expect(first.every(({ round }) => round === 0)).toBe(true)
    expect(plan.next(first.slice(1), 1)).toEqual([first[0]])
    expect(plan.next(first, 1)[0].round).toBe(1)
  })

  test('what is fetched ahead is what is asked then', () => {
    const ahead = plan.next([], 50)
    expect(answersTo(plan, 50)).toEqual(ahead)
    expect(ahead.map(({ round }) => round)).toEqual(ids(50).map((_, i) => Math.floor(i / 20)))
  })

  test('asks every row once, and then nothing', () => {
    const rows = rowsOf(plan.next([], 1000))
    expect([...rows].sort((a, b) => a - b)).toEqual([...ids(400).keys()])
    expect(plan.next(plan.next([], 1000), 10)).toEqual([])
  })

  test('goes far from what is labelled', () => {
    const even = ids(400).flatMap((_, row) => (row % 2 === 0 && row < 60 ? [{ row }] : []))
    const rows = rowsOf(plan.next(even.slice(0, 20), 10))
    expect(rows.filter((row) => row % 2 === 1).length).toBeGreaterThanOrEqual(8)
  })

  test('says why, and never which class', () => {
    const whys = new Set(plan.next([], 400).map(({ why }) => why))
    expect([...whys].sort()).toEqual([
      'it is unlike what was asked before',
      'the model is not sure',
    ])
    const split = { ...opinions, voices: [Float32Array.of(1, 0), Float32Array.of(0, 1)] }
    const asked = (areMembers: boolean) =>
      planQuestions({ ids: ['a'], order: 'active', opinions: { ...split, areMembers } })
    expect(asked(true).next([], 1)[0].why).toBe('the members of the model disagree')
    expect(asked(false).next([], 1)[0].why).toBe('the orientations disagree')
  })

  test('a row without an answer of the model is asked after those with one', () => {
    const voices = opinions.voices.map((voice) => voice.map((p, i) => (i < 100 ? Number.NaN : p)))
    const broken = planQuestions({
      ...{ ids: ids(400), order: 'active', roundSize: 350 },
      opinions: { ...opinions, voices },
    })
    const questions = broken.next([], 350)
    expect(questions.every(({ row }) => row >= 50)).toBe(true)
    expect(broken.next(questions, 1)[0].why).toBe('the model gave no answer')
  })

  test('does without features', () => {
    const { features, nFeatures, ...blind } = opinions
    const rows = planQuestions({ ids: ids(400), order: 'active', opinions: blind }).next([], 400)
    expect(new Set(rowsOf(rows)).size).toBe(400)
  })
})

describe('the test set', () => {
  const opinions = opinionsOf(2000, 500)
  const plan = planQuestions({ ids: ids(2000), order: 'active', opinions, testShare: 0.2 })

  test('is a share by id and seed, whatever the order and the other rows', () => {
    const marked = ids(2000).map((_, row) => plan.isTest(row))
    expect(marked.filter(Boolean).length / 2000).toBeCloseTo(0.2, 1)
    const other = planQuestions({ ids: ids(700), order: 'random', testShare: 0.2 })
    expect(ids(700).map((_, row) => other.isTest(row))).toEqual(marked.slice(0, 700))
  })

  test('is mixed in at its share, and the active order never chooses it', () => {
    const asked = answersTo(plan, 200)
    const tests = asked.filter(({ isTest }) => isTest)
    expect(tests).toHaveLength(40)
    expect(asked.every(({ row, isTest }) => plan.isTest(row) === (isTest ?? false))).toBe(true)
    // A quarter of all rows are doubtful; of a fair sample, about as many.
    expect(tests.filter(({ row }) => row < 500).length).toBeLessThan(20)
    expect(asked.filter(({ row, isTest }) => !isTest && row < 500).length).toBeGreaterThan(140)
  })

  test('stays in its place in the random order', () => {
    const asked = planQuestions({ ids: ids(2000), order: 'random', testShare: 0.2 }).next([], 500)
    const plain = planQuestions({ ids: ids(2000), order: 'random' }).next([], 500)
    expect(rowsOf(asked)).toEqual(rowsOf(plain))
    expect(asked.every(({ row, isTest }) => plan.isTest(row) === (isTest ?? false))).toBe(true)
  })
})

describe('the second pass', () => {
  test('asks a sample of the answered rows again, late, once, at most one in ten', () => {
    const plan = planQuestions({ ids: ids(1000), order: 'random', secondShare: 0.1 })
    const asked = answersTo(plan, 500)
    const seconds = asked.flatMap((one, at) => (one.isSecond ? [{ row: one.row, at }] : []))
    expect(seconds.length).toBeGreaterThan(20)
    expect(seconds.length).toBeLessThanOrEqual(50)
    expect(new Set(seconds.map(({ row }) => row)).size).toBe(seconds.length)
    for (const { row, at } of seconds) {
      const first = asked.findIndex((one) => one.row === row)
      expect(at - first).toBeGreaterThan(SECOND_AFTER)
    }
    const firsts = asked.filter(({ isSecond }) => !isSecond)
    expect(new Set(rowsOf(firsts)).size).toBe(firsts.length)
  })

  test('comes early where nothing else is left', () => {
    const plan = planQuestions({ ids: ids(5), order: 'catalog', secondShare: 1 })
    const asked = answersTo(plan, 100)
    expect(asked.map(({ row, isSecond }) => [row, isSecond ?? false])).toEqual([
      ...[0, 1, 2, 3, 4].map((row) => [row, false]),
      ...[0, 1, 2, 3, 4].map((row) => [row, true]),
    ])
  })
})

test('100,000 rows are planned in under two seconds', () => {
  const n = 100_000
  const opinions = opinionsOf(n, n)
  const began = performance.now()
  const plan = planQuestions({ ids: ids(n), order: 'active', opinions, testShare: 0.1 })
  expect(plan.next([], 10)).toHaveLength(10)
  expect(performance.now() - began).toBeLessThan(4000)
})
