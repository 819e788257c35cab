/** The operators that are tried, with which options, on which shapes. */
import * as nn from '../../src/nn/index.js'
import { Random } from '../../src/random.js'
import { normalTensor, normalWeights } from './run.js'

interface Case {
  operator: string
  /** Named arguments of the operator in nn_operators.py. */
  options?: Record<string, unknown>
  /** Shapes at run time; the graph knows the first axis as `batch`, unless `fixed`. */
  inputs: number[][]
  fixed?: boolean
  positive?: boolean
  build(graph: nn.Graph, ...values: nn.Value[]): nn.Value
}

const conv = (
  x: number[],
  outChannels: number,
  { kernel, stride = 1, padding = 0, bias }: nn.ConvOptions,
): Case => ({
  operator: 'conv2d',
  options: { stride, padding },
  inputs: [x],
  build: (graph, x) => nn.conv2d(graph, x, 'c', outChannels, { kernel, stride, padding, bias }),
})

const groupNorm = (x: number[], nGroups: number, eps = 1e-5): Case => ({
  operator: 'groupNorm',
  options: { nGroups, eps },
  inputs: [x],
  build: (graph, x) => nn.groupNorm(graph, x, 'n', nGroups, eps),
})

const resize = (operator: string, n: number, side: number): Case => ({
  operator,
  options: { side },
  inputs: [[2, 3, n, n]],
  build: (graph, x) => nn.resizeNearest(graph, x, 'r', side),
})

const arithmetic = { add: nn.add, subtract: nn.subtract, multiply: nn.multiply }
const pair = (operator: keyof typeof arithmetic, ...inputs: number[][]): Case => ({
  operator,
  inputs,
  fixed: true,
  build: (graph, a, b) => arithmetic[operator](graph, a, b, 'o'),
})

const product = (...inputs: number[][]): Case => ({
  operator: 'matmul',
  inputs,
  fixed: true,
  build: (graph, a, b) => nn.matmul(graph, a, b, 'm'),
})

const reduction = (kind: 'ReduceMean' | 'ReduceMax', x: number[], axis: number): Case => ({
  operator: kind,
  options: { axis },
  inputs: [x],
  build: (graph, x) => nn.reduce(graph, kind, x, 'r', axis),
})

export const cases: Case[] = [
  conv([2, 5, 32, 32], 16, { kernel: 3, padding: 1 }),
  conv([1, 3, 17, 9], 7, { kernel: 3 }),
  conv([3, 3, 17, 23], 4, { kernel: 7, stride: 2, padding: 3 }),
  conv([2, 6, 10, 11], 5, { kernel: 1, stride: 2, bias: false }),
  conv([2, 1, 5, 5], 1, { kernel: 5, padding: 2, bias: false }),
  conv([1, 2, 3, 4], 3, { kernel: 3, stride: 3, padding: 1 }),
  {
    operator: 'linear',
    inputs: [[3, 37]],
    build: (graph, x) => nn.linear(graph, x, 'fc', 11),
  },
  {
    operator: 'linear',
    inputs: [[1, 1]],
    build: (graph, x) => nn.linear(graph, x, 'fc', 1),
  },
  {
    operator: 'linear',
    inputs: [
      [2, 4],
      [3, 4],
      [1, 3],
    ],
    fixed: true,
    build: (graph, x, w, b) => nn.gemm(graph, x, w, b, 'g'),
  },
  ...[
    { x: [2, 3, 8, 8], kernel: 2 },
    { x: [1, 2, 7, 5], kernel: 2 },
    { x: [2, 1, 11, 9], kernel: 3 },
  ].map(
    ({ x, kernel }): Case => ({
      operator: 'maxPool2d',
      options: { kernel_size: kernel },
      inputs: [x],
      build: (graph, x) => nn.maxPool2d(graph, x, 'p', kernel),
    }),
  ),
  {
    operator: 'leakyRelu',
    options: { negative_slope: 0.01 },
    inputs: [[2, 3, 4, 5]],
    build: (graph, x) => nn.leakyRelu(graph, x, 'l'),
  },
  {
    operator: 'leakyRelu',
    options: { negative_slope: 0.2 },
    inputs: [[7]],
    build: (graph, x) => nn.leakyRelu(graph, x, 'l', 0.2),
  },
  groupNorm([3, 128], 8),
  groupNorm([2, 12], 3, 0.1),
  groupNorm([2, 16, 9, 7], 8),
  groupNorm([1, 6, 5, 5], 1),
  groupNorm([2, 4, 6, 6], 4, 1e-3),
  {
    operator: 'crop',
    options: { start: 6, end: 26 },
    inputs: [[2, 5, 32, 32]],
    build: (graph, x) => nn.crop(graph, x, 'c', { start: 6, end: 26 }),
  },
  {
    operator: 'crop',
    options: { start: 0, end: 3 },
    inputs: [[1, 2, 5, 3]],
    build: (graph, x) => nn.crop(graph, x, 'c', { start: 0, end: 3 }),
  },
  resize('interpolate', 20, 32),
  resize('interpolate', 11, 32),
  ...[
    [20, 32],
    [11, 32],
    [14, 32],
    [7, 31],
    [32, 11],
    [5, 5],
  ].map(([n, side]) => resize('resizeNearest', n, side)),
  {
    operator: 'resizeNearest',
    options: { side: 8 },
    inputs: [[2, 1, 3, 5]],
    build: (graph, x) => nn.resizeNearest(graph, x, 'r', 8),
  },
  {
    operator: 'concat',
    inputs: [
      [2, 3, 4, 4],
      [2, 1, 4, 4],
      [2, 5, 4, 4],
    ],
    build: (graph, ...values) => nn.concat(graph, values, 'c'),
  },
  {
    operator: 'concat',
    inputs: [
      [3, 4],
      [3, 2],
    ],
    build: (graph, ...values) => nn.concat(graph, values, 'c'),
  },
  {
    operator: 'reshape',
    options: { shape: [3, 8, 2] },
    inputs: [[3, 4, 2, 2]],
    build: (graph, x) => nn.reshape(graph, x, 'r', ['batch', 8, 2]),
  },
  {
    operator: 'reshape',
    options: { shape: [12, 4] },
    inputs: [[3, 4, 2, 2]],
    build: (graph, x) => nn.reshape(graph, x, 'r', ['4*batch', 4]),
  },
  {
    operator: 'flatten',
    inputs: [[3, 4, 2, 5]],
    build: (graph, x) => nn.flatten(graph, x, 'f'),
  },
  {
    operator: 'transpose',
    options: { axes: [2, 3, 0, 1] },
    inputs: [[2, 3, 4, 5]],
    build: (graph, x) => nn.transpose(graph, x, 't', [2, 3, 0, 1]),
  },
  {
    operator: 'gather',
    options: { axis: 2, indices: [3, 0, 0, 2] },
    inputs: [[2, 3, 4, 5]],
    build: (graph, x) => nn.gather(graph, x, 'g', 2, [3, 0, 0, 2]),
  },
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
  {
    operator: 'inverseSqrt',
    inputs: [[3, 7]],
    positive: true,
    build: (graph, x) => nn.inverseSqrt(graph, x, 'i'),
  },
]

/** The graph of a case, with its tensors by name: inputs x0, x1, ..., then parameters. */
export function drawn({ inputs, fixed, positive, build }: Case, seed: number) {
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

/** A name for each case, and its number. */
export const titles = cases.map(({ operator, inputs, options = {} }, i) => {
  return [`${i}: ${operator} of ${inputs.join(' ')} ${JSON.stringify(options)}`, i] as const
})

/** The shape that the graph foretells, with the batch of the case. */
export function foretoldShape(one: Case): number[] {
  const nBatch = one.inputs[0][0]
  return drawn(one, 0)
    .graph.outputs.get('y')!
    .shape.map((dim) => (typeof dim === 'number' ? dim : (Number.parseInt(dim, 10) || 1) * nBatch))
}
