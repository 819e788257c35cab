/** A small problem for the tests of training: noise with a bright corner that tells the class. */
import type { LabelledStamps, LoopOptions } from '../../src/loop/index.js'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

export const N_CLASSES = 3
const [BANDS, SIDE] = [2, 8]

/** Every kind of state is in it: weights, running statistics, dropout. */
export const network = (graph: nn.Graph, stamps: nn.Value): nn.Value => {
  const conv = nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1 })
  const seen = nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu')
  const pooled = nn.maxPool2d(graph, seen, 'pool', 2)
  const flat = nn.dropout(graph, nn.flatten(graph, pooled, 'flat'), 'drop', 0.3)
  return nn.linear(graph, flat, 'fc', N_CLASSES)
}

export function labelled(n: number, seed: number): LabelledStamps {
  const random = new Random(seed)
  const shape = [n, BANDS, SIDE, SIDE] as const
  const stamps = new Float32Array(nn.sizeOf(shape)).map(() => random.normal())
  const labels = Uint8Array.from({ length: n }, () => random.integer(N_CLASSES))
  for (const [i, label] of labels.entries()) {
    for (let k = 0; k < 3; k++) stamps[i * BANDS * SIDE * SIDE + label * 20 + k] += 2
  }
  return { stamps, shape, labels }
}

export function tinyJob(out: string, changes: Partial<LoopOptions> = {}): LoopOptions {
  const graph = new nn.Graph('tiny', { isTraining: true })
  network(graph, graph.input('stamps', [1, BANDS, SIDE, SIDE]))
  return {
    out,
    name: 'tiny',
    network,
    weights: nn.initialWeights(graph, new Random(5)),
    training: labelled(46, 1),
    validation: labelled(25, 2),
    epochs: 3,
    batch: 8,
    optimiser: { kind: 'adam' },
    learningRate: 0.02,
    schedule: { kind: 'one-cycle' },
    maxGradientNorm: 1,
    classWeights: [1, 2, 1.5],
    labelSmoothing: 0.1,
    seed: 3,
    nThreads: 1,
    ...changes,
  }
}
