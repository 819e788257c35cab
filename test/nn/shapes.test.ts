/** What does not fit is refused while the graph is built, by layer, expected and found shape. */
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import * as nn from '../../src/nn/index.js'

type Build = (graph: nn.Graph, x: (...shape: nn.Dim[]) => nn.Value) => unknown

const block = { conv: 'conv1', norm: 'bn1', channels: 12, nGroups: 8 }

const misfits: [string, Build, string][] = [
  [
    'a convolution that shares the weights of another',
    (graph, x) => {
      nn.conv2d(graph, x('batch', 5, 8, 8), 'conv1', 4, { kernel: 3 })
      nn.conv2d(graph, x('batch', 3, 8, 8), 'conv1', 4, { kernel: 3 })
    },
    'conv1.weight: a shared parameter changes shape: expected 4x5x3x3, got 4x3x3x3',
  ],
  [
    'a convolution of a vector',
    (graph, x) => nn.conv2d(graph, x('batch', 5), 'conv1', 4, { kernel: 3 }),
    'conv1: the input does not fit the kernels of the convolution: expected batchx5x3x3, got batchx5',
  ],
  [
    'a picture smaller than its kernel',
    (graph, x) => nn.conv2d(graph, x('batch', 5, 8, 2), 'conv1', 4, { kernel: 3 }),
    'conv1: picture smaller than the kernel: expected 3x3, got batchx5x8x2',
  ],
  [
    'a linear layer of pictures',
    (graph, x) => nn.linear(graph, x('batch', 5, 8, 8), 'fc1', 4),
    'fc1: the input does not fit the linear layer: expected batchx5, got batchx5x8x8',
  ],
  [
    'a product of other widths',
    (graph, x) => nn.gemm(graph, x('batch', 6), x(4, 5), x(4), 'fc1'),
    'fc1: the input does not fit the linear layer: expected batchx5, got batchx6',
  ],
  [
    'a linear layer that shares its weights',
    (graph, x) => {
      nn.linear(graph, x('batch', 6), 'fc1', 4)
      nn.linear(graph, x('batch', 7), 'fc1', 4)
    },
    'fc1.weight: a shared parameter changes shape: expected 4x6, got 4x7',
  ],
  [
    'a reshape that loses values',
    (graph, x) => nn.reshape(graph, x('batch', 5, 8), 'flat', ['batch', 39]),
    'flat: reshape to another number of values: expected batchx39, got batchx5x8',
  ],
  [
    'a reshape that loses the batch',
    (graph, x) => nn.reshape(graph, x('batch', 5, 8), 'flat', [40]),
    'flat: reshape to another number of values: expected 40, got batchx5x8',
  ],
  [
    'a crop that ends outside',
    (graph, x) => nn.crop(graph, x('batch', 5, 32, 20), 'acrop', { start: 6, end: 26 }),
    'acrop: crop [6, 26) outside the picture: expected 26x26, got batchx5x32x20',
  ],
  [
    'a crop that starts outside',
    (graph, x) => nn.crop(graph, x('batch', 5, 32, 32), 'acrop', { start: -1, end: 26 }),
    'acrop: crop [-1, 26) outside the picture',
  ],
  [
    'an empty crop',
    (graph, x) => nn.crop(graph, x('batch', 5, 32, 32), 'acrop', { start: 6, end: 6 }),
    'acrop: crop [6, 6) outside the picture',
  ],
  [
    'pooling of less than one window',
    (graph, x) => nn.maxPool2d(graph, x('batch', 5, 1, 8), 'pool', 2),
    'pool: picture smaller than the pooling window: expected 2x2, got batchx5x1x8',
  ],
  [
    'pooling of vectors',
    (graph, x) => nn.maxPool2d(graph, x('batch', 5), 'pool', 2),
    'pool: picture smaller than the pooling window: expected 2x2, got batchx5',
  ],
  [
    'groups that do not divide',
    (graph, x) => nn.groupNorm(graph, x('batch', 12, 8, 8), 'bn1', 8),
    'bn1: the channels cannot be divided into 8 groups: expected 8, got batchx12x8x8',
  ],
  [
    'groups that do not divide, in a direct block',
    (graph, x) => nn.directStack.block(graph, x('batch', 5, 8, 8), block),
    'bn1: the channels cannot be divided into 8 groups: expected 8, got batchx12x8x8',
  ],
  [
    'groups that do not divide, in a tiled block',
    (graph, x) => nn.tiledStack.block(graph, nn.tiled(graph, x('batch', 5, 8, 8), 'start'), block),
    'bn1: the channels cannot be divided into 8 groups: expected 8, got 8x8xbatchx12',
  ],
  [
    'a tiled side that is no multiple of 4, before a maximum',
    (graph, x) =>
      nn.tiledStack.pool(graph, nn.tiled(graph, x('batch', 5, 10, 10), 'start'), 'pool'),
    'pool: the side is not a multiple of 4: expected 12, got 10',
  ],
  [
    'a tiled picture that is not square',
    (graph, x) => nn.tiled(graph, x('batch', 5, 8, 12), 'start'),
    'start: tiled pictures must be square: expected batchx5x8x8, got batchx5x8x12',
  ],
  [
    'joining pictures of two sizes',
    (graph, x) => nn.concat(graph, [x('batch', 5, 8, 8), x('batch', 5, 8, 9)], 'branches'),
    'branches: joined values have different sides: expected batchx5x8x8, got batchx5x8x9',
  ],
  [
    'joining pictures and vectors',
    (graph, x) => nn.concat(graph, [x('batch', 5, 8, 8), x('batch', 5)], 'branches'),
    'branches: joined values have different sides',
  ],
  [
    'matrices that do not multiply',
    (graph, x) => nn.matmul(graph, x('batch', 3, 4), x(5, 2), 'product'),
    'product: matrices that do not multiply: expected batchx3x4, got 5x2',
  ],
  [
    'sums of shapes that do not go together',
    (graph, x) => nn.add(graph, x('batch', 3, 4), x(2, 4), 'sum'),
    'sum: shapes that do not go together: expected batchx3x4, got 2x4',
  ],
]

test.each(misfits)('%s', (_, build, message) => {
  const graph = new nn.Graph('misfit')
  let nInputs = 0
  const x = (...shape: nn.Dim[]) => graph.input(`x${nInputs++}`, shape)
  let error: unknown
  try {
    build(graph, x)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toContain(message)
})

describe('weights that do not fit the graph', () => {
  const graph = new nn.Graph('tiny')
  graph.output('y', nn.linear(graph, graph.input('x', ['batch', 3]), 'fc', 2))
  const bias = { shape: [2], data: new Float32Array(2) }

  test('a missing one', () => {
    expect(() => nn.encodeGraph(graph, new Map([['fc.bias', bias]]))).toThrow(
      new InputError({
        what: 'weight fc.weight does not fit the graph',
        expected: '2x3',
        got: 'nothing',
      }),
    )
  })

  test('one of another shape, though of as many values', () => {
    const weight = { shape: [3, 2], data: new Float32Array(6) }
    const weights = new Map(Object.entries({ 'fc.bias': bias, 'fc.weight': weight }))
    expect(() => nn.encodeGraph(graph, weights)).toThrow(
      'weight fc.weight does not fit the graph: expected 2x3, got 3x2',
    )
  })

  test('our own broken promises are no InputError', () => {
    const weight = { shape: [2, 3], data: new Float32Array(5) }
    const weights = new Map(Object.entries({ 'fc.bias': bias, 'fc.weight': weight }))
    expect(() => nn.encodeGraph(graph, weights)).toThrow(
      'internal: tensor fc.weight holds 5 values',
    )
    expect(() => graph.constant(Float32Array.of(1, 2), [3])).toThrow(
      'internal: constant of 2 values for 3',
    )
  })
})
