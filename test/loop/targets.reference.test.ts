/** Coefficients of the loss against PyTorch's CrossEntropyLoss (test/reference/train_losses.py). */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { lossCases, testLosses } from './target-cases.js'

const SCRIPT = 'train_losses.py'

withPython('torch', 'against PyTorch', () => {
  const answers = answersOf<number[]>(SCRIPT, lossCases())
  testLosses(answers)
  test('as stored', () => expectStored('losses', madeBy(SCRIPT, 'torch'), answers))
})
