/** ResNet18 against torchvision's. */
import { beforeAll, describe, expect, test } from 'vitest'
import { readWeights } from '../../src/weights/index.js'
import { withPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'
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
    expectTorchShapes('resnet18', nBands)
  })

  describe.each([3, 5])('%i bands', (nBands) => {
    const weights = path(`resnet18-${nBands}.pth`)
    beforeAll(() => writeTorchWeights('resnet18', nBands, weights))

    test.each([32, 64, 65, 112, 224])('%i px: the same logits', (sizePx) =>
      expectTorchLogits('resnet18', weights, drawnStamps(3, nBands, sizePx), path),
    )
  })

  test('its counters of batches are passed over', async () => {
    const { weights } = await readWeights(fileSource(path('resnet18-5.pth')))
    const counters = [...weights.keys()].filter((name) => name.endsWith('num_batches_tracked'))
    expect([weights.size, counters.length]).toEqual([122, 20])
  })
})
