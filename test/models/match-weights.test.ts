import { expect, test } from 'vitest'
import { matchWeights } from '../../src/models/match-weights.js'
import { sizeOf, type Tensor } from '../../src/nn/tensor.js'

const tensors = (shapes: Record<string, number[]>) =>
  new Map(
    Object.entries(shapes).map(([name, shape]): [string, Tensor] => [
      name,
      { shape, data: new Float32Array(sizeOf(shape)) },
    ]),
  )

const expected = new Map([
  ['conv1.weight', [8, 5, 3, 3]],
  ['fc2.bias', [4]],
])

test('gives the expected tensors in the expected order', () => {
  const weights = tensors({ 'fc2.bias': [4], 'conv1.weight': [8, 5, 3, 3] })
  expect([...matchWeights(weights, expected, 'x').keys()]).toEqual(['conv1.weight', 'fc2.bias'])
})

test('passes over counters of training steps, wanted by nobody', () => {
  const weights = tensors({ ...Object.fromEntries(expected), 'bn.num_batches_tracked': [] })
  expect(matchWeights(weights, expected, 'x').size).toBe(2)
})

test('one message names everything that does not fit', () => {
  const weights = tensors({ 'conv1.weight': [8, 3, 3, 3], 'fc.bias': [4] })
  expect(() => matchWeights(weights, expected, 'a.pth')).toThrow(
    'a.pth: weights of another network: expected 2 tensors, got 2; 1 missing: fc2.bias; ' +
      '1 left over: fc.bias; 1 of another shape: conv1.weight is 8x3x3x3, not 8x5x3x3; ' +
      'choose the architecture that these weights were trained for',
  )
})

test('a scalar is not a vector of one', () => {
  const weights = tensors({ s: [1] })
  expect(() => matchWeights(weights, new Map([['s', []]]), 'x')).toThrow('s is 1, not scalar')
})

test('many are counted, ten are named', () => {
  const names = Array.from({ length: 13 }, (_, i) => [`t${i}`, [1]] as const)
  const weights = tensors({ a: [1] })
  expect(() => matchWeights(weights, new Map(names), 'x')).toThrow(
    /13 missing: t0, .* t9 and 3 more/,
  )
})

test.each([
  ['layer1.0.conv1.weight', "the names are a ResNet's"],
  ['features.0.weight', "the names are a VGG's"],
  ['aaconv1.weight', "the names are a StarcNet's"],
])('recognises %s', (name, hint) => {
  expect(() => matchWeights(tensors({ [name]: [1] }), expected, 'x')).toThrow(hint)
})

test('recognises a prefix before every name', () => {
  const weights = tensors({ 'net.conv1.weight': [8, 5, 3, 3], 'net.fc2.bias': [4] })
  expect(() => matchWeights(weights, expected, 'x')).toThrow(
    "take the prefix 'net.' off every name",
  )
})
