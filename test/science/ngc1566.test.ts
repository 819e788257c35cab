/**
 * NGC 1566, classes by people against StarcNet's: what docs/studies/ngc1566-science.md says of it.
 */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Science } from '../../src/science/index.js'
import type { Interval } from '../../src/statistics/interval.js'
import { hasNgc1566, scienceOfNgc1566 } from './ngc1566.js'

describe.skipIf(!hasNgc1566())('NGC 1566', () => {
  let science: Science

  beforeAll(async () => {
    science = await scienceOfNgc1566()
  })

  test('sentinels are no numbers: what people found in no image has no magnitude there', () => {
    const { mag_nuv: nuv } = science.candidates.measurements
    expect(nuv!.some(Number.isNaN)).toBe(true)
    expect(nuv!.every((value) => Number.isNaN(value) || value < 40)).toBe(true)
  })

  test('slopes, their intervals, and how far apart they are, as docs/studies/ngc1566-science.md has them', () => {
    const page = readFileSync('docs/studies/ngc1566-science.md', 'utf8')
    const cell = (value: number, { low, high }: Interval) =>
      [value, low, high].map((x) => (Math.abs(x) < 0.005 ? '0.00' : x.toFixed(2)))
    const text = ([value, low, high]: string[]) => `${value} (${low} to ${high})`
    for (const [f, { function: fn, fits }] of science.functions.entries()) {
      const { difference, interval } = science.comparisons[0].slopes[f]
      const cells = [
        ...fits.map(({ fit }) => text(cell(fit!.slope, fit!.interval))),
        text(cell(difference, interval)),
      ]
      const n = fits.map(({ nInRange }) => nInRange).join(', ')
      const rows = page.split('\n').filter((line) => line.startsWith(`| ${fn.name} |`))
      expect(rows.length).toBe(2)
      expect(rows[0].endsWith(`| ${n} |`), `${rows[0]} ${n}`).toBe(true)
      expect(rows[1]).toBe(`| ${[fn.name, ...cells].join(' | ')} |`)
    }
  })

  test('the answer', () => {
    expect(science.comparisons[0].verdict.text).toMatchInlineSnapshot(
      `"It matters a little for the slopes of luminosity in NUV and luminosity in B, and the distributions of NUV, U, B, I, NUV − B, U − B, V − I and log mass: the difference is more than chance allows, but smaller than the uncertainty that human has by itself. Of 18 intervals about 1 would leave out 0 by chance alone. StarcNet has 454 clusters where human has 472 (difference −18 or −4 %, 95 % interval −42 to +6); 386 are the same objects. The largest change of a slope is −0.09 (−0.18 to −0.02), of luminosity in B."`,
    )
  })
})
