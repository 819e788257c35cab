/** The places of a round: on pixels, with others in place of those that have none. */
import { expect, test } from 'vitest'
import { drawRound, type FieldFacts, refuseNoPlace } from '../../src/completeness/index.js'

const SIDE = 400

/** A mosaic that has pixels in some columns. */
function mosaic(hasPixels: (x: number) => boolean) {
  return {
    ...{ width: SIDE, height: SIDE },
    async readWindow(x0: number, y0: number, x1: number, y1: number) {
      const width = x1 - x0
      return Float32Array.from({ length: width * (y1 - y0) }, (_, i) =>
        hasPixels(x0 + (i % width)) ? 1 : Number.NaN,
      )
    },
  }
}

const facts = {
  ...{ v: 0, limit: 25, sources: { x: [], y: [] } },
  colours: { cluster: [{ v: 0, lessV: [0] }], star: [{ v: 0, lessV: [0] }] },
} as unknown as FieldFacts
const words = { places: 'uniform', apartPx: 60, nInjections: 5 } as const

test('others are tried for places without pixels', async () => {
  const drawn = await drawRound(
    facts,
    mosaic((x) => x > 340),
    words,
    0,
  )
  expect(drawn.length).toBeGreaterThanOrEqual(3)
  for (const { x } of drawn) expect(x).toBeGreaterThan(340)
  const half = await drawRound(
    facts,
    mosaic((x) => x > 200),
    words,
    0,
  )
  expect(half).toHaveLength(5)
  for (const one of half) {
    const near = half.filter((other) => Math.hypot(other.x - one.x, other.y - one.y) < 60)
    expect(near).toEqual([one])
  }
})

test('a round without a place has none; a field without one is refused', async () => {
  const none = mosaic(() => false)
  expect(await drawRound(facts, none, words, 0)).toEqual([])
  await expect(refuseNoPlace(facts, none, words)).rejects.toThrow(/no room for artificial sources/)
  await refuseNoPlace(
    facts,
    mosaic((x) => x > 200),
    words,
  )
})
