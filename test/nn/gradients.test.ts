/**
 * Gradients: by finite differences, by stored answers of PyTorch, and what is wanted alone is
 * computed.
 */
import { describe, expect, test } from 'vitest'
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { expectFingerprint, type Fingerprint } from '../setup/fingerprint.js'
import { storedAnswers } from '../setup/golden.js'
import { gradientCases, gradientTitles } from './gradient-cases.js'
import { drawGradientCase, gradientsOf } from './gradient-run.js'
import { normalTensor, relativeError, run } from './run.js'

interface Answer {
  shape: number[]
  values: Fingerprint
  gradients: Fingerprint[]
  data: Fingerprint[]
}

describe('as PyTorch answered', () => {
  const answers = storedAnswers<Record<string, Answer>>('nn-gradients')

  test.each(gradientTitles)('%s', async (title, i) => {
    const answer = answers[title]
    const { y, gradients, updates } = await gradientsOf(drawGradientCase(gradientCases[i], i))
    expect(y.shape).toEqual(answer.shape)
    expectFingerprint(y.data, answer.values, 1e-5, 'forward')
    expect(gradients.size).toBe(answer.gradients.length)
    for (const [k, [name, { data }]] of [...gradients].entries()) {
      expectFingerprint(data, answer.gradients[k], 1e-4, name)
    }
    for (const [k, { data }] of updates.entries()) {
      expectFingerprint(data, answer.data[k], 1e-5, 'updated')
    }
  })
})

describe('finite differences', () => {
  const chosen = [
    'conv2d',
    'softmaxCrossEntropy',
    'matmul',
    'resizeNearest',
    'inverseSqrt',
    'coral',
  ]
  test.each(chosen)('%s', async (operator) => {
    const i = gradientCases.findIndex((one) => one.operator === operator)
    const drawn = drawGradientCase(gradientCases[i], i)
    const { gradients } = await gradientsOf(drawn)
    for (const [name, { shape, data }] of drawn.wanted) {
      const step = 1e-2
      const direction = data.map((_, j) => Math.sin(1 + j))
      const moved = (sign: number) => {
        const there = data.map((v, j) => v + sign * step * direction[j])
        return gradientsOf({
          ...drawn,
          wanted: new Map(drawn.wanted).set(name, { shape, data: there }),
        })
      }
      const [ahead, behind] = [await moved(1), await moved(-1)]
      const slope = (ahead.loss - behind.loss) / (2 * step)
      const expected = gradients.get(name)!.data.reduce((sum, g, j) => sum + g * direction[j], 0)
      const length = Math.hypot(...gradients.get(name)!.data) * Math.hypot(...direction)
      expect(Math.abs(slope - expected) / length, name).toBeLessThan(2e-3)
    }
  })
})

describe('what is not wanted costs nothing', () => {
  function trained(isFrozen: (name: string) => boolean) {
    const graph = new nn.Graph('two layers')
    const x = graph.input('x', [2, 3, 8, 8])
    const hidden = nn.relu(graph, nn.conv2d(graph, x, 'a', 4, { kernel: 3 }), 'r')
    const y = nn.conv2d(graph, hidden, 'b', 2, { kernel: 3 })
    const loss = nn.sum(graph, y, 'loss', [0, 1, 2, 3])
    const nForward = graph.nodes.length
    const wanted = [...graph.parameters].filter(([name]) => !isFrozen(name)).map(([, v]) => v)
    const found = nn.differentiate(graph, loss, wanted)
    const layers = new Set(graph.nodes.slice(nForward).map(({ layer }) => layer))
    return { found, layers, nNodes: graph.nodes.length - nForward }
  }

  test('frozen parameters emit no nodes', () => {
    const all = trained(() => false)
    const last = trained((name) => name.startsWith('a'))
    const bias = trained((name) => name !== 'b.bias')
    expect([all, last, bias].map(({ found }) => found.size)).toEqual([4, 2, 1])
    expect([...all.layers].sort()).toEqual(['a', 'b', 'loss', 'r'])
    expect([...last.layers].sort()).toEqual(['b', 'loss'])
    expect(last.nNodes).toBeLessThan(all.nNodes)
    expect(bias.nNodes).toBeLessThan(last.nNodes)
    expect(trained(() => true).nNodes).toBe(0)
  })
})

describe('training and evaluation', () => {
  test('a bright, even background does not cancel in the statistics', async () => {
    const random = new Random(3)
    const graph = new nn.Graph('bright', { isTraining: true })
    const x = graph.input('x', [4, 1, 30, 30])
    graph.output('y', nn.batchNorm(graph, x, 'n'))
    const noise = normalTensor(random, [4, 1, 30, 30], 0.1)
    const bright = { ...noise, data: noise.data.map((v) => 1000 + v) }
    const one = { shape: [1], data: Float32Array.of(1) }
    const zero = { shape: [1], data: Float32Array.of(0) }
    const weights = new Map([
      ['n.weight', one],
      ['n.bias', zero],
      ['n.running_mean', zero],
      ['n.running_var', one],
    ])
    const { y } = await run(graph, weights, { x: bright })
    const values = Array.from(bright.data)
    const mean = values.reduce((a, b) => a + b) / values.length
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length
    const expected = values.map((v) => (v - mean) / Math.sqrt(variance + 1e-5))
    expect(relativeError(y.data, expected)).toBeLessThan(2e-3)
  })

  test('dropout: a listed mask in training, nothing in evaluation; masks repeat by their seed', () => {
    const training = new nn.Graph('t', { isTraining: true })
    const x = training.input('x', ['batch', 8])
    nn.dropout(training, x, 'drop1', 0.25)
    expect([...training.masks].map(([{ name, shape }, p]) => [name, shape, p])).toEqual([
      ['dropout/drop1', ['batch', 8], 0.25],
    ])
    const evaluation = new nn.Graph('e')
    const same = evaluation.input('x', ['batch', 8])
    expect(nn.dropout(evaluation, same, 'drop1', 0.25)).toBe(same)
    const { data } = nn.dropoutMask(new Random(1), [100, 100], 0.25)
    expect(data).toEqual(nn.dropoutMask(new Random(1), [100, 100], 0.25).data)
    expect(new Set(data)).toEqual(new Set([0, Math.fround(4 / 3)]))
    expect(data.reduce((a, b) => a + b) / data.length).toBeCloseTo(1, 1)
  })

  test('batch norm: buffers are kept with the weights, and start as in PyTorch', () => {
    const graph = new nn.Graph('b', { isTraining: true })
    nn.batchNorm(graph, graph.input('x', ['batch', 2, 4, 4]), 'n')
    expect([...graph.parameters.keys()]).toEqual(['n.weight', 'n.bias'])
    expect([...graph.updates.keys()]).toEqual(['n.running_mean', 'n.running_var'])
    const weights = nn.initialWeights(graph, new Random(1))
    expect([...weights].map(([name, { data }]) => [name, ...data])).toEqual([
      ['n.weight', 1, 1],
      ['n.bias', 0, 0],
      ['n.running_mean', 0, 0],
      ['n.running_var', 1, 1],
    ])
  })
})

describe('shapes that do not fit', () => {
  test('pooling and batch statistics', () => {
    const graph = new nn.Graph('g', { isTraining: true })
    const x = graph.input('x', ['batch', 2, 4, 4])
    expect(() => nn.maxPool2d(graph, x, 'p', 2, { padding: 2 })).toThrow(
      /p: the padding is over half/,
    )
    expect(() => nn.avgPool2d(graph, x, 'p', 5)).toThrow(/p: picture smaller/)
    const single = graph.input('one', [1, 3])
    expect(() => nn.batchNorm(graph, single, 'n')).toThrow(
      /n: batch statistics need more than one value per channel/,
    )
  })

  test('targets', () => {
    const graph = new nn.Graph('g')
    const logits = graph.input('x', ['batch', 4])
    const targets = graph.input('t', ['batch', 3])
    expect(() => nn.softmaxCrossEntropy(graph, logits, targets, 'loss')).toThrow(
      /loss.*expected batchx4.*got batchx3/,
    )
  })

  test('slice', () => {
    const graph = new nn.Graph('g')
    const x = graph.input('x', ['batch', 4])
    expect(() => nn.slice(graph, x, 's', 1, 3, 5)).toThrow(/s: slice \[3, 5\) is outside axis 1/)
  })
})
