/** starsift's own network: what it promises. */
import { describe, expect, test } from 'vitest'
import { inferenceGraph } from '../../src/models/index.js'
import type { Shape } from '../../src/nn/index.js'
import { openSession } from '../../src/nn/index.js'
import { largestDifference } from '../nn/run.js'
import { architecture, model, shape } from './starsift-model.js'
import { drawnStamps } from './torch-networks.js'

describe('what it promises', () => {
  const graph = inferenceGraph(architecture, shape)

  test('at most 1.5 million weights', () => {
    const nWeights = [...graph.parameterShapes().values()].map(size).reduce((a, b) => a + b)
    expect(nWeights).toBeLessThan(1.5e6)
  })

  test('at most 70 million operations a stamp, forward', () => {
    const operations = graph.nodes.map(({ onnx, inputs, outputs }) => {
      if (onnx === 'Conv') return 2 * size(outputs[0].shape) * size(inputs[1].shape.slice(1))
      if (onnx === 'Gemm') return 2 * size(inputs[1].shape)
      return size(outputs[0].shape)
    })
    expect(operations.reduce((a, b) => a + b)).toBeLessThan(70e6)
  })

  test.each([16, 32, 48, 64])('stamps of %i px', (sizePx) => {
    expect(inferenceGraph(architecture, { ...shape, sizePx }).outputs.get('logits')!.shape).toEqual(
      ['batch', 4],
    )
  })

  test.each([
    [50, 48],
    [8, 16],
  ])('of %i px: an error that says that %i would do', (sizePx, nearest) => {
    expect(() => inferenceGraph(architecture, { ...shape, sizePx })).toThrow(
      `no multiple of 8 from 16 on: expected batchx5x${nearest}x${nearest}`,
    )
  })
})

test('a band that is missing is told from one that is faint', async () => {
  const session = await openSession(model())
  const stamps = drawnStamps(1, 5, 48)
  const plane = stamps.data.subarray(48 ** 2, 2 * 48 ** 2)
  const answers: Float32Array[] = []
  for (const value of [1e-30, 2e-30, 0]) {
    plane.fill(value)
    answers.push((await session.run({ stamps })).logits.data)
  }
  await session.release()
  const [faint, asFaint, missing] = answers
  expect(largestDifference(faint, asFaint)).toBeLessThan(1e-6)
  expect(largestDifference(faint, missing)).toBeGreaterThan(1e-4)
})

function size(lengths: Shape): number {
  return lengths.filter((dim) => typeof dim === 'number').reduce((n, dim) => n * dim, 1)
}
