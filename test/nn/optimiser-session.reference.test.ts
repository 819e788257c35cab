/** The session that keeps its state on WebGPU: the same numbers as on the CPU. */
import { describe, expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { labelled, N_CLASSES } from '../loop/tiny.js'
import { absent, useSoftwareVulkan } from '../setup/peers.js'
import { checkCounting } from './counting-session.js'
import { relativeError } from './run.js'

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
    const masks = nn.dropoutMasks(step.graph, random)
    losses.push((await trainer.step({ stamps, targets, masks }, i, 0.01)).loss)
  }
  const state = await trainer.state()
  await trainer.release()
  return { losses, state }
}
