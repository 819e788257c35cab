import { describe, expect, test } from 'vitest'
import { CommandError } from '../../src/errors.js'
import {
  ARCHITECTURES,
  architectureNamed,
  inferenceGraph,
  inputOf,
  STARCNET_BANDS,
  STARCNET_MEANS,
  STARCNET_SIZE_PX,
} from '../../src/models/index.js'

const starcnet = architectureNamed('starcnet')

describe('architectures by name', () => {
  test.each(ARCHITECTURES)('$name builds its graph', (architecture) => {
    expect(architectureNamed(architecture.name)).toBe(architecture)
    const graph = inferenceGraph(architecture, { nBands: 3, nClasses: 4 })
    const { sizePx, published } = architecture
    expect(graph.inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['stamps', ['batch', 3, sizePx, sizePx]],
    ])
    expect([...graph.outputs].map(([name, { shape }]) => [name, shape])).toEqual([
      ['logits', ['batch', 4]],
    ])
    expect(published?.means.length).toBe(published?.bands.length)
  })

  test.each(['starcnt', 'StarcNet', 'starcnet2'])('%s is near starcnet', (name) => {
    expect(() => architectureNamed(name)).toThrow(CommandError)
    expect(() => architectureNamed(name)).toThrow(
      `no architecture ${name}: expected starsift, starsift-32, starcnet, resnet18, vgg19_bn; did you mean starcnet?`,
    )
  })

  test('densenet121 is near nothing', () => {
    expect(() => architectureNamed('densenet121')).toThrow(
      /^no architecture densenet121: expected starsift, starsift-32, starcnet, resnet18, vgg19_bn$/,
    )
  })
})

test.each([
  ['starcnet', 64, 'starcnet: stamps of another size: expected batchx5x32x32, got batchx5x64x64'],
  ['vgg19_bn', 31, 'picture smaller than the pooling window'],
])('%s of %i px is refused', (name, sizePx, message) => {
  const shape = { nBands: 5, nClasses: 4, sizePx }
  expect(() => inferenceGraph(architectureNamed(name), shape)).toThrow(message)
})

describe('StarcNet', () => {
  const graph = (nBands: number, nClasses: number) => inferenceGraph(starcnet, { nBands, nClasses })

  test('is as published: bands, means, size', () => {
    expect(STARCNET_SIZE_PX).toBe(32)
    expect(STARCNET_MEANS).toEqual([0.02376737, 0.13796899, 0.14457473, 0.2542926, 0.39018805])
    expect(STARCNET_BANDS.map(({ accepts }) => accepts.join('|'))).toEqual(
      'F275W F336W F435W|F438W F555W|F606W F814W'.split(' '),
    )
  })

  test.each([
    [1, 4],
    [3, 2],
    [5, 4],
    [7, 3],
  ])('of %i bands and %i classes changes in its ends only', (nBands, nClasses) => {
    const published = graph(5, 4).parameterShapes()
    const changed = graph(nBands, nClasses).parameterShapes()
    expect([...changed.keys()]).toEqual([...published.keys()])
    for (const [name, shape] of changed) {
      const first = /^a*conv1\.weight$/.test(name) && [128, nBands, 3, 3]
      const last = { 'fc2.weight': [nClasses, 384], 'fc2.bias': [nClasses] }[name]
      expect(shape, name).toEqual(first || last || published.get(name))
    }
  })
})

describe('the input', () => {
  test('is the published one if nothing is said', () => {
    const { bands, normalisation } = inputOf(starcnet)
    expect(bands).toEqual(STARCNET_BANDS)
    expect(normalisation).toEqual({ kind: 'subtract', means: STARCNET_MEANS })
  })

  test('of the published bands, spelt out, has the published means', () => {
    const bands = ['F275W', 'f336w', 'F435W | F438W', 'F555W|F606W', 'F814W']
    expect(inputOf(starcnet, bands)).toEqual(inputOf(starcnet))
  })

  test('may have other means', () => {
    const means = [0, 0, 0, 0, 0]
    const { normalisation } = inputOf(starcnet, undefined, means)
    expect(normalisation).toEqual({ kind: 'subtract', means })
  })

  test('of other bands takes alternatives and its own means', () => {
    expect(inputOf(starcnet, ['F475W', 'F625W|F606W'], [0.1, -0.2])).toEqual({
      bands: [
        { name: 'F475W', accepts: ['F475W'] },
        { name: 'F625W', accepts: ['F625W', 'F606W'] },
      ],
      normalisation: { kind: 'subtract', means: [0.1, -0.2] },
    })
  })

  test.each<[string, string[] | undefined, number[] | undefined, string]>([
    [
      'other bands without means',
      ['F475W', 'F625W', 'F814W'],
      undefined,
      'means of the bands F475W, F625W, F814W: expected 3 numbers, e-/s, got none; give --means',
    ],
    [
      'the published bands in another order without means',
      ['F814W', 'F555W|F606W', 'F435W|F438W', 'F336W', 'F275W'],
      undefined,
      'means of the bands F814W, F555W, F435W, F336W, F275W: expected 5 numbers, e-/s, got none',
    ],
    ['fewer means than bands', undefined, [1, 2], 'expected 5 numbers, e-/s, got 2'],
    ['more means than bands', ['F814W'], [1, 2], 'expected 1 numbers, e-/s, got 2'],
    ['a band without a name', ['F475W', '', 'F814W'], [1, 2, 3], 'a band without a name'],
    ['a band that comes twice', ['F475W', 'F555W|F475W'], [1, 2], 'band F475W comes twice'],
  ])('%s is an error', (_, bands, means, message) => {
    expect(() => inputOf(starcnet, bands, means)).toThrow(message)
  })
})
