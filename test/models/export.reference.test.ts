/** Weights out of a model file, and into PyTorch. */
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { exportWeights } from '../../src/models/index.js'
import { largestDifference } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import {
  drawnStamps,
  imported,
  ourLogits,
  scratchFolder,
  torchLogits,
  writeTorchWeights,
} from './torch-networks.js'

withPython('torchvision', 'in PyTorch', () => {
  const path = scratchFolder()

  test('a ResNet18 that went through a model file scores the same, strict=True', async () => {
    writeTorchWeights('resnet18', 3, path('r.pth'))
    const model = await imported('resnet18', path('r.pth'), { nBands: 3, sizePx: 64 })
    const exported = await exportWeights(memorySource(model))
    writeFileSync(path('r.safetensors'), exported)
    const stamps = drawnStamps(4, 3, 64)
    const before = await torchLogits('resnet18', path('r.pth'), stamps, path)
    const after = await torchLogits('resnet18', path('r.safetensors'), stamps, path)
    expect(after.data).toEqual(before.data)
    const { data } = await ourLogits(model, stamps)
    expect(largestDifference(data, before.data)).toBeLessThan(1e-4)
  })
})
