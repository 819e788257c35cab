/**
 * The gradients' suite on WebGPU: Chromium's software Vulkan (SwiftShader), against the CPU. A node
 * that
 * WebGPU lacks runs on the CPU.
 */
import { describe, expect, test } from 'vitest'
import { deviceStatus } from '../../src/nn/index.js'
import { absent, useSoftwareVulkan } from '../setup/peers.js'
import { gradientCases } from './gradient-cases.js'
import { drawGradientCase, gradientsOf } from './gradient-run.js'
import { relativeError } from './run.js'

const status = useSoftwareVulkan() ? await deviceStatus('webgpu') : 'no driver'
const usable =
  status === undefined || absent(`WebGPU here (Debian: chromium, libvulkan1): ${status}`)

describe.skipIf(!usable)('gradients on WebGPU agree with the CPU', () => {
  test.each(
    gradientCases.map((one, i) => ({ ...one, i, said: JSON.stringify(one.options ?? {}) })),
  )('$operator of $inputs $said', async ({ i }) => {
    const cpu = await gradientsOf(drawGradientCase(gradientCases[i], i))
    const drawn = drawGradientCase(gradientCases[i], i, 'webgpu')
    const gpu = await gradientsOf(drawn, { device: 'webgpu' })
    expect(relativeError(gpu.y.data, cpu.y.data), 'forward').toBeLessThan(1e-4)
    for (const [name, { data }] of cpu.gradients) {
      const found = gpu.gradients.get(name)!.data
      const length = Math.hypot(...data)
      const distance = Math.hypot(...data.map((v, j) => v - found[j]))
      expect(distance, name).toBeLessThan(1e-4 * length + 1e-5)
    }
  })
})
