/**
 * A run in a process of its own: node child.mjs FOLDER. The network and data of tiny.ts, on the
 * built package.
 */

import { runLoop } from '../../dist/loop/index.js'
import * as nn from '../../dist/nn/index.js'
import { Random } from '../../dist/random.js'

const shape = [400, 1, 16, 16]
const network = (graph, stamps) => {
  const conv = nn.conv2d(graph, stamps, 'conv', 8, { kernel: 3, padding: 1 })
  const seen = nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu')
  const pooled = nn.maxPool2d(graph, seen, 'pool', 2)
  const flat = nn.dropout(graph, nn.flatten(graph, pooled, 'flat'), 'drop', 0.3)
  return nn.linear(graph, flat, 'fc', 3)
}
const graph = new nn.Graph('child', { isTraining: true })
network(graph, graph.input('stamps', [1, ...shape.slice(1)]))
const random = new Random(1)
const weights = nn.initialWeights(graph, random)
const data = () => ({
  shape,
  stamps: new Float32Array(nn.sizeOf(shape)).map(() => random.normal()),
  labels: Uint8Array.from({ length: shape[0] }, () => random.integer(3)),
})
await runLoop({
  ...{ out: process.argv[2], resume: true, name: 'child', network, weights, nThreads: 1 },
  ...{ training: data(), validation: data(), epochs: 10, batch: 10, seed: 2 },
  ...{ optimiser: { kind: 'adam' }, learningRate: 1e-3, checkpointEvery: 7 },
})
