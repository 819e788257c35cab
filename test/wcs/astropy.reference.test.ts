/** Against astropy's live answers (test/reference/wcs_headers.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { findHdu, readHdus } from '../../src/fits/index.js'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { expectStored } from '../setup/golden.js'
import { hasShared, madeBy, runPython, sharedPath, withPython } from '../setup/peers.js'
import { type Answer, expectAnswer, expectVariant, grid, PIXELS, variants } from './header-cases.js'
import { roundTripPx } from './headers.js'

withPython('astropy', 'live answers', () => {
  const names = Object.keys(variants)
  const cases = names.map((name) => ({ header: variants[name], pixels: PIXELS }))
  const answers = ask(cases)

  test.each(names.map((name, i) => [name, i] as const))('%s', (name, i) => {
    expectVariant(name, answers[i])
  })

  test('as stored', () => {
    const stored = names.map((name, i) => [name, answers[i]])
    expectStored('wcs', madeBy('wcs_headers.py', 'astropy'), Object.fromEntries(stored))
  })

  test.skipIf(!hasShared('hst'))('drizzled images of Hubble', async () => {
    const files = ['iebc17010', 'iebc17020', 'iebc17030'].map((n) =>
      sharedPath('hst', `${n}_drz.fits`),
    )
    const inside = grid(520, 548)
    const told = ask(files.map((file) => ({ file, extension: 1, pixels: inside })))
    for (const [i, file] of files.entries()) {
      const hdus = await readHdus(memorySource(readFileSync(file), file))
      const wcs = readWcs(findHdu(hdus, 'SCI').header, file) as Wcs
      expectAnswer(wcs, inside, told[i])
      expect(roundTripPx(wcs, inside)).toBeLessThan(1e-6)
      expect(wcs.frame).toBe('ICRS')
      expect(wcs.rotation).toBeCloseTo(-42.80185745232692, 9) // ORIENTAT of the header
    }
  })
})

function ask(cases: object[]): Answer[] {
  return JSON.parse(runPython('wcs_headers.py', JSON.stringify(cases)))
}
