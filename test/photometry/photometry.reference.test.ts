/** Aperture photometry and extinction against photutils (test/reference/photometry.py). */
import { test } from 'vitest'
import { expectStored } from '../setup/golden.js'
import { madeBy, runPython, withPython } from '../setup/peers.js'
import { expectExtinction, expectMeasured, pivots } from './photometry-answers.js'

withPython('photutils', 'against photutils', () => {
  test('sums, skies and CI of 40 positions', () => {
    const measured = JSON.parse(runPython('photometry.py', 'apertures'))
    expectMeasured(measured)
    const bytes = Float32Array.from(measured.pixels).buffer
    const pixels = Buffer.from(bytes).toString('base64')
    expectStored('photometry', madeBy('photometry.py', 'photutils'), { ...measured, pixels })
  })

  test('extinction coefficients are those of the law at the pivot wavelengths', () => {
    const law = JSON.parse(runPython('photometry.py', 'extinction', JSON.stringify(pivots)))
    expectExtinction(law)
    expectStored('extinction', madeBy('photometry.py', 'scipy'), law)
  })
})
