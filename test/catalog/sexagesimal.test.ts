/** Angles in text, against what astropy 5.2.1's `Angle(text, unit).deg` gives for them. */
import { describe, expect, test } from 'vitest'
import { writtenAngle } from '../../src/catalog/sexagesimal.js'

/** As a column of right ascension has it: hours, unless the text says degrees. */
function degrees(text: string, kind: 'ra' | 'dec'): number {
  const angle = writtenAngle(text)!
  return angle.value * (angle.unit === 'h' || (kind === 'ra' && angle.unit === undefined) ? 15 : 1)
}

describe('every usual spelling', () => {
  test.each([
    ['12:34:56.7', 'ra', 188.73624999999998],
    ['12 34 56.7', 'ra', 188.73624999999998],
    ['12h34m56.7s', 'ra', 188.73624999999998],
    ['12h 34m 56.7s', 'ra', 188.73624999999998],
    ['12ʰ34ᵐ56ˢ.7', 'ra', 188.73624999999998],
    ['12h34m56s.7', 'ra', 188.73624999999998],
    ['12:34:56,7', 'ra', 188.73624999999998],
    ['12 hours 34 min 56.7 sec', 'ra', 188.73624999999998],
    ['12 34.5', 'ra', 188.62499999999997],
    ['23:59:59.999', 'ra', 359.99999583333334],
    ['00 00 00.01', 'ra', 4.1666666666666665e-5],
    ['187d44m10.5s', 'ra', 187.73624999999998],
    ['-00 30 15', 'dec', -0.5041666666666667],
    ['+12d34m56s', 'dec', 12.582222222222223],
    ['-0:0:1', 'dec', -0.0002777777777777778],
    ['\u221289:59:59.99', 'dec', -89.99999722222222],
    ['\u221289°59′59.99″', 'dec', -89.99999722222222],
    ['-89d59\'59.99"', 'dec', -89.99999722222222],
    ['+19\u00B0 54\u2032 00.5\u2033', 'dec', 19.900138888888886],
    ['\u201389 59 59.99', 'dec', -89.99999722222222],
  ] as const)('%s', (text, kind, expected) => {
    expect(degrees(text, kind)).toBeCloseTo(expected, 12)
  })

  test('a number alone is decimal, with the unit that it has', () => {
    expect(writtenAngle('187.73')).toMatchObject({ value: 187.73, isSexagesimal: false })
    expect(writtenAngle('-0.5d')).toMatchObject({ value: -0.5, unit: 'd', isSexagesimal: false })
    expect(writtenAngle('12.58h')).toMatchObject({ value: 12.58, unit: 'h' })
    expect(writtenAngle('1.5e2')).toMatchObject({ value: 150 })
  })

  test('how finely it is written: half a unit of the last decimal', () => {
    const steps = ['12:34:56.7', '12:34:56', '12 34.5', '187.73'].map(
      (t) => writtenAngle(t)!.halfStep,
    )
    expect(steps.map((step) => Number(step.toPrecision(6)))).toEqual([
      ...[0.05 / 3600, 0.5 / 3600, 0.05 / 60, 0.005].map((step) => Number(step.toPrecision(6))),
    ])
  })
})

test.each([
  '',
  'abc',
  '12:61:00',
  '12:34:61',
  '12.5:30',
  '12:34:',
  '2019-01-02',
  '1:2:3:4',
  '12-34-56',
])('no angle: %j', (text) => expect(writtenAngle(text)).toBeUndefined())
