/** Mosaics of another pixel scale: the network is shown the same sky, in pixels of the size that it knows. */
import { describe, expect, test } from 'vitest'
import { scaleDoubt, stampRecipeAt } from '../../src/classify/pixel-scale.js'
import { stampPreparation } from '../../src/cutouts/index.js'
import type { ModelCard } from '../../src/models/index.js'
import { smallModel } from './small-model.js'

const { card: small, session } = await smallModel()
await session.release()
const KNOWN = 0.04
const SIDE = 48
const card: ModelCard = {
  ...small,
  bands: small.bands.slice(0, 1),
  sizePx: SIDE,
  crop: undefined,
  trainedOn: { pixelScaleArcsec: [KNOWN, KNOWN], noise: [[1, 1]] },
  normalisation: { kind: 'subtract', means: [0] },
}

test.each([KNOWN, 0.0415, 0.0385, undefined])('%s arcsec a pixel: as the card says', (found) => {
  expect(stampRecipeAt(found, card)).toBe(card)
  expect(scaleDoubt(found, card)).toBeUndefined()
})

test.each([
  [0.05, 38],
  [0.065, 30],
  [0.03, 64],
  [0.2, 10],
])('%s arcsec a pixel: crops of %s px', (found, sizePx) => {
  expect(stampRecipeAt(found, card).crop).toEqual({ sizePx, resampling: 'lanczos' })
})

test('crops that the card asks for keep their parity and their resampling', () => {
  const cropped: ModelCard = { ...card, crop: { sizePx: 25, resampling: 'bilinear' } }
  expect(stampRecipeAt(0.05, cropped).crop).toEqual({ sizePx: 21, resampling: 'bilinear' })
})

test('of a range of scales the nearest', () => {
  const ranging = {
    ...card,
    trainedOn: { ...card.trainedOn!, pixelScaleArcsec: [0.03, 0.04] as [number, number] },
  }
  expect(stampRecipeAt(0.05, ranging).brightness).toBeCloseTo((38 / 48) ** 2, 12)
  expect(stampRecipeAt(0.02, ranging).brightness).toBeCloseTo((72 / 48) ** 2, 12)
  expect(stampRecipeAt(0.035, ranging)).toBe(ranging)
})

test('the note has both scales', () => {
  expect(scaleDoubt(0.05, card)).toMatchInlineSnapshot(
    `"the mosaics have 0.0500 arcsec a pixel, the model was made for 0.0400: stamps are resampled to that, and its classes are less to be trusted; better drizzle the mosaics to that scale"`,
  )
})

describe.each([0.03, 0.05, 0.064])('a source in pixels of %s arcsec', (found) => {
  const recipe = stampRecipeAt(found, card)
  const expected = source(KNOWN, SIDE)
  const shown = stampPreparation(recipe).prepare(source(found, recipe.crop!.sizePx))

  /** The side of a crop is a whole number of pixels, 1 % off. */
  test('looks as it would in pixels of training', () => {
    const peak = Math.max(...expected)
    for (const [i, value] of shown.entries()) {
      expect(Math.abs(value - expected[i]) / peak, `pixel ${i}`).toBeLessThan(0.03)
    }
  })

  test('has the flux that it has', () => {
    const sum = (pixels: Float32Array) => pixels.reduce((total, value) => total + value, 0)
    expect(sum(shown) / sum(expected)).toBeCloseTo(1, 3)
  })
})

/** A round normal source of 1 e-/s with a standard deviation of 0.12 arcsec in the middle of a stamp. */
function source(scaleArcsec: number, side: number): Float32Array {
  const width = 0.12 / scaleArcsec
  const line = Float64Array.from({ length: side }, (_, i) => {
    const x = (i + 0.5 - side / 2) / width
    return Math.exp(-(x ** 2) / 2) / (width * Math.sqrt(2 * Math.PI))
  })
  return Float32Array.from(
    { length: side ** 2 },
    (_, i) => line[i % side] * line[Math.floor(i / side)],
  )
}
