/** Every operator by stored answers of PyTorch in float64, through ONNX Runtime. */
import { expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { cases, drawn, foretoldShape, titles } from './operator-cases.js'
import { run } from './run.js'

interface Answer {
  shape: number[]
  values: Fingerprint
}

const answers = storedAnswers<Record<string, Answer>>('nn-operators')

test.each(titles)('%s', async (title, i) => {
  const { shape, values } = answers[title]
  expect(foretoldShape(cases[i])).toEqual(shape)
  const { graph, feeds, weights } = drawn(cases[i], i)
  const { y } = await run(graph, weights, feeds, { nThreads: 1 })
  expect(y.shape).toEqual(shape)
  expectFingerprint(y.data, values, 1e-5, title)
})

test('nearest resize is exact at every size up to 40 to 48 px', async () => {
  for (let n = 1; n <= 40; n++) {
    const graph = new nn.Graph('resizes')
    const x = graph.input('x', [1, 1, 1, n])
    const sides = Array.from({ length: 48 }, (_, i) => i + 1)
    for (const side of sides) graph.output(`${side}`, nn.resizeNearest(graph, x, `r${side}`, side))
    const ramp = Float32Array.from({ length: n }, (_, i) => i)
    const answers = await run(graph, new Map(), { x: { shape: [1, 1, 1, n], data: ramp } })
    for (const side of sides) {
      const row = Array.from({ length: side }, (_, i) => Math.floor((i * n) / side))
      expect(Array.from(answers[side].data.subarray(0, side)), `${n} to ${side}`).toEqual(row)
    }
  }
})
