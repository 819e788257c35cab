/** WebGPU on Chromium's software Vulkan (SwiftShader), slowly: the nets are tiny. */
import { describe, expect, test } from 'vitest'
import {
  type ConvStack,
  concat,
  crop,
  type Device,
  deviceStatus,
  directStack,
  Graph,
  groupNorm,
  linear,
  resizeNearest,
  tiledStack,
} from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { absent, useSoftwareVulkan } from '../setup/peers.js'
import { largestDifference, normalTensor, normalWeights, run } from './run.js'

const status = useSoftwareVulkan() ? await deviceStatus('webgpu') : 'no driver'
const usable =
  status === undefined || absent(`WebGPU here (Debian: chromium, libvulkan1): ${status}`)

describe.skipIf(!usable)('WebGPU agrees with the CPU', () => {
  test.each(['direct', 'tiled'])('%s', async (kind) => {
    const answers = (device: Device) =>
      kind === 'direct' ? tinyStarcnet(directStack, device) : tinyStarcnet(tiledStack, device)
    const { logits: cpu } = await answers('cpu')
    const { logits: gpu } = await answers('webgpu')
    expect(gpu.shape).toEqual([3, 4])
    const difference = largestDifference(gpu.data, cpu.data)
    console.log(`WebGPU against CPU: ${difference.toExponential(1)}`)
    expect(difference).toBeLessThan(1e-4)
    expect(difference, 'nothing ran on WebGPU').toBeGreaterThan(0)
  })
})

/** One scale of 8 px, as StarcNet has three of 32. */
function tinyStarcnet<P>(stack: ConvStack<P>, device: Device) {
  const graph = new Graph('tiny')
  const stamps = graph.input('stamps', ['batch', 3, 8, 8])
  const part = crop(graph, stamps, 'crop', { start: 2, end: 7 })
  let picture = stack.start(graph, resizeNearest(graph, part, 'resize', 8), 'start')
  picture = stack.block(graph, picture, { conv: 'conv1', norm: 'bn1', channels: 8, nGroups: 4 })
  picture = stack.pool(graph, picture, 'pool')
  picture = stack.block(graph, picture, { conv: 'conv3', norm: 'bn3', channels: 8, nGroups: 4 })
  const features = stack.linear(graph, picture, 'fc1', 8)
  const normal = groupNorm(graph, features, 'bn13', 4)
  graph.output('logits', linear(graph, concat(graph, [features, normal], 'both'), 'fc2', 4))
  const random = new Random(11)
  const weights = normalWeights(graph, random, 0.3)
  return run(graph, weights, { stamps: normalTensor(random, [3, 3, 8, 8]) }, { device })
}
