/**
 * The stars that nobody lists: every tile gets all that lie near it, and the same ones as its
 * neighbours.
 */
import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { type FieldStar, fieldStars } from '../../src/simulate/field-stars.js'
import { drawGalaxy } from '../../src/simulate/galaxy.js'
import { simulatedBands } from '../../src/simulate/index.js'

const galaxy = drawGalaxy(new Random(4), 400)
const [vBand] = simulatedBands(['F555W'])
const view = { vBand, distanceMpc: 10 }
const place = ({ x, y }: FieldStar) => `${x} ${y}`

test('a tile has every star of the whole field that lies on it or in its margin', () => {
  const whole = fieldStars(galaxy, view, { x0: 0, y0: 0, width: 400, height: 400 }, 100)
  expect(whole.length).toBeGreaterThan(100)
  const random = new Random(1)
  for (let trial = 0; trial < 30; trial++) {
    const [x0, y0] = [random.integer(300), random.integer(300)]
    const [width, height, margin] = [1 + random.integer(99), 1 + random.integer(99), 20]
    const found = new Set(fieldStars(galaxy, view, { x0, y0, width, height }, margin).map(place))
    const near = whole.filter(
      ({ x, y }) =>
        x >= x0 - margin &&
        x <= x0 + width + margin &&
        y >= y0 - margin &&
        y <= y0 + height + margin,
    )
    expect(near.filter((star) => !found.has(place(star)))).toEqual([])
  }
})
