/** The operators that are tried, with which options, on which shapes. */
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import {
  concat,
  conv,
  crop,
  flatten,
  gather,
  gemm,
  groupNorm,
  inverseSqrt,
  leakyRelu,
  linear,
  type OperatorCase,
  pair,
  product,
  reshapeToRows,
  resize,
  titlesOf,
  transpose,
} from './named-operators.js'
import { normalTensor, normalWeights } from './run.js'

/** Asked of PyTorch by its own operator, where that is exact. */
const interpolate = (n: number, side: number): OperatorCase => ({
  ...resize([2, 3, n, n], side),
  operator: 'interpolate',
})

const reduction = (kind: 'ReduceMean' | 'ReduceMax', x: number[], axis: number): OperatorCase => ({
  operator: kind,
  options: { axis },
  inputs: [x],
  build: (graph, x) => nn.reduce(graph, kind, x, 'r', axis),
})

export const cases: OperatorCase[] = [
  conv([2, 5, 32, 32], 16, { kernel: 3, padding: 1 }),
  conv([1, 3, 17, 9], 7, { kernel: 3 }),
  conv([3, 3, 17, 23], 4, { kernel: 7, stride: 2, padding: 3 }),
  conv([2, 6, 10, 11], 5, { kernel: 1, stride: 2, bias: false }),
  conv([2, 1, 5, 5], 1, { kernel: 5, padding: 2, bias: false }),
  conv([1, 2, 3, 4], 3, { kernel: 3, stride: 3, padding: 1 }),
  linear([3, 37], 11),
  linear([1, 1], 1),
  gemm('linear', [2, 4], [3, 4], [1, 3]),
  ...[
    { x: [2, 3, 8, 8], kernel: 2 },
    { x: [1, 2, 7, 5], kernel: 2 },
    { x: [2, 1, 11, 9], kernel: 3 },
  ].map(
    ({ x, kernel }): OperatorCase => ({
      operator: 'maxPool2d',
      options: { kernel_size: kernel },
      inputs: [x],
      build: (graph, x) => nn.maxPool2d(graph, x, 'p', kernel),
    }),
  ),
  {
    ...leakyRelu([2, 3, 4, 5], 0.01),
    build: (graph, x) => nn.leakyRelu(graph, x, 'the default slope'),
  },
  leakyRelu([7], 0.2),
  groupNorm([3, 128], 8),
  groupNorm([2, 12], 3, 0.1),
  groupNorm([2, 16, 9, 7], 8),
  groupNorm([1, 6, 5, 5], 1),
  groupNorm([2, 4, 6, 6], 4, 1e-3),
  crop([2, 5, 32, 32], 6, 26),
  crop([1, 2, 5, 3], 0, 3),
  interpolate(20, 32),
  interpolate(11, 32),
  ...[
    [20, 32],
    [11, 32],
    [14, 32],
    [7, 31],
    [32, 11],
    [5, 5],
  ].map(([n, side]) => resize([2, 3, n, n], side)),
  resize([2, 1, 3, 5], 8),
  concat([2, 3, 4, 4], [2, 1, 4, 4], [2, 5, 4, 4]),
  concat([3, 4], [3, 2]),
  {
    operator: 'reshape',
    options: { shape: [3, 8, 2] },
    inputs: [[3, 4, 2, 2]],
    build: (graph, x) => nn.reshape(graph, x, 'r', ['batch', 8, 2]),
  },
  reshapeToRows,
  flatten,
  transpose,
  gather([2, 3, 4, 5], 2, [3, 0, 0, 2]),
  pair('add', [2, 3, 4, 4], [3, 1, 1]),
  pair('add', [5], [2, 1]),
  pair('multiply', [2, 3, 4, 4], [2, 3, 4, 4]),
  pair('multiply', [1], [3, 2]),
  pair('subtract', [3, 1], [1, 4]),
  pair('subtract', [2, 3], [3]),
  product([4, 5], [5, 3]),
  product([2, 3, 4, 5], [3, 5, 2]),
  product([6, 1, 2, 3], [1, 4, 3, 2]),
  product([4, 6], [3, 6, 2]),
  reduction('ReduceMean', [2, 3, 4], 2),
  reduction('ReduceMean', [4, 3], 0),
  reduction('ReduceMax', [2, 3, 4, 2], 1),
  inverseSqrt([3, 7]),
]

/** The graph of a case, with its tensors by name: inputs x0, x1, ..., then parameters. */
export function drawn({ inputs, fixed, positive, build }: OperatorCase, seed: number) {
  const random = new Random(seed)
  const graph = new nn.Graph('case')
  const values = inputs.map(([first, ...rest], i) =>
    graph.input(`x${i}`, [fixed ? first : 'batch', ...rest]),
  )
  graph.output('y', build(graph, ...values))
  const tensors = inputs.map((shape, i): [string, nn.Tensor] => {
    const tensor = normalTensor(random, shape)
    return [`x${i}`, positive ? { shape, data: tensor.data.map((x) => 0.01 + x * x) } : tensor]
  })
  return { graph, feeds: Object.fromEntries(tensors), weights: normalWeights(graph, random) }
}

export const titles = titlesOf(cases)

/** The shape that the graph foretells, with the batch of the case. */
export function foretoldShape(one: OperatorCase): number[] {
  const nBatch = one.inputs[0][0]
  return drawn(one, 0)
    .graph.outputs.get('y')!
    .shape.map((dim) => (typeof dim === 'number' ? dim : (Number.parseInt(dim, 10) || 1) * nBatch))
}
