/** A net of two layers, and the optimisers that train it for 20 steps. */
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor } from './run.js'

const N_STEPS = 20
export const [BATCH, N_IN, N_HIDDEN, N_CLASSES] = [6, 5, 7, 3]

interface Case {
  optimiser: nn.Optimiser
  options: Record<string, unknown>
  maxNorm?: number
  frozen?: string[]
  rate: number
}

export const cases: Case[] = [
  { optimiser: { kind: 'sgd' }, options: {}, rate: 0.1 },
  { optimiser: { kind: 'sgd', momentum: 0.9 }, options: { momentum: 0.9 }, rate: 0.05 },
  {
    optimiser: { kind: 'sgd', momentum: 0.8, weightDecay: 0.1 },
    options: { momentum: 0.8, weight_decay: 0.1 },
    rate: 0.05,
  },
  {
    optimiser: { kind: 'sgd', weightDecay: 0.3 },
    options: { weight_decay: 0.3 },
    maxNorm: 0.1,
    rate: 0.3,
  },
  { optimiser: { kind: 'adam' }, options: {}, rate: 0.01 },
  { optimiser: { kind: 'adam', weightDecay: 0.2 }, options: { weight_decay: 0.2 }, rate: 0.01 },
  {
    optimiser: { kind: 'adam', betas: [0.7, 0.9], eps: 1e-3 },
    options: { betas: [0.7, 0.9], eps: 1e-3 },
    rate: 0.02,
  },
  { optimiser: { kind: 'adam', betas: [0, 0.5] }, options: { betas: [0, 0.5] }, rate: 0.01 },
  { optimiser: { kind: 'adamw' }, options: {}, rate: 0.01 },
  {
    optimiser: { kind: 'adamw', weightDecay: 0.5 },
    options: { weight_decay: 0.5 },
    maxNorm: 0.05,
    frozen: ['a.weight', 'b.bias'],
    rate: 0.02,
  },
]

const network = (graph: nn.Graph, x: nn.Value) => {
  const flat = nn.flatten(graph, x, 'flat')
  const hidden = nn.leakyRelu(graph, nn.linear(graph, flat, 'a', N_HIDDEN), 'act')
  return nn.linear(graph, hidden, 'b', N_CLASSES)
}

export function stepOf({ optimiser, maxNorm, frozen }: Case): nn.TrainingStep {
  return nn.trainingStep({
    name: 'two-layers',
    network,
    shape: [BATCH, N_IN, 1, 1],
    optimiser,
    maxGradientNorm: maxNorm,
    isFrozen: (name) => frozen?.includes(name) ?? false,
  })
}

/** Weights and all batches of a case; the learning rate changes from step to step. */
export function drawn(one: Case, seed: number) {
  const random = new Random(seed)
  const weights = nn.initialWeights(stepOf(one).graph, random)
  const x = normalTensor(random, [N_STEPS, BATCH, N_IN])
  const targets = {
    shape: [N_STEPS, BATCH, N_CLASSES],
    data: new Float32Array(N_STEPS * BATCH * N_CLASSES).map(() => random.uniform() / BATCH),
  }
  const rates = Array.from({ length: N_STEPS }, (_, i) => one.rate * (1 + 0.5 * Math.sin(i)))
  return { weights, x, targets, rates }
}

export async function trained(one: Case, seed: number, options: nn.SessionOptions = {}) {
  const { weights, x, targets, rates } = drawn(one, seed)
  const trainer = await nn.openTrainer(stepOf(one), weights, { nThreads: 1, ...options })
  const losses: number[] = []
  const norms: number[] = []
  for (let step = 0; step < N_STEPS; step++) {
    const part = ({ shape: [, n, m], data }: nn.Tensor) =>
      data.slice(step * n * m, (step + 1) * n * m)
    const batch = { stamps: part(x), targets: part(targets) }
    const { loss, gradientNorm } = await trainer.step(batch, step, rates[step])
    losses.push(loss)
    norms.push(gradientNorm)
  }
  const state = await trainer.state()
  await trainer.release()
  return { losses, norms, state }
}
