/**
 * The histogram against the committed picture, with numbers rounded; and its bins against counting.
 */
import { expect, test } from 'vitest'
import { binned, type Histogram, histogramSvg } from '../../src/figures/histogram.js'

const AXIS = { title: 'probability of this class', min: 0, max: 1, nBins: 10 }
const HISTOGRAM: Histogram = {
  title: '1 symmetric (n = 12)',
  color: '#56B4E9',
  values: [0.31, 0.42, 0.55, 0.58, 0.72, 0.77, 0.83, 0.88, 0.91, 0.93, 0.97, 1],
  axis: AXIS,
}

test('the picture is the committed one', async () => {
  const svg = await histogramSvg(HISTOGRAM)
  const rounded = svg.replace(/\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(2))))
  await expect(rounded.replaceAll('><', '>\n<')).toMatchFileSnapshot('histogram.svg.txt')
})

test('the same values give the same text, also after another picture', async () => {
  const first = await histogramSvg(HISTOGRAM)
  await histogramSvg({ ...HISTOGRAM, values: [] })
  expect(await histogramSvg(HISTOGRAM)).toBe(first)
})

test('it refers to nothing outside and takes the colour of its page', async () => {
  const svg = await histogramSvg(HISTOGRAM)
  expect(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/http|href|<image|<style/)
  expect(svg).toContain('currentColor')
})

test('each value is in one bin; the ends belong to the outer bins; NaN to none', () => {
  const bins = binned([0, 0.0999, 0.1, 0.95, 1, 1.5, -2, Number.NaN], AXIS)
  expect(bins.map(({ n }) => n)).toEqual([3, 1, 0, 0, 0, 0, 0, 0, 0, 3])
  expect(bins[2]).toEqual({ low: 0.2, high: 0.3, n: 0 })
})
