/** Every measure against scikit-learn: test/reference/evaluate_measures.py. */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { asked, type Measures, testMeasures } from './measure-cases.js'

const SCRIPT = 'evaluate_measures.py'

withPython('sklearn', 'against scikit-learn', () => {
  const expected = answersOf<Measures[]>(SCRIPT, asked)
  testMeasures(expected)
  test('as stored', () => expectStored('measures', madeBy(SCRIPT, 'sklearn'), expected))
})
