import { expect, test } from 'vitest'
import { learningRateFactor } from '../../src/nn/index.js'
import { expectStored } from '../setup/golden.js'
import { answersOf, hasPython, madeBy } from '../setup/peers.js'
import { cases } from './schedule-cases.js'

test.skipIf(!hasPython('torch'))('every schedule follows PyTorch', () => {
  const answers = answersOf<number[][]>('optimiser_schedules.py', cases)
  for (const [i, { schedule, nSteps }] of cases.entries()) {
    for (let step = 0; step < nSteps; step++) {
      const factor = learningRateFactor(schedule, step, nSteps)
      expect(factor, `${JSON.stringify(schedule)} step ${step}`).toBeCloseTo(answers[i][step], 12)
    }
  }
  expectStored('nn-schedules', madeBy('optimiser_schedules.py', 'torch'), answers)
})
