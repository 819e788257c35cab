/** The two-sample tests against SciPy (test/reference/science_two_samples.py). */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { samples, testTwoSamples } from './two-samples-cases.js'

const SCRIPT = 'science_two_samples.py'

withPython('scipy', 'against scipy', () => {
  const answers = answersOf<number[][]>(SCRIPT, samples())
  testTwoSamples(answers)
  test('as stored', () => expectStored('two-samples', madeBy(SCRIPT, 'scipy'), answers))
})
