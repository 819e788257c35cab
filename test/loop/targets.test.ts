/** Coefficients of the loss by stored answers of PyTorch; what is refused. */
import { expect, test } from 'vitest'
import { targetsOf } from '../../src/loop/index.js'
import { storedAnswers } from '../setup/golden.js'
import { testLosses } from './target-cases.js'

testLosses(storedAnswers<number[]>('losses'))

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
