/** From weights to a model file, and the weights that belong to another network. */
import { describe, expect, test } from 'vitest'
import { memorySource, sha256Hex } from '../../src/bytes/index.js'
import {
  architectureNamed,
  CLUSTER_CLASSES,
  importWeights,
  readCard,
  readModel,
  startingWeights,
  untrainedModel,
} from '../../src/models/index.js'
import { openSession, type Tensor, type Weights } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { safetensorsBytes } from '../../src/weights/index.js'
import { problemOf } from '../weights/weights-files.js'
import { tiny } from './tiny-model.js'

const starcnet = architectureNamed('starcnet')

function file(weights: Iterable<readonly [string, Tensor]>, name = '/data/w.safetensors') {
  return memorySource(safetensorsBytes(new Map(weights), {}), name)
}

function zeros(...shape: number[]): Tensor {
  return { shape, data: new Float32Array(shape.reduce((n, length) => n * length, 1)) }
}

describe('a model from weights', () => {
  const weights: Weights = new Map([
    ['fc.bias', { shape: [4], data: Float32Array.of(1, 2, 3, 4) }],
    ['fc.weight', { shape: [4, 20], data: new Float32Array(80).fill(0.5) }],
  ])
  const source = file(weights)

  test('computes with them', async () => {
    const { bytes } = await importWeights(source, tiny)
    const session = await openSession((await readModel(memorySource(bytes))).bytes)
    const stamps = { shape: [1, 5, 2, 2], data: new Float32Array(20).fill(0.1) }
    const { logits } = await session.run({ stamps })
    await session.release()
    expect(Array.from(logits.data)).toEqual([2, 3, 4, 5])
  })

  test('says in its card where they came from', async () => {
    const { bytes, notes } = await importWeights(source, tiny)
    const card = await readCard(memorySource(bytes))
    expect(notes).toEqual([])
    expect(card).toMatchObject({
      architecture: 'tiny',
      untrained: false,
      nWeights: 84,
      classes: CLUSTER_CLASSES,
    })
    expect(card.provenance).toEqual({
      description: 'weights of w.safetensors (safetensors)',
      sha256: await sha256Hex(await source.slice(0, source.byteLength)),
      software: expect.stringMatching(/^starsift \d/),
    })
  })

  test('is the same bytes each time, whatever the order of the tensors', async () => {
    const { bytes } = await importWeights(source, tiny)
    expect((await importWeights(source, tiny)).bytes).toEqual(bytes)
    const turned = await importWeights(file([...weights].reverse()), tiny)
    const sum = async (model: Uint8Array) => (await readCard(memorySource(model))).graphSha256
    expect(await sum(turned.bytes)).toBe(await sum(bytes))
  })

  test('is dated on request', async () => {
    const created = '2026-11-21T10:00:00Z'
    const { bytes } = await importWeights(source, tiny, { created })
    expect((await readCard(memorySource(bytes))).provenance.created).toBe(created)
  })

  test('of other bands has them in its card and in its graph', async () => {
    const three = startingWeights(tiny, { nBands: 3, nClasses: 4 }, new Random(3))
    const options = { bands: ['F475W', 'F625W|F606W', 'F814W'], means: [0.1, 0.2, 0.3] }
    const { bytes } = await importWeights(file(three), tiny, options)
    const card = await readCard(memorySource(bytes))
    expect(card.bands.map(({ name }) => name)).toEqual(['F475W', 'F625W', 'F814W'])
    expect(card.normalisation).toEqual({ kind: 'subtract', means: [0.1, 0.2, 0.3] })
    await expect(importWeights(file(three), tiny)).rejects.toThrow('fc.weight is 4x12, not 4x20')
  })
})

describe('weights of another network', () => {
  const full = startingWeights(starcnet, { nBands: 5, nClasses: 4 }, new Random(5))

  test('a ResNet’s', async () => {
    const resnet = file([
      ['conv1.weight', zeros(64, 3, 7, 7)],
      ['bn1.weight', zeros(64)],
      ['bn1.running_mean', zeros(64)],
      ['layer1.0.conv1.weight', zeros(64, 64, 3, 3)],
      ['fc.weight', zeros(1000, 512)],
    ])
    const { problem, message } = await problemOf(importWeights(resnet, starcnet))
    expect(problem).toMatchObject({
      what: 'weights of another network',
      where: '/data/w.safetensors',
      expected: '98 tensors',
      remedy: "the names are a ResNet's",
    })
    expect(message).toContain('got 5; 96 missing: ')
    expect(message).toContain('3 left over: bn1.running_mean, layer1.0.conv1.weight, fc.weight')
    expect(message).toContain('conv1.weight is 64x3x7x7, not 128x5x3x3')
    expect(message).toContain('bn1.weight is 64, not 128')
  })

  test('one tensor missing', async () => {
    const weights = [...full].filter(([name]) => name !== 'aabn13.bias')
    await expect(importWeights(file(weights), starcnet)).rejects.toThrow(
      'expected 98 tensors, got 97; 1 missing: aabn13.bias;',
    )
  })

  test('one tensor transposed', async () => {
    const weights = new Map(full).set('fc2.weight', zeros(384, 4))
    await expect(importWeights(file(weights), starcnet)).rejects.toThrow(
      'expected 98 tensors, got 98; 1 of another shape: fc2.weight is 384x4, not 4x384;',
    )
  })

  test('one tensor more', async () => {
    const weights = new Map(full).set('conv2.weight', zeros(128, 128, 3, 3))
    await expect(importWeights(file(weights), starcnet)).rejects.toThrow(
      '1 left over: conv2.weight',
    )
  })

  test('names with a prefix', async () => {
    const weights = [...full].map(([name, tensor]) => [`net.${name}`, tensor] as const)
    await expect(importWeights(file(weights), starcnet)).rejects.toThrow(
      "take the prefix 'net.' off every name and save again",
    )
  })

  test('three bands into the published five', async () => {
    const weights = startingWeights(starcnet, { nBands: 3, nClasses: 4 }, new Random(5))
    await expect(importWeights(file(weights), starcnet)).rejects.toThrow(
      '3 of another shape: conv1.weight is 128x3x3x3, not 128x5x3x3, aconv1.weight',
    )
  })

  test('means that do not fit are said before the weights are read', async () => {
    const unread = { ...file(full), slice: () => Promise.reject(new Error('was read')) }
    await expect(importWeights(unread, starcnet, { means: [1] })).rejects.toThrow(
      'expected 5 numbers, e-/s, got 1',
    )
  })
})

test('an untrained model says so, and is named by its seed alone', async () => {
  const model = await untrainedModel(tiny, new Random(9), { bands: ['F814W'], means: [0] })
  const card = await readCard(memorySource(model))
  expect(card).toMatchObject({ untrained: true, bands: [{ name: 'F814W', accepts: ['F814W'] }] })
  expect(card.provenance.sha256).toBeUndefined()
  const again = await untrainedModel(tiny, new Random(9), { bands: ['F814W'], means: [0] })
  expect(again).toEqual(model)
})
