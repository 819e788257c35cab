/**
 * Boosted trees learn what can be learned, use missing values, and see nothing of a field left out.
 */
import { describe, expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { BOOSTING, crossValidateByField, trainBoostedTrees } from '../../src/trees/index.js'

const N = 600
const uniform = (random: Random) => Float64Array.from({ length: N }, () => random.uniform())
const rightOf = (p: Float64Array, classes: ArrayLike<number>, nClasses: number) =>
  Array.from(classes).filter((code, row) => {
    const scores = p.subarray(row * nClasses, (row + 1) * nClasses)
    return scores[code - 1] === Math.max(...scores)
  }).length / classes.length

describe('training', () => {
  test('a pattern that no single cut shows (exclusive or)', () => {
    const random = new Random(1)
    const [x, y] = [uniform(random), uniform(random)]
    const classes = Array.from(x, (value, i) => (value > 0.5 !== y[i] > 0.5 ? 2 : 1))
    const trees = trainBoostedTrees([x, y], classes, 2, random)
    const [a, b] = [uniform(random), uniform(random)]
    const truth = Array.from(a, (value, i) => (value > 0.5 !== b[i] > 0.5 ? 2 : 1))
    expect(rightOf(trees.probabilities([a, b]), truth, 2)).toBeGreaterThan(0.95)
  })

  test('that a value is missing may be the signal', () => {
    const random = new Random(2)
    const x = uniform(random).map((value) => (value < 0.3 ? Number.NaN : random.uniform()))
    const classes = Array.from(x, (value) => (Number.isNaN(value) ? 1 : 2))
    const trees = trainBoostedTrees([x], classes, 2, random)
    expect(rightOf(trees.probabilities([[Number.NaN, 0.2, 0.9]]), [1, 2, 2], 2)).toBe(1)
  })

  test('probabilities of each row add up to 1, and are the shares where nothing can be learned', () => {
    const random = new Random(3)
    const classes = Array.from({ length: N }, (_, i) => (i % 4 === 0 ? 1 : 2))
    const rules = { ...BOOSTING, nRounds: 5 }
    const constant = new Float64Array(N)
    const p = trainBoostedTrees([constant], classes, 2, random, rules).probabilities([[0, 7]])
    expect(p[0] + p[1]).toBeCloseTo(1, 12)
    expect(p[0]).toBeCloseTo(0.25, 1)
    expect(p[2]).toBe(p[0])
  })

  test('the same seed gives the same bytes', () => {
    const random = new Random(4)
    const x = uniform(random)
    const classes = Array.from(x, (value) => (value + 0.3 * random.normal() > 0.5 ? 2 : 1))
    const train = (seed: number) =>
      trainBoostedTrees([x], classes, 2, new Random(seed)).probabilities([x])
    expect(train(1)).toEqual(train(1))
    expect(train(1)).not.toEqual(train(2))
  })
})

describe('cross-validation by field', () => {
  test('what only holds within a field cannot be used', () => {
    const random = new Random(5)
    const fields = Array.from({ length: N }, (_, i) => `f${i % 3}`)
    const x = uniform(random)
    // In each field the class follows x, in another direction in each: others mislead.
    const classes = fields.map((field, i) => (x[i] > 0.5 === (field === 'f0') ? 1 : 2))
    const { predicted, folds } = crossValidateByField([x], classes, fields, 1)
    const right = (field: string) =>
      classes.filter((code, i) => fields[i] === field && code === predicted[i]).length / (N / 3)
    expect(folds).toEqual([['f0'], ['f1'], ['f2']])
    expect(right('f0')).toBeLessThan(0.1)
  })

  test('more than ten fields: ten folds, each field in one', () => {
    const fields = Array.from({ length: N }, (_, i) => i % 23)
    const x = uniform(new Random(6))
    const classes = Array.from(x, (value) => (value > 0.5 ? 2 : 1))
    const { folds, predicted } = crossValidateByField([x], classes, fields, 1)
    expect(folds).toHaveLength(10)
    expect(folds.flat().sort((a, b) => Number(a) - Number(b))).toEqual([...Array(23).keys()])
    expect(classes.filter((code, i) => code === predicted[i]).length / N).toBeGreaterThan(0.97)
  })

  test('the order in which fields are given makes no difference', () => {
    const random = new Random(7)
    const fields = Array.from({ length: N }, (_, i) => `f${Math.floor((i * 3) / N)}`)
    const x = uniform(random)
    const classes = Array.from(x, (value) => (value + 0.5 * random.normal() > 0.5 ? 2 : 1))
    const byField = crossValidateByField([x], classes, fields, 1).predicted
    const order = ['f2', 'f0', 'f1'].flatMap((name) =>
      fields.flatMap((field, row) => (field === name ? [row] : [])),
    )
    const turned = crossValidateByField(
      [order.map((row) => x[row])],
      order.map((row) => classes[row]),
      order.map((row) => fields[row]),
      1,
    ).predicted
    expect(Array.from(turned)).toEqual(order.map((row) => byField[row]))
  })

  test('one field is refused', () => {
    expect(() => crossValidateByField([[1, 2]], [1, 2], ['a', 'a'], 1)).toThrow(
      'cross-validation by field needs two fields or more: got only a; give the catalogues',
    )
  })
})
