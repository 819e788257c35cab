/**
 * Mosaics of another pixel scale: the network is shown the same sky, in pixels of the size that it
 * knows.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { classifyCandidates } from '../../src/classify/index.js'
import { scaleDoubt, stampRecipeAt } from '../../src/classify/pixel-scale.js'
import { Resampler, stampPreparation, stampWindow } from '../../src/cutouts/index.js'
import type { ModelCard } from '../../src/models/index.js'
import { stampByReading } from '../cutouts/oracle.js'
import { temporaryFolder } from '../fits/files.js'
import { largestDifference } from '../nn/run.js'
import { recording } from './recording-session.js'
import { candidatesIn, mixedRows, openField } from './small-field.js'
import { modelOf, SIZE_PX, smallModel } from './small-model.js'

const field = await openField(temporaryFolder(), 1)
const model = await smallModel()
const small = model.card
afterAll(async () => {
  await model.session.release()
  await field.close()
})
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
  [0.16, 12],
  [0.01, 192],
])('%s arcsec a pixel: crops of %s px', (found, sizePx) => {
  expect(stampRecipeAt(found, card).crop).toEqual({ sizePx, resampling: 'lanczos' })
})

test.each([0.17, 0.009, 3600, 7e-4])('%s arcsec a pixel: no crop can make up for it', (found) => {
  expect(stampRecipeAt(found, card)).toBe(card)
  expect(scaleDoubt(found, card)).toContain('too large to be made up for: check CD or CDELT')
})

test('a crop that comes out as large as the card has it is none', () => {
  const little: ModelCard = { ...card, sizePx: 8 }
  expect(stampRecipeAt(0.0425, little)).toBe(little)
  expect(scaleDoubt(0.0425, little)).toContain('shown as they are')
})

test('crops that the card asks for keep their parity and their resampling', () => {
  const cropped: ModelCard = { ...card, crop: { sizePx: 25, resampling: 'bilinear' } }
  expect(stampRecipeAt(0.048, cropped).crop).toEqual({ sizePx: 21, resampling: 'bilinear' })
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
    `"the mosaics have 0.05000 arcsec a pixel, the model was made for 0.04000: stamps are resampled to that, from 38 px of the mosaics to 48; better drizzle them to that scale; every row is flagged unlike_training"`,
  )
})

describe('what the network is shown', () => {
  const rows = mixedRows(30)
  const nPixels = SIZE_PX ** 2

  test.each([
    [0.05, 6],
    [0.03, 10],
  ])('of mosaics of %s arcsec: crops of %i px, resampled', async (pixelScaleArcsec, side) => {
    const { session, stamps } = recording(model.session)
    const means = model.card.normalisation.kind === 'subtract' ? model.card.normalisation.means : []
    const candidates = candidatesIn(rows)
    const where = { ...field, pixelScaleArcsec }
    const asked = modelOf(model.card, session)
    const answer = await classifyCandidates({ field: where, candidates, model: asked })
    const { scores, notes } = answer
    expect(notes).toEqual([expect.stringContaining(`from ${side} px of the mosaics to 8`)])
    for (const bits of scores.flags) expect(flagNames(bits)).toContain('unlike_training')

    const resampler = new Resampler('lanczos', side, SIZE_PX)
    const expected: Float32Array[] = []
    for (const { x, y } of rows) {
      if (!Number.isFinite(x + y) || x < -20) continue
      const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, side)
      const stamp = resampler.resampled(await stampByReading(field.mosaics, window, side))
      if (!stamp.every(Number.isFinite)) continue
      expected.push(stamp.map((v, i) => v * (side / 8) ** 2 - means[Math.floor(i / nPixels)]))
    }
    expect(expected.length).toBeGreaterThan(15)
    for (const stamp of expected) {
      const nearest = Math.min(...stamps.map((shown) => largestDifference(shown, stamp)))
      expect(nearest).toBeLessThan(1e-5)
    }
  })

  test('a band without a mosaic stays 0', async () => {
    const { session, stamps } = recording(model.session)
    const [b, , i] = field.mosaics
    const where = { ...field, mosaics: [b, i], pixelScaleArcsec: 0.05 }
    const lenient = modelOf({ ...model.card, fewestBands: 2 }, session)
    const candidates = candidatesIn(rows)
    await classifyCandidates({ field: where, candidates, model: lenient })
    expect(stamps.length).toBeGreaterThan(20)
    for (const stamp of stamps) {
      expect(new Set(stamp.subarray(nPixels, 2 * nPixels))).toEqual(new Set([0]))
    }
  })
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

/**
 * A round normal source of 1 e-/s with a standard deviation of 0.12 arcsec in the middle of a
 * stamp.
 */
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
