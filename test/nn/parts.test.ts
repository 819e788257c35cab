/** Large weights, updated in place and in parts: the same bits as with a second copy of them. */
import { expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor, normalWeights } from './run.js'

/** Two layers of 256 x 256 x 9 or 768 x 768 numbers: each is cut into three parts. */
const CHANNELS = 256
const WIDTH = 768
const N_CLASSES = 3
const BATCH = 2

type Network = (graph: nn.Graph, x: nn.Value) => nn.Value

const classes: Network = (graph, x) =>
  nn.linear(graph, nn.flatten(graph, x, 'flat'), 'fc', N_CLASSES)
const convolved: Network = (graph, x) => {
  const options = { kernel: 3, padding: 1 }
  const hidden = nn.relu(graph, nn.conv2d(graph, x, 'a', CHANNELS, options), 'act')
  return classes(graph, nn.conv2d(graph, hidden, 'b', CHANNELS, options))
}
const inTiles: Network = (graph, x) => {
  const hidden = nn.winogradConv(graph, nn.tiled(graph, x, 'in'), 'a', CHANNELS)
  return nn.tiledLinear(graph, nn.winogradConv(graph, hidden, 'b', CHANNELS), 'fc', N_CLASSES)
}
const dense: Network = (graph, x) => {
  const flat = nn.flatten(graph, x, 'flat')
  const hidden = nn.relu(graph, nn.linear(graph, flat, 'a', WIDTH), 'act')
  return classes(graph, nn.linear(graph, hidden, 'b', WIDTH))
}

type Case = Pick<nn.StepOptions, 'network' | 'shape' | 'optimiser' | 'maxGradientNorm' | 'isFrozen'>

const cases: Record<string, Case> = {
  'linear layers, Adam': {
    ...{ network: dense, shape: [BATCH, WIDTH, 1, 1] },
    optimiser: { kind: 'adam', weightDecay: 0.1 },
  },
  'linear layers, AdamW, clipped': {
    ...{ network: dense, shape: [BATCH, WIDTH, 1, 1], maxGradientNorm: 0.1 },
    optimiser: { kind: 'adamw' },
  },
  'one of them frozen, SGD': {
    ...{ network: dense, shape: [BATCH, WIDTH, 1, 1], isFrozen: (name) => name === 'a.weight' },
    optimiser: { kind: 'sgd', momentum: 0.9 },
  },
  'small pictures': {
    ...{ network: convolved, shape: [BATCH, CHANNELS, 4, 4] },
    optimiser: { kind: 'adam' },
  },
  'larger pictures': {
    ...{ network: convolved, shape: [BATCH, CHANNELS, 12, 12] },
    optimiser: { kind: 'adam' },
  },
  tiles: {
    ...{ network: inTiles, shape: [BATCH, CHANNELS, 4, 4] },
    optimiser: { kind: 'adam' },
  },
}

/** Comparing arrays number by number, as `toEqual` does, takes seconds. */
function isSame(a: Float32Array, b: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    Buffer.from(buffer, byteOffset, byteLength)
  return bytes(a).equals(bytes(b))
}

/** @param device `webgpu`: a step that keeps two copies; the CPU runs it as well */
async function trained(one: Case, device: nn.Device) {
  const step = nn.trainingStep({ ...one, name: 'large', device })
  const random = new Random(1)
  const weights = normalWeights(step.graph, random, 0.03)
  const given = new Map([...weights].map(([name, { data }]) => [name, data.slice()]))
  const trainer = await nn.openTrainer(step, weights)
  const losses: number[] = []
  for (let i = 0; i < 3; i++) {
    const stamps = normalTensor(random, one.shape).data
    const targets = new Float32Array(BATCH * N_CLASSES).fill(1 / (BATCH * N_CLASSES))
    losses.push((await trainer.step({ stamps, targets }, i, 0.01)).loss)
  }
  const [state, previous] = [await trainer.state(), await trainer.state('previous')]
  await trainer.release()
  for (const [name, { data }] of weights) expect(isSame(data, given.get(name)!), name).toBe(true)
  return { step, losses, state, previous }
}

test.each(Object.entries(cases))('%s', async (_, one) => {
  const [cut, whole] = [await trained(one, 'cpu'), await trained(one, 'webgpu')]
  expect(cut.losses).toEqual(whole.losses)
  expect([...cut.state.keys()].sort()).toEqual([...whole.state.keys()].sort())
  for (const [name, { shape, data }] of cut.state) {
    expect(shape, name).toEqual(whole.state.get(name)!.shape)
    expect(isSame(data, whole.state.get(name)!.data), name).toBe(true)
  }
  expect(whole.step.parts.size).toBe(0)
  expect(cut.step.parts.has('b.weight[0:341]')).toBe(one.network === dense)
  expect(cut.previous.has('b.weight')).toBe(false)
  expect(cut.previous.get('b.bias')).toEqual(whole.previous.get('b.bias'))
})

test.each([
  'linear layers, Adam',
  'linear layers, AdamW, clipped',
  'one of them frozen, SGD',
  'tiles',
])('%s: a step without a loss overwrites no weight, and answers what it has', async (name) => {
  const one = cases[name]
  const step = nn.trainingStep({ ...one, name: 'large' })
  const random = new Random(2)
  const trainer = await nn.openTrainer(step, normalWeights(step.graph, random, 0.03))
  const stamps = normalTensor(random, one.shape).data
  const targets = new Float32Array(BATCH * N_CLASSES).fill(1 / (BATCH * N_CLASSES))
  await trainer.step({ stamps, targets }, 0, 0.01)
  const before = await trainer.state()
  const { loss, gradientNorm, logits } = await trainer.step(
    ...([{ stamps, targets: targets.map(() => Number.NaN) }, 1, 0.01] as const),
  )
  expect([loss, gradientNorm]).toEqual([Number.NaN, Number.NaN])
  expect(logits.every(Number.isFinite)).toBe(true)
  const kept = await trainer.state('previous')
  await trainer.release()
  expect(step.parts.size).toBeGreaterThan(0)
  expect([...kept.keys()]).toEqual([...step.weights.keys()])
  for (const [name, { data }] of kept) expect(isSame(data, before.get(name)!.data), name).toBe(true)
})
