/**
 * Settled batch norms: the same network in use, and in training on the stamps that were looked at.
 */
import { expect, test } from 'vitest'
import { settledNorms } from '../../bench/settled-norms.mjs'
import { stampExamples } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { labelled, N_CLASSES } from './tiny.js'

const N = 12
const stamps = labelled(N, 4)

function network(graph: nn.Graph, input: nn.Value): nn.Value {
  const block = (x: nn.Value, i: number) => {
    const y = nn.conv2d(graph, x, `conv${i}`, 4, { kernel: 3, padding: 1, bias: false })
    return nn.relu(graph, nn.batchNorm(graph, y, `bn${i}`), `relu${i}`)
  }
  const flat = nn.flatten(
    graph,
    nn.globalAveragePool(graph, block(block(input, 1), 2), 'mean'),
    'flat',
  )
  return nn.linear(graph, flat, 'fc', N_CLASSES)
}

function graphOf(isTraining: boolean): nn.Graph {
  const graph = new nn.Graph('norms', { isTraining })
  graph.output('logits', network(graph, graph.input('stamps', stamps.shape)))
  return graph
}

async function logits(weights: nn.Weights, isTraining: boolean): Promise<Float32Array> {
  const graph = graphOf(isTraining)
  const producer = { name: 'test', version: '' }
  const model = nn.encodeModel(nn.encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await nn.openSession(model, { nThreads: 1 })
  const { logits } = await session.run({ stamps: { shape: stamps.shape, data: stamps.stamps } })
  await session.release()
  return logits.data
}

/** As weights whose norms were folded come back, and one norm that was never folded. */
function someWeights(): nn.Weights {
  const weights = new Map(nn.initialWeights(graphOf(true), new Random(2)))
  const filled = (values: number[]) => ({ shape: [4], data: Float32Array.from(values) })
  weights.set('bn1.bias', filled([0.5, -0.2, 1, 0]))
  weights.set('bn1.running_var', filled([1, 1, 1, 1].map((one) => one - 1e-5)))
  weights.set('bn2.weight', filled([2, 0.3, -1, 1]))
  weights.set('bn2.running_mean', filled([0.1, -0.4, 0, 1]))
  weights.set('bn2.running_var', filled([0.2, 3, 1, 0.5]))
  return weights
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])))

test('in use nothing changes, and training begins with the network that is in use', async () => {
  const given = someWeights()
  const settled = await settledNorms(nn, network, given, stampExamples(stamps), { nThreads: 1 })
  const expected = await logits(given, false)
  expect(largestDifference(await logits(settled, false), expected)).toBeLessThan(1e-5)
  expect(largestDifference(await logits(settled, true), expected)).toBeLessThan(1e-4)
  expect(largestDifference(await logits(given, true), expected)).toBeGreaterThan(0.1)
  expect([...settled.keys()]).toEqual([...given.keys()])
  expect(settled.get('conv2.weight')).toBe(given.get('conv2.weight'))
})

test('a network without batch norms keeps its weights', async () => {
  const plain = (graph: nn.Graph, x: nn.Value) =>
    nn.linear(graph, nn.flatten(graph, x, 'flat'), 'fc', N_CLASSES)
  const weights = new Map()
  expect(await settledNorms(nn, plain, weights, stampExamples(stamps))).toBe(weights)
})
