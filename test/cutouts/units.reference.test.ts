/** The units of unit-cases.ts by astropy.units (test/reference/units.py). */
import { expect, test } from 'vitest'
import { runPython, withPython } from '../setup/peers.js'
import { unitCases } from './unit-cases.js'

withPython('astropy', 'live answers', () => {
  const asked = unitCases.map(({ astropy, keywords = {} }) => ({ unit: astropy, keywords }))
  const rates: number[] = JSON.parse(runPython('units.py', JSON.stringify(asked)))

  test.each(unitCases.map((one, i) => ({ ...one, i })))('$unit', ({ rate, i }) => {
    expect(rates[i] / rate).toBeCloseTo(1, 9)
  })
})
