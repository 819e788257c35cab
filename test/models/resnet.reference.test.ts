/** ResNet18 against torchvision's. */
import { beforeAll, describe, expect, test } from 'vitest'
import { architectureNamed, inferenceGraph } from '../../src/models/index.js'
import { readWeights } from '../../src/weights/index.js'
import { largestDifference } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import { fileSource } from '../weights/weights-files.js'
import {
  drawnStamps,
  imported,
  ourLogits,
  scratchFolder,
  torchLogits,
  torchShapes,
  writeTorchWeights,
} from './torch-networks.js'

const architecture = architectureNamed('resnet18')

withPython('torchvision', 'against torchvision', () => {
  const path = scratchFolder()

  test.each([3, 5])('of %i bands has its names and shapes', (nBands) => {
    const ours = inferenceGraph(architecture, { nBands, nClasses: 4 }).parameterShapes()
    expect(new Map([...ours].sort())).toEqual(new Map([...torchShapes('resnet18', nBands)].sort()))
  })

  describe.each([3, 5])('%i bands', (nBands) => {
    const weights = path(`resnet18-${nBands}.pth`)
    beforeAll(() => writeTorchWeights('resnet18', nBands, weights))

    test.each([32, 64, 65, 112, 224])('%i px: the same logits', async (sizePx) => {
      const stamps = drawnStamps(3, nBands, sizePx)
      const theirs = await torchLogits('resnet18', weights, stamps, path)
      const logits = await ourLogits(
        await imported('resnet18', weights, { nBands, sizePx }),
        stamps,
      )
      expect(logits.shape).toEqual([3, 4])
      expect(largestDifference(logits.data, theirs.data)).toBeLessThan(1e-4)
    })
  })

  test('its counters of batches are passed over', async () => {
    const { weights } = await readWeights(fileSource(path('resnet18-5.pth')))
    const counters = [...weights.keys()].filter((name) => name.endsWith('num_batches_tracked'))
    expect([weights.size, counters.length]).toEqual([122, 20])
  })
})
