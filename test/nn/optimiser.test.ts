/** Optimisers, clipping and whole steps against PyTorch in float64 (test/reference/optimiser_steps.py). */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { hasPython, runPython } from '../setup/peers.js'
import { normalTensor, relativeError } from './run.js'

const N_STEPS = 20
const [BATCH, N_IN, N_HIDDEN, N_CLASSES] = [6, 5, 7, 3]

interface Case {
  optimiser: nn.Optimiser
  options: Record<string, unknown>
  maxNorm?: number
  frozen?: string[]
  rate: number
}

const cases: Case[] = [
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

function stepOf({ optimiser, maxNorm, frozen }: Case): nn.TrainingStep {
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
function drawn(one: Case, seed: number) {
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

async function trained(one: Case, seed: number, options: nn.SessionOptions = {}) {
  const { weights, x, targets, rates } = drawn(one, seed)
  const trainer = await nn.openTrainer(stepOf(one), weights, { nThreads: 1, ...options })
  const losses: number[] = []
  const norms: number[] = []
  for (let step = 0; step < N_STEPS; step++) {
    const part = ({ shape: [, n, m], data }: nn.Tensor) =>
      data.slice(step * n * m, (step + 1) * n * m)
    const batch = { stamps: part(x), targets: part(targets) }
    const { loss, gradientNorm } = await trainer.step(batch, step, rates[step], new Random(0))
    losses.push(loss)
    norms.push(gradientNorm)
  }
  const state = await trainer.state()
  await trainer.release()
  return { losses, norms, state }
}

describe.skipIf(!hasPython('torch'))('against PyTorch', () => {
  let answers: { losses: number[]; norms: number[]; weights: Record<string, number[]> }[]
  let worst = 0

  beforeAll(() => {
    const plain = ({ shape, data }: nn.Tensor) => ({ shape, values: Array.from(data) })
    const asked = cases.map((one, i) => {
      const { weights, x, targets, rates } = drawn(one, i)
      return {
        ...one,
        optimiser: one.optimiser.kind,
        weights: Object.fromEntries([...weights].map(([name, tensor]) => [name, plain(tensor)])),
        x: plain(x),
        targets: plain(targets),
        rates,
      }
    })
    const path = join(mkdtempSync(join(tmpdir(), 'starsift-optimiser-')), 'cases.json')
    writeFileSync(path, JSON.stringify(asked))
    answers = JSON.parse(runPython('optimiser_steps.py', path))
  })

  test.each(cases.map((one, i) => ({ ...one, i, said: JSON.stringify(one) })))(
    '20 steps of $said',
    async ({ i }) => {
      const { losses, norms, state } = await trained(cases[i], i)
      expect(relativeError(losses, answers[i].losses)).toBeLessThan(1e-6)
      expect(relativeError(norms, answers[i].norms)).toBeLessThan(1e-6)
      for (const [name, values] of Object.entries(answers[i].weights)) {
        const error = relativeError(state.get(name)!.data, values)
        worst = Math.max(worst, error)
        expect(error, name).toBeLessThan(1e-6)
      }
    },
  )

  test('the largest error is printed', () => {
    console.log(`weights after 20 steps against PyTorch: ${worst.toExponential(1)}`)
  })
})

test('a frozen weight has no state, no node of its own, and does not change', async () => {
  const [all, some] = [cases[8], cases[9]].map(stepOf)
  expect([...some.optimiserState.keys()]).toEqual([
    'adamw/m/a.bias',
    'adamw/v/a.bias',
    'adamw/m/b.weight',
    'adamw/v/b.weight',
  ])
  expect(some.carried.has('a.weight')).toBe(false)
  expect(some.graph.nodes.length).toBeLessThan(all.graph.nodes.length)
  const { state } = await trained(cases[9], 9)
  expect(state.get('a.weight')).toEqual(drawn(cases[9], 9).weights.get('a.weight'))
})

test('an Adam update is ten nodes a weight', () => {
  const count = (frozen: string[]) => {
    const { graph } = stepOf({ ...cases[4], frozen })
    return graph.nodes.filter(({ layer }) => layer === 'adam').length
  }
  expect(count(['a.weight', 'a.bias', 'b.weight'])).toBe(10)
  expect(count([])).toBe(40)
})

test.each([
  [
    { kind: 'sgd', momentum: 1 },
    'momentum of the optimiser is out of its range: expected at least 0, below 1, got 1',
  ],
  [
    { kind: 'adam', betas: [0.9, Number.NaN] },
    'beta 2 of the optimiser is out of its range: expected at least 0, below 1, got NaN',
  ],
  [
    { kind: 'adamw', weightDecay: -1 },
    'weight decay of the optimiser is out of its range: expected a number of at least 0, got -1',
  ],
] as const)('%j is refused', (optimiser, message) => {
  expect(() => stepOf({ ...cases[0], optimiser })).toThrow(message)
})

test('weights that do not fit are refused by name', async () => {
  const step = stepOf(cases[0])
  const { weights } = drawn(cases[0], 0)
  const broken = new Map([...weights, ['a.bias', normalTensor(new Random(1), [3])] as const])
  await expect(nn.openTrainer(step, broken)).rejects.toThrow(
    'weight a.bias does not fit the network: expected 7, got 3',
  )
  broken.delete('a.bias')
  await expect(nn.openTrainer(step, broken)).rejects.toThrow('expected 7, got nothing')
})
