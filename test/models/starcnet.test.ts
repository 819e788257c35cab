/** StarcNet by golden values of PyTorch (test/reference/starcnet_golden.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { StarcnetConvolutions } from '../../src/models/index.js'
import { largestDifference, run } from '../nn/run.js'
import { formulaStamps, formulaWeights } from './starcnet-formula.js'
import { drawnStamps, starcnetGraph } from './starcnet-stamps.js'

describe('golden logits', () => {
  const golden: {
    recipe: string
    scale: number[]
    background: number[]
    cases: { nBands: number; nClasses: number; logits: number[][] }[]
  } = JSON.parse(readFileSync('test/golden/starcnet-logits.json', 'utf8'))

  describe.each(golden.cases)('$nBands bands, $nClasses classes', (one) => {
    const weights = formulaWeights(starcnetGraph(one))
    const stamps = formulaStamps(one.nBands, golden.scale, golden.background)

    test.each(['tiled', 'direct'] as const)('%s', async (convolutions) => {
      const { logits } = await run(starcnetGraph({ ...one, convolutions }), weights, { stamps })
      expect(logits.shape).toEqual([golden.scale.length, one.nClasses])
      expect(largestDifference(logits.data, one.logits.flat())).toBeLessThan(1e-4)
    })
  })
})

test('both ways of convolution take the same parameters', () => {
  const shapes = (convolutions: StarcnetConvolutions) => [
    ...starcnetGraph({ convolutions }).parameterShapes(),
  ]
  expect(shapes('tiled').sort()).toEqual(shapes('direct').sort())
})

test('a stamp alone has the logits that it has in a batch', async () => {
  const graph = starcnetGraph()
  const weights = formulaWeights(graph)
  const batch = drawnStamps(3)
  const alone = { shape: [1, 5, 32, 32], data: batch.data.slice(2 * 5120) }
  const together = await run(graph, weights, { stamps: batch })
  const { logits } = await run(graph, weights, { stamps: alone })
  expect(largestDifference(logits.data, together.logits.data.subarray(8))).toBeLessThan(1e-5)
})
