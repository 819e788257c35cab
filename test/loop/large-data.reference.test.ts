/** Training sets of more than 2 GiB, which Node.js does not hash at once. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/loop/checkpoint.js'
import { N_CLASSES, tinyJob } from './tiny.js'

test('the identity of a training set of 2 GiB is that of all its stamps', async () => {
  const [n, side] = [2 ** 22 + 3, 8]
  const shape = [n, 2, side, side] as const
  const stamps = new Float32Array(n * 2 * side * side)
  stamps[stamps.length - 1] = 1
  const training = { stamps, shape, labels: new Uint8Array(n) }
  const identity = await identityOf(tinyJob('nowhere', { training }), N_CLASSES)

  const hash = createHash('sha256').update(shape.join())
  for (let row = 0; row < n; row += 2 ** 16) {
    const [start, end] = [row, Math.min(row + 2 ** 16, n)].map((i) => i * 2 * side * side)
    hash.update(new Uint8Array(stamps.buffer, 4 * start, 4 * (end - start)))
  }
  expect(identity['training set']).toBe(hash.update(training.labels).digest('hex'))
}, 300_000)
