/** The session that keeps its state: what is copied, what stays, and the same numbers on WebGPU. */
import { describe, expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { absent, useSoftwareVulkan } from '../setup/peers.js'
import { labelled, N_CLASSES } from '../train/tiny.js'
import { PRODUCER, relativeError } from './run.js'

/** next = w + x, loss = x * x; `still` never changes. */
function counting(): Uint8Array {
  const graph = new nn.Graph('counting')
  const [w, still] = [graph.input('w', [4]), graph.input('still', [1])]
  const x = nn.multiply(graph, graph.input('x', [1]), still, 'still')
  graph.output('next/w', nn.add(graph, w, x, 'next'))
  graph.output('loss', nn.multiply(graph, x, x, 'loss'))
  return nn.encodeModel(nn.encodeGraph(graph), {}, PRODUCER)
}

const plan: nn.StatePlan = {
  carried: new Map([['w', 'next/w']]),
  results: new Map([['loss', [1]]]),
}
const start = (): nn.Weights =>
  new Map([
    ['w', { shape: [4], data: Float32Array.of(0, 10, 20, 30) }],
    ['still', { shape: [1], data: Float32Array.of(2) }],
  ])

async function checkCounting(device: nn.Device): Promise<void> {
  const state = start()
  const session = await nn.openStateful(counting(), plan, state, { device })
  for (const [i, value] of [1, 2, 3].entries()) {
    const { loss, ...others } = await session.run({
      x: { shape: [1], data: Float32Array.of(value) },
    })
    expect([...loss.data]).toEqual([4 * value ** 2])
    expect(others).toEqual({})
    const sum = [2, 6, 12][i]
    const values = async (which?: 'previous') => [...(await session.state(which)).get('w')!.data]
    expect(await values()).toEqual([sum, 10 + sum, 20 + sum, 30 + sum])
    expect((await values('previous'))[0]).toBe(sum - 2 * value)
  }
  expect((await session.state()).get('still')).toEqual(state.get('still'))
  expect(state).toEqual(start())
  await session.release()
}

test('the state moves on; what was given stays as it was', () => checkCounting('cpu'))

test('state in place: the same numbers, and no copy of what was before', async () => {
  const state = start()
  const session = await nn.openStateful(counting(), { ...plan, inPlace: new Set(['w']) }, state)
  for (const [i, value] of [1, 2, 3].entries()) {
    await session.run({ x: { shape: [1], data: Float32Array.of(value) } })
    expect((await session.state()).get('w')!.data[1]).toBe(10 + [2, 6, 12][i])
    expect((await session.state('previous')).has('w')).toBe(false)
  }
  expect(state).toEqual(start())
  await session.release()
})

test('an error of the model is an error', async () => {
  const session = await nn.openStateful(counting(), plan, start())
  await expect(session.run({ x: { shape: [3], data: new Float32Array(3) } })).rejects.toThrow(/x/)
  await expect(session.run({})).rejects.toThrow("input 'x' is missing")
  await session.release()
})

test('no memory is made for the weights of a step', async () => {
  const nWeights = 2 ** 22
  const graph = new nn.Graph('large')
  const [w, x] = [graph.input('w', [nWeights]), graph.input('x', [1])]
  graph.output('next/w', nn.add(graph, w, x, 'next'))
  graph.output('loss', nn.multiply(graph, x, x, 'loss'))
  const model = nn.encodeModel(nn.encodeGraph(graph), {}, PRODUCER)
  const state = new Map([['w', { shape: [nWeights], data: new Float32Array(nWeights) }]])
  const session = await nn.openStateful(model, plan, state)
  const run = () => session.run({ x: { shape: [1], data: Float32Array.of(1) } })
  await run()
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 10; i++) await run()
  const made = process.memoryUsage().arrayBuffers - before
  await session.release()
  expect(made).toBeLessThan(4 * nWeights)
})

const status = useSoftwareVulkan() ? await nn.deviceStatus('webgpu') : 'no driver'
const usable =
  status === undefined || absent(`WebGPU here (Debian: chromium, libvulkan1): ${status}`)

describe.skipIf(!usable)('on WebGPU', () => {
  test('the state moves on', () => checkCounting('webgpu'))

  test.each<nn.Optimiser>([{ kind: 'sgd', momentum: 0.9, weightDecay: 0.01 }, { kind: 'adamw' }])(
    'six steps of %j as on the CPU',
    async (optimiser) => {
      const [cpu, gpu] = [await trained(optimiser, 'cpu'), await trained(optimiser, 'webgpu')]
      expect(relativeError(gpu.losses, cpu.losses)).toBeLessThan(1e-4)
      for (const [name, { data }] of cpu.state) {
        expect(relativeError(gpu.state.get(name)!.data, data), name).toBeLessThan(1e-2)
      }
    },
  )
})

/** Without a maximum pooling: ONNX Runtime 1.30 has no indices of it on WebGPU. */
function network(graph: nn.Graph, stamps: nn.Value): nn.Value {
  const conv = nn.conv2d(graph, stamps, 'conv', 4, { kernel: 3, padding: 1, bias: false })
  const seen = nn.relu(graph, nn.batchNorm(graph, conv, 'bn'), 'relu')
  const flat = nn.dropout(graph, nn.flatten(graph, seen, 'flat'), 'drop', 0.3)
  return nn.linear(graph, flat, 'fc', N_CLASSES)
}

async function trained(optimiser: nn.Optimiser, device: nn.Device) {
  const random = new Random(3)
  const { stamps, labels } = labelled(8, 1)
  const step = nn.trainingStep({
    ...{ name: 'tiny', network, shape: [8, 2, 8, 8], optimiser, maxGradientNorm: 1 },
  })
  const targets = new Float32Array(8 * N_CLASSES)
  for (const [i, label] of labels.entries()) targets[i * N_CLASSES + label] = 1 / 8
  const weights = nn.initialWeights(step.graph, random)
  const trainer = await nn.openTrainer(step, weights, { device })
  const losses: number[] = []
  for (let i = 0; i < 6; i++) {
    losses.push((await trainer.step({ stamps, targets }, i, 0.01, random)).loss)
  }
  const state = await trainer.state()
  await trainer.release()
  return { losses, state }
}
