/** A residual block in tiles against the same block as ONNX stores pictures, forward and back. */
import { describe, expect, test } from 'vitest'
import {
  differentiate,
  encodeGraph,
  encodeModel,
  Graph,
  multiply,
  openSession,
  plainLayout,
  prefersTiles,
  type ResidualLayout,
  sum,
  type Tensor,
  tiledLayout,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor, normalWeights, PRODUCER, relativeError } from './run.js'

interface Case {
  side: number
  channels: number
  batch: number
}

/** Sides that are multiples of 4 and others; where tiles are brought together, and where not. */
const cases: Case[] = [
  { side: 3, channels: 5, batch: 4 },
  { side: 4, channels: 6, batch: 3 },
  { side: 7, channels: 8, batch: 1 },
  { side: 8, channels: 24, batch: 2 },
  { side: 8, channels: 5, batch: 3 },
  { side: 10, channels: 4, batch: 2 },
]

test.each(cases)('$side px, $channels channels, batch $batch: the same', async (one) => {
  const plain = await answersOf(plainLayout, one)
  const tiles = await answersOf(tiledLayout, one)
  expect([...tiles.keys()]).toEqual([...plain.keys()])
  expect(plain.size).toBe(1 + 1 + 6 + 4)
  for (const [name, { shape, data }] of plain) {
    const found = tiles.get(name)!
    expect(found.shape, name).toEqual(shape)
    expect(relativeError(found.data, data), name).toBeLessThan(2e-5)
  }
})

/** The block's answer, its derivatives by input and parameters, and the running statistics. */
async function answersOf<P>(
  layout: ResidualLayout<P>,
  { side, channels, batch }: Case,
): Promise<Map<string, Tensor>> {
  const graph = new Graph('block', { isTraining: true })
  const shape = [batch, channels, side, side]
  const x = graph.input('x', shape)
  const entered = layout.enter(graph, x, 'start')
  const once = layout.normalise(graph, layout.convolve(graph, entered, 'conv1', channels), 'bn1')
  const rectified = layout.relu(graph, once, 'relu')
  const twice = layout.convolve(graph, rectified, 'conv2', channels)
  const added = layout.add(graph, layout.normalise(graph, twice, 'bn2'), entered, 'add')
  const y = layout.leave(graph, added, 'end')
  const dy = graph.input('dy', shape)
  const loss = sum(graph, multiply(graph, y, dy, 'loss'), 'loss', [0, 1, 2, 3])
  graph.output('y', y)
  const wanted = [x, ...graph.parameters.values()]
  for (const [value, d] of differentiate(graph, loss, wanted)) graph.output(`d ${value.name}`, d)
  for (const [name, value] of graph.updates) graph.output(`next/${name}`, value)
  const random = new Random(side * channels + batch)
  const feeds = {
    ...Object.fromEntries(normalWeights(graph, random)),
    x: normalTensor(random, shape),
    dy: normalTensor(random, shape),
  }
  const model = encodeModel(encodeGraph(graph), {}, PRODUCER, graph.domains)
  const session = await openSession(model, { nThreads: 1 })
  try {
    return new Map(Object.entries(await session.run(feeds)))
  } finally {
    await session.release()
  }
}

describe('tiles are taken', () => {
  const prefers = (shape: readonly number[], stride: number, options = {}) => {
    const graph = new Graph('g', { isTraining: true, ...options })
    return prefersTiles(graph, graph.input('x', shape), 'layer', stride)
  }

  test('in training, on the CPU, for squares of 3 px and more', () => {
    expect(prefers([2, 8, 6, 6], 1)).toBe(true)
    expect(prefers([2, 8, 5, 5], 2)).toBe(true)
    expect(prefers([2, 8, 4, 4], 2)).toBe(false)
    expect(prefers([2, 8, 6, 8], 1)).toBe(false)
    expect(prefers([2, 8, 6, 6], 1, { device: 'webgpu' })).toBe(false)
    expect(prefers([2, 8, 6, 6], 1, { isTraining: false })).toBe(false)
  })
})
