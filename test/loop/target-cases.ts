/** Losses of hard and soft labels, held against the answers of PyTorch, stored or live. */
import { expect, test } from 'vitest'
import { type LossOptions, softTargetsOf, targetsOf } from '../../src/loop/index.js'
import { Random } from '../../src/random.js'

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

/** What train_losses.py is asked. */
export function lossCases() {
  const random = new Random(1)
  const rows = (draw: () => number) =>
    Array.from({ length: N }, () => Array.from({ length: K }, draw))
  return options.flatMap((option) => {
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
}

export function testLosses(answers: readonly number[]): void {
  test('hard and soft labels, weights, smoothing', () => {
    for (const [i, { logits, labels, soft, ...option }] of lossCases().entries()) {
      const coefficients = soft
        ? softTargetsOf(Float32Array.from(soft.flat()), K, option)
        : targetsOf(labels, K, option)
      expect(Math.abs(lossOf(logits, coefficients) / answers[i] - 1)).toBeLessThan(1e-6)
    }
  })
}
