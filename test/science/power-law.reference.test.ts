/** Slopes against a slow independent fit with SciPy (test/reference/science_power_law.py). */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { asked, testFits } from './power-law-samples.js'

const SCRIPT = 'science_power_law.py'

withPython('scipy', 'against scipy', () => {
  const answers = answersOf<number[][]>(SCRIPT, asked)
  testFits(answers)
  test('as stored', () => expectStored('power-law', madeBy(SCRIPT, 'scipy'), answers))
})
