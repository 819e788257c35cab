/** VGG19 with batch norm against torchvision's. */
import { describe, expect, test } from 'vitest'
import { architectureNamed, inferenceGraph, startingWeights } from '../../src/models/index.js'
import { Graph, sizeOf } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { largestDifference } from '../nn/run.js'
import { hasPython } from '../setup/peers.js'
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

test('has the published number of weights', () => {
  const graph = inferenceGraph(architecture, { nBands: 3, nClasses: 1000 })
  const trained = [...graph.parameters.values()].map(({ shape }) => sizeOf(shape as number[]))
  expect(trained.reduce((sum, n) => sum + n)).toBe(143_678_248)
})

test('drops out half of the two wide layers, in training alone', () => {
  const graph = new Graph('vgg19_bn', { isTraining: true })
  architecture.network(graph, graph.input('stamps', [2, 5, 32, 32]), 4)
  expect([...graph.masks].map(([{ name, shape }, p]) => [name, shape, p])).toEqual([
    ['dropout/classifier.2', [2, 4096], 0.5],
    ['dropout/classifier.5', [2, 4096], 0.5],
  ])
  expect(inferenceGraph(architecture, { nBands: 5, nClasses: 4 }).masks.size).toBe(0)
})

test('weights to start from', () => {
  const shape = { nBands: 5, nClasses: 4, sizePx: 32 }
  const weights = startingWeights(architecture, shape, new Random(3))
  const spread = (name: string) => {
    const { data } = weights.get(name)!
    return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length)
  }
  expect(spread('features.0.weight') / Math.sqrt(2 / (64 * 9))).toBeCloseTo(1, 1)
  expect(spread('features.49.weight') / Math.sqrt(2 / (512 * 9))).toBeCloseTo(1, 2)
  expect(spread('classifier.0.weight') / 0.01).toBeCloseTo(1, 2)
  for (const name of ['features.0.bias', 'classifier.0.bias', 'classifier.6.bias']) {
    expect(new Set(weights.get(name)!.data), name).toEqual(new Set([0]))
  }
})

describe.skipIf(!hasPython('torchvision'))('against torchvision', () => {
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
