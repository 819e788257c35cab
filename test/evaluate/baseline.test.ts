import { describe, expect, test } from 'vitest'
import {
  baselinePredictions,
  FEATURES,
  photometricFeatures,
  truthOf,
} from '../../src/evaluate/index.js'
import { Random } from '../../src/random.js'
import { parseCsv } from '../../src/tables/index.js'
import { truthFrom } from './tables.js'

test('magnitudes of a catalogue of `simulate`', () => {
  const bands = ['f275w', 'f336w', 'f438w', 'f555w', 'f814w'].map((band) => `mag_${band}`)
  const row = (x: number) => `${x},1,${x},${x},20,21.5,22,22.5,24,1.6`
  const text = [`id,class,x,y,${bands},ci`, ...[1, 2, 3, 4, 5, 6, 7].map(row)]
  const features = photometricFeatures(truthFrom(...text))
  const found = Object.fromEntries(FEATURES.map((name, k) => [name, features[k][0]]))
  expect(found).toMatchObject({ NUV: 20, V: 22.5, 'U - B': -0.5, 'concentration index': 1.6 })
})

/**
 * A field of 120 objects of classes 1 to 3: the higher, the more crowded, and fainter in V by the
 * step.
 */
function madeUpField(name: string, seed: number, places: string, step = 0) {
  const random = new Random(seed)
  const rows = Array.from({ length: 120 }, (_, i) => {
    const code = 1 + (i % 3)
    const at = [10 + random.uniform() ** (2 * code), random.uniform() ** (2 * code)].join()
    return [
      i,
      code,
      places === 'ra,dec' ? at : `${at},${at}`,
      20,
      20,
      20,
      20 + step * code,
      20,
      1.5,
    ]
  })
  const head = ['id,class', places, 'mag_nuv,mag_u,mag_b,mag_v,mag_i,ci'].join()
  return truthOf(parseCsv(`${[head, ...rows].join('\n')}\n`, `${name}.csv`), { origin: 0 })
}

describe('made-up fields', () => {
  /** The share of objects of all fields that trees of the other fields find. */
  const shareRight = (step: number) => {
    const truths = ['a', 'b', 'c'].map((name, seed) => madeUpField(name, seed, 'ra,dec', step))
    const right = baselinePredictions(truths, 1).map(({ predictions }, i) =>
      predictions.classes.reduce((n, code, row) => n + Number(code === truths[i].classes[row]), 0),
    )
    return right.reduce((sum, n) => sum + n, 0) / (3 * 120)
  }

  test('classes two magnitudes apart are all found in fields that the trees did not see', () => {
    expect(shareRight(2)).toBeGreaterThan(0.98)
  })

  test('without a difference in magnitude the crowding alone tells: better than chance, not by much', () => {
    const share = shareRight(0)
    // Three classes as frequent as each other: chance is 0.333, its standard error 0.025.
    expect(share).toBeGreaterThan(0.4)
    expect(share).toBeLessThan(0.8)
  })

  test('four probabilities an object, where nobody gave class 4', () => {
    const truths = ['a', 'b'].map((name, seed) => madeUpField(name, seed, 'x,y,ra,dec', 2))
    for (const { predictions } of baselinePredictions(truths, 1)) {
      predictions.classes.forEach((code, row) => {
        const p = predictions.probabilities!.subarray(4 * row, 4 * row + 4)
        expect(p[code - 1]).toBe(Math.max(...p))
        expect([p[3], p[0] + p[1] + p[2]]).toEqual([0, expect.closeTo(1, 9)])
      })
    }
  })

  test('distances are on the sky for all fields, where one has no pixels', () => {
    const both = madeUpField('a', 1, 'x,y,ra,dec')
    const [first] = baselinePredictions([both, madeUpField('b', 2, 'ra,dec')], 1)
    const { pixel, ...onSky } = both
    expect(pixel).toBeDefined()
    const [same] = baselinePredictions([onSky, madeUpField('b', 2, 'ra,dec')], 1)
    expect(first.predictions.probabilities).toEqual(same.predictions.probabilities)
  })

  test('refused: distances in pixels for one field and in arcsec for another', () => {
    const { sky, ...onPixels } = madeUpField('a', 1, 'x,y,ra,dec')
    expect(sky).toBeDefined()
    expect(() => baselinePredictions([onPixels, madeUpField('b', 2, 'ra,dec')], 1)).toThrow(
      'the baseline needs the distances to neighbours in one unit: expected x, y of a known origin in all catalogues, or ra, dec in all catalogues, got no x, y of a known origin in b.csv, no ra, dec in a.csv; if there are x and y, give their --origin, 0 or 1; or leave --baseline out',
    )
  })
})
