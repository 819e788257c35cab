/** Normalisations: by hand, and that training and use are shown the same. */
import { describe, expect, test } from 'vitest'
import {
  fittedNormalisation,
  NORMALISATIONS,
  type Normalisation,
  normalisationText,
  Resampler,
  stampPreparation,
} from '../../src/cutouts/index.js'
import { normaliseStamps } from '../../src/cutouts/normalise.js'
import { modelCard } from '../../src/models/index.js'
import { Random } from '../../src/random.js'

const NAN = Number.NaN

/** Two bands of three pixels. */
function normalised(stamps: number[], normalisation: Normalisation): number[] {
  const values = Float32Array.from(stamps)
  normaliseStamps(values, { nBands: 2, nPixels: 3 }, normalisation)
  return [...values]
}

function expectClose(got: number[], expected: number[]): void {
  expect(got.length).toBe(expected.length)
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i], 5)
}

describe('by hand', () => {
  const stamps = [1, 2, 4, 10, 20, 60, 0, 0, 1, 5, 5, 5]

  test('subtract', () => {
    const got = normalised(stamps, { kind: 'subtract', means: [1, 10] })
    expect(got).toEqual([0, 1, 3, 0, 10, 50, -1, -1, 0, -5, -5, -5])
  })

  test('standardise', () => {
    const got = normalised(stamps, { kind: 'standardise', means: [1, 10], deviations: [2, 5] })
    expect(got).toEqual([0, 0.5, 1.5, 0, 2, 10, -0.5, -0.5, 0, -1, -1, -1])
  })

  test('asinh: log(t + sqrt(t^2 + 1))', () => {
    const got = normalised(stamps, { kind: 'asinh', means: [1, 10], softenings: [0.5, 10] })
    const at = (t: number) => Math.sign(t) * Math.log(Math.abs(t) + Math.sqrt(t * t + 1))
    expectClose(got, [0, 2, 6, 0, 1, 5, -2, -2, 0, -0.5, -0.5, -0.5].map(at))
  })

  test('stamp: median 2 and MAD 1, 20 and 10; then MAD 0, and all equal', () => {
    const s = 1.4826022
    // 0, 0, 1: MAD is 0; the mean square about the median 0 is 1/3.
    const third = Math.sqrt(1 / 3)
    const got = normalised(stamps, { kind: 'stamp' })
    expectClose(got, [-1 / s, 0, 2 / s, -1 / s, 0, 4 / s, 0, 0, 1 / third, 0, 0, 0])
  })

  test('what has no pixel becomes the median of its own plane first', () => {
    const got = normalised([1, NAN, 5, NAN, NAN, NAN], { kind: 'subtract', means: [1, 10] })
    expect(got).toEqual([0, 2, 4, -10, -10, -10])
  })
})

describe('measured on the training set', () => {
  const nPixels = 64
  const random = new Random(4)
  const stamps = Float32Array.from({ length: 200 * 2 * nPixels }, (_, i) => {
    const band = Math.floor(i / nPixels) % 2
    return band === 0 ? 0.1 + 0.01 * random.normal() : 5 + 2 * random.normal()
  })
  stamps[7] = NAN
  // A hundred bright pixels in band 1: they move the mean, not the median.
  for (let i = 0; i < 100; i++) stamps[nPixels + i * 2 * nPixels] = 1000
  const shape = { nPixels, names: ['F275W', 'F814W'] }

  test('mean and deviation, as summed plainly in float64', () => {
    const fitted = fittedNormalisation('standardise', stamps, shape)
    if (fitted.kind !== 'standardise') throw new Error(fitted.kind)
    for (const band of [0, 1]) {
      const values = [...stamps].filter(
        (value, i) => Math.floor(i / nPixels) % 2 === band && !Number.isNaN(value),
      )
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length
      const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length
      expect(fitted.means[band]).toBeCloseTo(mean, 9)
      expect(fitted.deviations[band]).toBeCloseTo(Math.sqrt(square), 9)
    }
    const subtract = fittedNormalisation('subtract', stamps, shape)
    expect(subtract).toEqual({ kind: 'subtract', means: fitted.means })
  })

  test('the noise of the sky, whatever bright pixels there are', () => {
    const fitted = fittedNormalisation('asinh', stamps, shape)
    if (fitted.kind !== 'asinh') throw new Error(fitted.kind)
    expect(fitted.means[0]).toBeCloseTo(0.1, 3)
    expect(fitted.softenings[0]).toBeCloseTo(0.01, 3)
    expect(Math.abs(fitted.means[1] - 5)).toBeLessThan(0.1)
    expect(Math.abs(fitted.softenings[1] - 2)).toBeLessThan(0.1)
  })

  test('a band without pixels or without spread is an error that names it', () => {
    const blank = stamps.map((v, i) => (Math.floor(i / nPixels) % 2 === 1 ? NAN : v))
    expect(() => fittedNormalisation('subtract', blank, shape)).toThrow('no pixels in band F814W')
    const flat = stamps.map((v, i) => (Math.floor(i / nPixels) % 2 === 1 ? 3 : v))
    expect(() => fittedNormalisation('asinh', flat, shape)).toThrow(
      'the pixels of band F814W have no spread',
    )
    expect(fittedNormalisation('subtract', flat, shape)).toMatchObject({ kind: 'subtract' })
    expect(fittedNormalisation('stamp', flat, shape)).toEqual({ kind: 'stamp' })
  })
})

describe('in a model card', () => {
  const card = {
    format: 1,
    architecture: 'starcnet',
    bands: [
      { name: 'F555W', accepts: ['F555W'] },
      { name: 'F814W', accepts: ['F814W'] },
    ],
    sizePx: 32,
    window: 'centred',
    normalisation: { kind: 'subtract', means: [0.1, 0.2] } as object,
    classes: [
      { value: 1, name: 'a' },
      { value: 2, name: 'b' },
    ],
    nWeights: 10,
    untrained: false,
    provenance: { description: 'x', software: 'starsift 0.1.0' },
    graphSha256: '0',
  }
  const problem = (normalisation: object) => {
    const parsed = modelCard.safeParse({ ...card, normalisation })
    return parsed.success
      ? undefined
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join()
  }

  test('a card of version 0.1 is read as it is', () => {
    expect(modelCard.parse(card)).toEqual(card)
  })

  test('every kind has a number for each band, or none at all', () => {
    expect(problem({ kind: 'stamp' })).toBeUndefined()
    const asinh = { kind: 'asinh', means: [0.1, 0.2], softenings: [0.01, 0.01] }
    expect(problem(asinh)).toBeUndefined()
    const short = { ...asinh, softenings: [0.01] }
    expect(problem(short)).toBe('normalisation.softenings: needs one for each band')
    expect(problem({ ...asinh, softenings: [0.01, 0] })).toMatch(/softenings\.1/)
    expect(problem({ kind: 'stamp', means: [1, 2] })).toMatch(/means/)
    expect(problem({ kind: 'log' })).toMatch(/kind/)
  })

  test('all kinds are known, and said in words', () => {
    expect(
      NORMALISATIONS.map((kind) => normalisationText({ kind, means: [0.5] } as never)),
    ).toEqual([
      'pixel - mean of the band; means 0.500000',
      '(pixel - mean) / deviation of the band; means 0.500000',
      'asinh((pixel - mean) / softening of the band); means 0.500000',
      '(pixel - median) / (1.4826 MAD) of the stamp, band by band; means 0.500000',
    ])
  })
})

test('a model that takes resampled crops gets what the data set file holds, normalised', () => {
  const random = new Random(8)
  const crops = Float32Array.from({ length: 3 * 2 * 25 }, () => random.normal())
  crops[12] = NAN
  const normalisation: Normalisation = { kind: 'subtract', means: [0.5, -1] }
  const { cropPx, prepare } = stampPreparation({
    bands: [0, 1],
    sizePx: 9,
    crop: { sizePx: 5, resampling: 'lanczos' },
    normalisation,
  })
  const inFile = new Resampler('lanczos', 5, 9).resampled(crops)
  normaliseStamps(inFile, { nBands: 2, nPixels: 81 }, normalisation)
  expect(cropPx).toBe(5)
  expect(prepare(crops)).toEqual(inFile)
  expect(inFile.every(Number.isFinite)).toBe(true)
})
