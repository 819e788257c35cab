/** VGG19 with batch norm against torchvision's. */
import { expect, test } from 'vitest'
import { architectureNamed, inferenceGraph } from '../../src/models/index.js'
import { largestDifference } from '../nn/run.js'
import { withPython } from '../setup/peers.js'
import {
  drawnStamps,
  imported,
  ourLogits,
  scratchFolder,
  torchLogits,
  torchShapes,
  writeTorchWeights,
} from './torch-networks.js'

const architecture = architectureNamed('vgg19_bn')

withPython('torchvision', 'against torchvision', () => {
  const path = scratchFolder()

  test.each([3, 5])('of %i bands has its names and shapes', (nBands) => {
    const ours = inferenceGraph(architecture, { nBands, nClasses: 4 }).parameterShapes()
    expect(new Map([...ours].sort())).toEqual(new Map([...torchShapes('vgg19_bn', nBands)].sort()))
  })

  test('65 px, 5 bands: the same logits', async () => {
    const weights = path('vgg19_bn.pth')
    writeTorchWeights('vgg19_bn', 5, weights)
    const stamps = drawnStamps(2, 5, 65)
    const theirs = await torchLogits('vgg19_bn', weights, stamps, path)
    const model = await imported('vgg19_bn', weights, { nBands: 5, sizePx: 65 })
    const logits = await ourLogits(model, stamps)
    expect(logits.shape).toEqual([2, 4])
    expect(largestDifference(logits.data, theirs.data)).toBeLessThan(1e-4)
  })
})
