/** Schedules of the learning rate by stored answers of torch.optim.lr_scheduler. */
import { expect, test } from 'vitest'
import { learningRateFactor } from '../../src/nn/index.js'
import { storedAnswers } from '../setup/golden.js'
import { cases } from './schedule-cases.js'

test.each(cases.map((one, i) => [JSON.stringify(one.schedule), i] as const))('%s', (_, i) => {
  const { schedule, nSteps } = cases[i]
  const answer = storedAnswers<number[][]>('nn-schedules')[i]
  expect(answer).toHaveLength(nSteps)
  for (const [step, factor] of answer.entries()) {
    expect(learningRateFactor(schedule, step, nSteps), `step ${step}`).toBeCloseTo(factor, 12)
  }
})

test('a constant rate stays, and a warm-up over the whole run ends at the top', () => {
  expect(learningRateFactor({ kind: 'constant' }, 5, 10)).toBe(1)
  expect(learningRateFactor({ kind: 'one-cycle', warmUp: 1 }, 9, 10)).toBe(1)
})
