/** VGG19 with batch norm against torchvision's. */
import { test } from 'vitest'
import { withPython } from '../setup/peers.js'
import {
  drawnStamps,
  expectTorchLogits,
  expectTorchShapes,
  scratchFolder,
  writeTorchWeights,
} from './torch-networks.js'

withPython('torchvision', 'against torchvision', () => {
  const path = scratchFolder()

  test.each([3, 5])('of %i bands has its names and shapes', (nBands) => {
    expectTorchShapes('vgg19_bn', nBands)
  })

  test('65 px, 5 bands: the same logits', async () => {
    const weights = path('vgg19_bn.pth')
    writeTorchWeights('vgg19_bn', 5, weights)
    await expectTorchLogits('vgg19_bn', weights, drawnStamps(2, 5, 65), path)
  })
})
