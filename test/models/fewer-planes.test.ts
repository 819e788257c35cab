/** A network that is opened for some planes answers as the whole one that sees 0 in the others. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { canLosePlanes, modelOfPlanes } from '../../src/models/fewer-planes.js'
import {
  ARCHITECTURES,
  CLUSTER_CLASSES,
  inferenceGraph,
  modelBytes,
  openModel,
  planesOf,
  readModel,
  startingWeights,
} from '../../src/models/index.js'
import type { Session } from '../../src/nn/index.js'
import { flatten, Graph, linear, onnxSignature, readOnnxOutline } from '../../src/nn/index.js'
import { Random } from '../../src/random.js'

const N_PLANES = 6
const PLANES = [0, 2, 5]
const sizeOf = (name: string) => (name === 'starsift' || name === 'starsift-32' ? 16 : 32)

function factsOf(architecture: string, sizePx: number) {
  const accepts = ['F435W', 'F438W', 'F475W']
  return {
    ...{ architecture, sizePx, fewestBands: 2, filters: 'apart' as const },
    bands: [
      { name: 'F336W', accepts: ['F336W'] },
      { name: 'B', accepts },
      { name: 'V', accepts: ['F555W', 'F606W'] },
    ],
    window: 'centred' as const,
    normalisation: { kind: 'subtract' as const, means: new Array(N_PLANES).fill(0) },
    ...{ classes: CLUSTER_CLASSES, untrained: true as const },
    provenance: { description: 'by hand', software: 'test' },
  }
}

/** Stamps of noise in these planes, and the same with all planes, of which the others are 0. */
function noise(nPlanes: number, planes: readonly number[], sizePx: number, n = 3) {
  const random = new Random(2)
  const area = sizePx ** 2
  const some = Float32Array.from({ length: n * planes.length * area }, () => random.normal())
  const all = new Float32Array(n * nPlanes * area)
  for (let i = 0; i < n * planes.length; i++) {
    const place = Math.floor(i / planes.length) * nPlanes + planes[i % planes.length]
    all.set(some.subarray(i * area, (i + 1) * area), place * area)
  }
  const shapeOf = (count: number) => [n, count, sizePx, sizePx]
  return {
    some: { shape: shapeOf(planes.length), data: some },
    all: { shape: shapeOf(nPlanes), data: all },
  }
}

async function answer(opening: Promise<Session>, stamps: { shape: number[]; data: Float32Array }) {
  const session = await opening
  const { logits, novelty } = await session.run({ stamps })
  await session.release()
  return [...logits.data, ...(novelty?.data ?? [])] as number[]
}

function expectClose(got: readonly number[], expected: readonly number[], share: number) {
  expect(got).toHaveLength(expected.length)
  const largest = Math.max(...expected.map(Math.abs))
  const off = got.map((value, i) => Math.abs(value - expected[i]))
  expect(Math.max(...off)).toBeLessThan(share * largest)
}

/** But for VGG19, whose first layer is as ResNet18's, and whose weights take long to draw. */
const LOSING = ARCHITECTURES.filter(({ name, plain }) => !plain && name !== 'vgg19_bn')

test('those with other convolutions keep all planes', () => {
  const keep = ARCHITECTURES.filter(({ name }) => !canLosePlanes({ architecture: name }))
  expect(keep.map(({ name }) => name)).toEqual(['starcnet'])
})

describe.each(LOSING)('$name', (architecture) => {
  const sizePx = sizeOf(architecture.name)
  const shape = { nBands: N_PLANES, nClasses: 4, sizePx }
  const made = async () => {
    const weights = startingWeights(architecture, shape, new Random(1))
    const graph = inferenceGraph(architecture, shape)
    return modelBytes(graph, weights, factsOf(architecture.name, sizePx))
  }

  test('loses the kernels of the planes, and answers alike', async () => {
    const bytes = await made()
    const fewer = modelOfPlanes(await readModel(memorySource(bytes, 'm.onnx')), PLANES)
    const { graph } = await readOnnxOutline(memorySource(fewer!))
    const { inputs } = onnxSignature(fewer!.subarray(graph.start, graph.end), 'm.onnx')
    expect(inputs.get('stamps')).toEqual([undefined, PLANES.length, sizePx, sizePx])

    const { networks } = await openModel(memorySource(bytes, 'm.onnx'))
    const { some, all } = noise(N_PLANES, PLANES, sizePx)
    const expected = await answer(networks[0].open(), all)
    expectClose(await answer(networks[0].openForPlanes!(PLANES), some), expected, 1e-5)
    const every = Array.from({ length: N_PLANES }, (_, plane) => plane)
    expect(await answer(networks[0].openForPlanes!(every), all)).toEqual(expected)
  })
})

test.each(['float32', 'int8'] as const)('the shipped model does so with %s', async (precision) => {
  const bytes = readFileSync('models/starsift.onnx')
  const { networks, card } = await openModel(memorySource(bytes, 'm.onnx'), undefined, {
    precision,
  })
  const planes = [0, 1, 2, 5, 8]
  const { some, all } = noise(planesOf(card).length, planes, card.sizePx, 40)
  const expected = await answer(networks[0].open(), all)
  const got = await answer(networks[0].openForPlanes!(planes), some)
  expectClose(got, expected, 1e-4)
})

test('a graph that is not the architecture of its card is shown the other planes as 0', async () => {
  const graph = new Graph('other')
  const stamps = graph.input('stamps', ['batch', N_PLANES, 16, 16])
  graph.output('logits', linear(graph, flatten(graph, stamps, 'flat'), 'fc', 4))
  const random = new Random(3)
  const drawn = (length: number) => Float32Array.from({ length }, () => random.normal())
  const weights = new Map([
    ['fc.weight', { shape: [4, N_PLANES * 256], data: drawn(4 * N_PLANES * 256) }],
    ['fc.bias', { shape: [4], data: drawn(4) }],
  ])
  const bytes = await modelBytes(graph, weights, factsOf('starsift', 16))
  const file = await readModel(memorySource(bytes, 'm.onnx'))
  expect(modelOfPlanes(file, PLANES)).toBeUndefined()
  const { networks } = await openModel(memorySource(bytes, 'm.onnx'))
  const { some, all } = noise(N_PLANES, PLANES, 16)
  const expected = await answer(networks[0].open(), all)
  expect(await answer(networks[0].openForPlanes!(PLANES), some)).toEqual(expected)
})
