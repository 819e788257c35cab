/**
 * Quantiles, intervals and tests against NumPy and SciPy: test/reference/evaluate_statistics.py.
 */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { type Answers, CASES, testStatistics } from './statistics-cases.js'

const SCRIPT = 'evaluate_statistics.py'

withPython('scipy', 'against NumPy and SciPy', () => {
  const expected = answersOf<Answers>(SCRIPT, CASES)
  testStatistics(expected)
  test('as stored', () => expectStored('statistics', madeBy(SCRIPT, 'scipy'), expected))
})
