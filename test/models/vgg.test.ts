/** VGG19 with batch norm: its size, its dropout, its weights to start from. */
import { expect, test } from 'vitest'
import { architectureNamed, inferenceGraph, startingWeights } from '../../src/models/index.js'
import { Graph, sizeOf } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

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
