/** The limits of zscale against astropy's ZScaleInterval: test/reference/zscale.py. */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { answersOf, madeBy, withPython } from '../setup/peers.js'
import { asked, testZscale } from './zscale-cases.js'

const SCRIPT = 'zscale.py'

withPython('astropy', 'against astropy', () => {
  const expected = answersOf<(readonly [number, number])[]>(SCRIPT, asked)
  testZscale(expected)
  test('as stored', () => expectStored('zscale', madeBy(SCRIPT, 'astropy'), expected))
})
