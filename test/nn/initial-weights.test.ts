import { expect, test } from 'vitest'
import { conv2d, flatten, Graph, groupNorm, initialWeights, linear } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

function layers(): Graph {
  const graph = new Graph('layers')
  const x = graph.input('x', ['batch', 5, 8, 8])
  const y = groupNorm(graph, conv2d(graph, x, 'conv', 64, { kernel: 3, padding: 1 }), 'bn', 8)
  graph.output('y', linear(graph, flatten(graph, y, 'flat'), 'fc', 40))
  return graph
}

const weights = initialWeights(layers(), new Random(7))

test('every parameter of the graph, in its shape', () => {
  const shapes = new Map([...weights].map(([name, { shape }]) => [name, shape]))
  expect(shapes).toEqual(layers().parameterShapes())
})

test('the same seed gives the same numbers, another seed others', () => {
  expect(initialWeights(layers(), new Random(7))).toEqual(weights)
  const others = initialWeights(layers(), new Random(8))
  expect(others.get('conv.weight')).not.toEqual(weights.get('conv.weight'))
})

test('norms start as identity', () => {
  expect(new Set(weights.get('bn.weight')!.data)).toEqual(new Set([1]))
  expect(new Set(weights.get('bn.bias')!.data)).toEqual(new Set([0]))
})

test.each([
  ['conv', 5 * 3 * 3],
  ['fc', 64 * 8 * 8],
])('%s is uniform within 1 / sqrt(fan in)', (layer, fanIn) => {
  const bound = 1 / Math.sqrt(fanIn)
  for (const kind of ['weight', 'bias']) {
    const { data } = weights.get(`${layer}.${kind}`)!
    const largest = data.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
    expect(largest, kind).toBeLessThanOrEqual(Math.fround(bound))
    expect(largest, kind).toBeGreaterThan(0.9 * bound)
  }
  const { data } = weights.get(`${layer}.weight`)!
  const inTenth = new Uint32Array(10)
  for (const v of data) inTenth[Math.min(9, Math.floor((v / bound + 1) * 5))]++
  // Chi squared of 9 degrees of freedom exceeds 27.9 once in a thousand.
  const mean = data.length / 10
  expect(inTenth.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0)).toBeLessThan(27.9)
})
