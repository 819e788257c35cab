/** The bytes of simulated fields hang on the rounding of lengths. */
import { expect, test } from 'vitest'
import { lengthOf } from '../../src/light/length.js'
import { Random } from '../../src/random.js'

test('the length of a vector is that of Math.hypot, to the last bit', () => {
  const random = new Random(2)
  const drawn = () => (random.uniform() - 0.5) * 2 ** random.between(-40, 40)
  for (let i = 0; i < 20000; i++) {
    const [x, y] = [drawn(), drawn()]
    if (lengthOf(x, y) !== Math.hypot(x, y)) throw new Error(`${x}, ${y}: ${lengthOf(x, y)}`)
  }
  expect([lengthOf(0, 0), lengthOf(-3, 0), lengthOf(0, 4), lengthOf(3, -4)]).toEqual([0, 3, 4, 5])
})
