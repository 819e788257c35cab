/** Winograd's convolution against the sum it stands for, and the two stacks against each other. */
import { describe, expect, test } from 'vitest'
import {
  type ConvStack,
  directStack,
  Graph,
  type Tensor,
  type TiledPicture,
  tiled,
  tiledStack,
  type Weights,
  winogradConv,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import * as oracle from './oracle.js'
import { normalTensor, normalWeights, relativeError, run } from './run.js'

/** (side, side, batch, channels) with rows out of order, back to (batch, channels, side, side). */
function untiled({ shape, data }: Tensor, order: readonly number[]): Float64Array {
  const [side, , batch, channels] = shape
  const plain = new Float64Array(data.length)
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++)
      for (let n = 0; n < batch; n++)
        for (let c = 0; c < channels; c++) {
          const to = ((n * channels + c) * side + order[i]) * side + order[j]
          plain[to] = data[((i * side + j) * batch + n) * channels + c]
        }
  return plain
}

const geometries = [
  { side: 4, channels: [1, 1], batch: 1 },
  { side: 4, channels: [3, 5], batch: 7 },
  { side: 8, channels: [5, 8], batch: 7 },
  { side: 8, channels: [1, 4, 2], batch: 1 },
  { side: 12, channels: [2, 3, 4, 2], batch: 2 },
  { side: 16, channels: [6, 4, 5], batch: 7 },
  { side: 32, channels: [5, 16, 3], batch: 1 },
  { side: 32, channels: [5, 4], batch: 7 },
]

test.each(geometries)('$side px, channels $channels, batch $batch: the same sums', async (one) => {
  const { side, channels, batch } = one
  const graph = new Graph('winograd')
  let value: TiledPicture = tiled(
    graph,
    graph.input('x', ['batch', channels[0], side, side]),
    'start',
  )
  const layers = channels.slice(1)
  for (const [i, n] of layers.entries()) value = winogradConv(graph, value, `c${i}`, n)
  graph.output('y', value.value)

  const random = new Random(side + batch)
  const weights = normalWeights(graph, random)
  const x = normalTensor(random, [batch, channels[0], side, side])
  const { y } = await run(graph, weights, { x })
  let expected = oracle.picture(x)
  for (const i of layers.keys()) expected = oracle.conv3x3(expected, weights.get(`c${i}.weight`)!)
  expect(y.shape).toEqual([side, side, batch, channels.at(-1)])
  expect(relativeError(untiled(y, value.order), expected.data)).toBeLessThan(3e-6)
})

test('each row and column is there once', () => {
  for (const side of [4, 8, 16, 32, 64]) {
    const graph = new Graph('orders')
    const start = tiled(graph, graph.input('x', ['batch', 1, side, side]), 'start')
    const { order } = winogradConv(graph, start, 'c', 1)
    const natural = Array.from({ length: side }, (_, i) => i)
    expect(start.order).toEqual(natural)
    expect([...order].sort((a, b) => a - b)).toEqual(natural)
  }
})

interface Net {
  side: number
  nBands: number
  channels: number
  nGroups: number
  /** `b` is a block, `p` pools. */
  layers: string
}

/** A small network of the same shape as a branch of StarcNet. */
function stacked<P>(stack: ConvStack<P>, { side, nBands, channels, nGroups, layers }: Net): Graph {
  const graph = new Graph('stack')
  let value = stack.start(graph, graph.input('x', ['batch', nBands, side, side]), 'start')
  for (const [i, layer] of [...layers].entries()) {
    value =
      layer === 'p'
        ? stack.pool(graph, value, `p${i}`)
        : stack.block(graph, value, { conv: `c${i}`, norm: `n${i}`, channels, nGroups })
  }
  graph.output('logits', stack.linear(graph, value, 'fc', 4))
  return graph
}

/** The same in float64. */
function expectedOf(x: Tensor, weights: Weights, { nGroups, layers }: Net): Float64Array {
  let value = oracle.picture(x)
  for (const [i, layer] of [...layers].entries()) {
    value =
      layer === 'p'
        ? oracle.pool2x2(value)
        : oracle.block(value, weights, { conv: `c${i}`, norm: `n${i}`, nGroups })
  }
  return oracle.linear(value, weights.get('fc.weight')!, weights.get('fc.bias')!)
}

async function bothWays(net: Net, x: Tensor, weights: Weights) {
  const direct = await run(stacked(directStack, net), weights, { x })
  const tiledOnes = await run(stacked(tiledStack, net), weights, { x })
  return { direct: direct.logits.data, tiled: tiledOnes.logits.data }
}

describe('stacks', () => {
  const nets: Net[] = [
    { side: 4, nBands: 1, channels: 2, nGroups: 1, layers: 'b' },
    { side: 8, nBands: 5, channels: 8, nGroups: 4, layers: 'bbpb' },
    { side: 8, nBands: 3, channels: 6, nGroups: 6, layers: 'bp' },
    { side: 16, nBands: 2, channels: 8, nGroups: 2, layers: 'bpbpbb' },
    { side: 32, nBands: 5, channels: 8, nGroups: 8, layers: 'bbpbb' },
  ]

  test.each(nets)('have the same parameters: $layers', (net) => {
    const names = (graph: Graph) => [...graph.parameterShapes()].sort()
    expect(names(stacked(tiledStack, net))).toEqual(names(stacked(directStack, net)))
  })

  test.each(nets.flatMap((net) => [1, 7].map((batch) => ({ ...net, batch }))))(
    '$layers at $side px, batch $batch: the same logits',
    async ({ batch, ...net }) => {
      const random = new Random(net.side * batch)
      const weights = normalWeights(stacked(directStack, net), random)
      const x = normalTensor(random, [batch, net.nBands, net.side, net.side])
      const { direct, tiled } = await bothWays(net, x, weights)
      const expected = expectedOf(x, weights, net)
      expect(relativeError(tiled, direct)).toBeLessThan(1e-5)
      expect(relativeError(direct, expected)).toBeLessThan(1e-5)
      expect(relativeError(tiled, expected)).toBeLessThan(1e-5)
    },
  )
})

describe('a bright, even background: 1000 with noise of 0.01', () => {
  const net: Net = { side: 16, nBands: 5, channels: 8, nGroups: 4, layers: 'bbpb' }
  const random = new Random(1000)
  const x = normalTensor(random, [3, 5, 16, 16], 0.01)
  x.data.forEach((noise, i) => {
    x.data[i] = 1000 + noise
  })

  test('does not cancel in a stack', async () => {
    const weights = normalWeights(stacked(directStack, net), random)
    const { direct, tiled } = await bothWays(net, x, weights)
    const expected = expectedOf(x, weights, net)
    const errors = [direct, tiled].map((found) => relativeError(found, expected))
    console.log(`relative errors, direct and tiled: ${errors.map((e) => e.toExponential(1))}`)
    expect(Math.max(...errors)).toBeLessThan(1e-5)
  })

  test('does not cancel where the convolution passes it on as it is', async () => {
    const one: Net = { ...net, nBands: 4, channels: 4, nGroups: 4, layers: 'b' }
    const weights = new Map(normalWeights(stacked(directStack, one), random))
    const identity = { shape: [4, 4, 3, 3], data: new Float32Array(4 * 4 * 9) }
    for (let c = 0; c < 4; c++) identity.data[(c * 4 + c) * 9 + 4] = 1
    weights.set('c0.weight', identity)
    const four = { shape: [3, 4, 16, 16], data: x.data.slice(0, 3 * 4 * 256) }
    const { direct, tiled } = await bothWays(one, four, weights)
    const expected = expectedOf(four, weights, one)
    const errors = [direct, tiled].map((found) => relativeError(found, expected))
    console.log(`passed on, direct and tiled: ${errors.map((e) => e.toExponential(1))}`)
    // float32 steps by 6e-5 at 1000, 0.6 % of the noise. E[x^2] - E[x]^2 would miss it by a factor
    // of 600.
    expect(errors[0]).toBeLessThan(1e-2)
    expect(errors[1]).toBeLessThan(5e-2)
  })
})
