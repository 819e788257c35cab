/** The headers of old-keywords.ts against astropy's live answers. */
import { expect, test } from 'vitest'
import { runPython, withPython } from '../setup/peers.js'
import { type Answer, expectAnswer, PIXELS } from './header-cases.js'
import { wcsOf } from './headers.js'
import { sameSky } from './old-keywords.js'

withPython('astropy', 'live answers', () => {
  const names = Object.keys(sameSky)
  // astropy makes a third axis of WCSAXES or CTYPE3, and then wants three numbers for a pixel.
  const flat = names.filter((name) => !name.includes('third axis'))
  const cases = flat.map((name) => ({ header: sameSky[name].keywords, pixels: PIXELS }))
  const answers: Answer[] = JSON.parse(runPython('wcs_headers.py', JSON.stringify(cases)))

  test.each(flat.map((name, i) => [name, i] as const))('%s', (name, i) => {
    expectAnswer(wcsOf(sameSky[name].keywords), PIXELS, answers[i])
    expect(wcsOf(sameSky[name].keywords).frame).toBe(answers[i].frame || 'ICRS')
  })
})
