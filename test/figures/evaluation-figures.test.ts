/** The figures of an evaluation against committed pictures, with numbers rounded. */
import { describe, expect, test } from 'vitest'
import {
  accuracyFigure,
  classRecallsFigure,
  completenessPurityFigure,
  reliabilityFigure,
} from '../../src/figures/accuracy.js'
import { confusionFigure } from '../../src/figures/confusion.js'
import { svgOfSpec } from '../../src/figures/index.js'

const between = (low: number, high: number) => ({ low, high })

const FIGURES = {
  confusion: confusionFigure({
    matrix: [
      [241, 7, 0, 10],
      [59, 79, 19, 57],
      [9, 28, 114, 110],
      [20, 11, 44, 253],
    ],
    labels: ['1', '2', '3', '4'],
    rows: 'class by people',
    columns: 'class by StarcNet',
  }),
  recalls: classRecallsFigure([
    {
      field: 'ngc1566 (n = 1,061)',
      recalls: [0.934, 0.369, 0.437, 0.771],
      intervals: [between(0.9, 0.96), between(0.3, 0.43), undefined, between(0.72, 0.81)],
    },
    { field: 'tiny', recalls: [0.5, Number.NaN, 1, 0], intervals: new Array(4).fill(undefined) },
  ]),
  accuracy: accuracyFigure(
    [
      {
        name: 'four classes',
        points: [
          { median: 20.5, accuracy: 0.8, interval: between(0.6, 0.9) },
          { median: 22.3, accuracy: 0.6, interval: between(0.5, 0.7) },
        ],
      },
      { name: 'expected', points: [{ median: 20.5, accuracy: 0.7 }] },
    ],
    'V (mag)',
  ),
  reliability: reliabilityFigure([
    {
      name: 'predicted class, ECE 0.043',
      bins: [
        { n: 10, expected: 0.35, realised: 0.4, interval: between(0.2, 0.6) },
        { n: 0, expected: Number.NaN, realised: Number.NaN, interval: between(0, 1) },
        { n: 80, expected: 0.95, realised: 0.9, interval: between(0.8, 0.95) },
      ],
    },
  ]),
  thresholds: completenessPurityFigure(
    [0.2, 0.5, 0.8].map((threshold) => ({
      threshold,
      completeness: 1 - threshold / 2,
      completenessInterval: between(0.9 - threshold / 2, Math.min(1, 1.1 - threshold / 2)),
      purity: 0.5 + threshold / 2,
      purityInterval: between(0.4 + threshold / 2, 0.6 + threshold / 2),
    })),
  ),
}

describe.each(Object.entries(FIGURES))('%s', (name, spec) => {
  test('the picture is the committed one', async () => {
    const svg = await svgOfSpec(spec)
    const rounded = svg.replace(/\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))))
    const lines = rounded.replaceAll('><', '>\n<')
    await expect(lines).toMatchFileSnapshot(`evaluation-${name}.svg.txt`)
  })

  test('nothing in it is undefined, and it refers to nothing outside', async () => {
    const svg = await svgOfSpec(spec)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/http|<image/)
  })
})
