/** Coefficients of the loss against PyTorch's CrossEntropyLoss (test/reference/train_losses.py). */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LossOptions, softTargetsOf, targetsOf } from '../../src/loop/index.js'
import { Random } from '../../src/random.js'
import { hasPython, runPython } from '../setup/peers.js'

const [N, K] = [9, 4]
const options: LossOptions[] = [
  {},
  { classWeights: [1, 0.5, 3, 0] },
  { labelSmoothing: 0.15 },
  { classWeights: [0.1, 2, 1, 7], labelSmoothing: 0.3 },
]

/** -sum c log p, in float64. */
function lossOf(logits: number[][], coefficients: Float32Array): number {
  let sum = 0
  for (const [n, row] of logits.entries()) {
    const total = row.reduce((total, x) => total + Math.exp(x), 0)
    for (const [k, x] of row.entries()) sum -= coefficients[n * K + k] * (x - Math.log(total))
  }
  return sum
}

test.skipIf(!hasPython('torch'))('hard and soft labels, weights, smoothing', () => {
  const random = new Random(1)
  const rows = (draw: () => number) =>
    Array.from({ length: N }, () => Array.from({ length: K }, draw))
  const cases = options.flatMap((option) => {
    const logits = rows(() => 2 * random.normal())
    const soft = rows(() => random.uniform()).map((row) => {
      const total = row.reduce((a, b) => a + b)
      return row.map((q) => Math.fround(q / total))
    })
    const labels = Array.from({ length: N }, () => random.integer(K))
    return [
      { ...option, logits, labels, soft: undefined },
      { ...option, logits, labels: [], soft },
    ]
  })
  const path = join(mkdtempSync(join(tmpdir(), 'starsift-targets-')), 'cases.json')
  writeFileSync(path, JSON.stringify(cases))
  const answers: number[] = JSON.parse(runPython('train_losses.py', path))
  for (const [i, { logits, labels, soft, ...option }] of cases.entries()) {
    const coefficients = soft
      ? softTargetsOf(Float32Array.from(soft.flat()), K, option)
      : targetsOf(labels, K, option)
    expect(Math.abs(lossOf(logits, coefficients) / answers[i] - 1)).toBeLessThan(1e-6)
  }
})

test('a batch whose weights are all 0 has no mean', () => {
  expect(() => targetsOf([0, 0], 2, { classWeights: [0, 1] })).toThrow(
    'every stamp of a batch has class weight 0',
  )
})

test('a label that is no class', () => {
  expect(() => targetsOf([0, 2], 2)).toThrow(
    'stamp 1 of the batch: a label outside the classes: expected 0 to 1, got 2',
  )
})
