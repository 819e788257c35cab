/** The limits of zscale, against what astropy answered: test/golden/zscale.json. */
import { expect, test } from 'vitest'
import { zscaleLimits } from '../../page/source/zscale.js'
import { storedAnswers } from '../setup/golden.js'
import { testZscale } from './zscale-cases.js'

testZscale(storedAnswers('zscale'))

test('without a finite value there are no limits', () => {
  expect(zscaleLimits(new Float32Array([Number.NaN, Number.POSITIVE_INFINITY]))).toEqual([
    Number.NaN,
    Number.NaN,
  ])
})
