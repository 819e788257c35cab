/**
 * Operators with shapes and options, for which PyTorch gives the gradients
 * (test/reference/nn_gradients.py).
 */
import * as nn from '../../src/nn/index.js'
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

export interface GradientCase extends OperatorCase {
  /** Whether inputs are rectified: many are zero, and windows have equals. */
  rectified?: boolean
  /** Whether the layer behaves as in evaluation; default: as in training. */
  isEvaluation?: boolean
}

const pairs: GradientCase[] = [
  pair('add', [2, 3, 4, 4], [3, 1, 1]),
  pair('add', [5], [2, 1]),
  pair('multiply', [2, 3, 4, 4], [2, 3, 4, 4]),
  pair('multiply', [2, 3, 4, 4], [1, 3, 1, 1]),
  pair('multiply', [1], [3, 2]),
  pair('subtract', [3, 1], [1, 4]),
  pair('subtract', [2, 3], [3]),
  product([4, 5], [5, 3]),
  product([2, 3, 4, 5], [3, 5, 2]),
  product([6, 1, 2, 3], [1, 4, 3, 2]),
  product([4, 6], [3, 6, 2]),
  product([3, 2, 4, 6], [6, 2]),
  product([1, 1], [1, 1]),
]

const singles: GradientCase[] = [
  {
    operator: 'scale',
    options: { factor: -2.5 },
    inputs: [[3, 4]],
    build: (graph, x) => nn.scale(graph, x, 's', -2.5),
  },
  inverseSqrt([3, 7]),
  linear([3, 37], 11),
  linear([1, 1], 5),
  gemm('gemm', [2, 4], [3, 4], [1, 3]),
  ...[
    { x: [2, 3, 4], axis: 2 },
    { x: [4, 3], axis: 0 },
  ].map(
    ({ x, axis }): GradientCase => ({
      operator: 'mean',
      options: { axis },
      inputs: [x],
      build: (graph, x) => nn.reduce(graph, 'ReduceMean', x, 'r', axis),
    }),
  ),
  {
    operator: 'sum',
    options: { axes: [0, 2, 3] },
    inputs: [[2, 3, 4, 5]],
    build: (graph, x) => nn.sum(graph, x, 's', [0, 2, 3]),
  },
  { operator: 'relu', inputs: [[2, 3, 4, 5]], build: (graph, x) => nn.relu(graph, x, 'r') },
  leakyRelu([7, 3], 0.01),
  leakyRelu([7, 3], 0.2),
]

const arrangements: GradientCase[] = [
  reshapeToRows,
  flatten,
  transpose,
  gather([2, 3, 4, 5], 2, [3, 0, 0, 2]),
  gather([2, 3, 4, 5], 3, [4, 4, 4, 1, 0, 2]),
  gather([2, 3, 4, 5], 2, [3, 0, 1, 2]),
  gather([2, 3, 4], 1, [1]),
  resize([2, 3, 20, 20], 32),
  resize([1, 2, 11, 11], 32),
  resize([2, 1, 3, 5], 8),
  resize([2, 2, 9, 7], 3),
  resize([3, 1, 5, 5], 5),
  crop([2, 3, 7, 5], 2, 5),
  {
    operator: 'slice',
    options: { axis: 1, start: 1, end: 3 },
    inputs: [[2, 4, 3]],
    build: (graph, x) => nn.slice(graph, x, 's', 1, 1, 3),
  },
  concat([2, 3, 4, 4], [2, 1, 4, 4], [2, 5, 4, 4]),
]

const convolutions: GradientCase[] = [
  conv([2, 5, 9, 7], 6, { kernel: 3, padding: 1 }),
  conv([1, 3, 17, 9], 7, { kernel: 3 }),
  conv([3, 3, 17, 23], 4, { kernel: 7, stride: 2, padding: 3 }),
  conv([2, 3, 18, 22], 4, { kernel: 7, stride: 2, padding: 3 }),
  conv([2, 4, 8, 9], 5, { kernel: 3, stride: 2, padding: 1 }),
  conv([2, 4, 1, 1], 5, { kernel: 3, padding: 1 }),
  conv([2, 6, 10, 11], 5, { kernel: 1, stride: 2, bias: false }),
  conv([2, 6, 4, 5], 5, { kernel: 1 }),
  conv([1, 2, 3, 3], 3, { kernel: 1, padding: 1 }),
  conv([2, 1, 5, 5], 1, { kernel: 5, padding: 2, bias: false }),
  conv([2, 2, 9, 12], 3, { kernel: 5, stride: 4, padding: 1 }),
  conv([1, 2, 3, 4], 3, { kernel: 3, stride: 3, padding: 1 }),
  conv([1, 2, 4, 4], 3, { kernel: 4 }),
  conv([1, 1, 1, 1], 1, { kernel: 1 }),
  conv([2, 3, 3, 4], 8, { kernel: 3, padding: 1 }),
  conv([2, 3, 5, 4], 32, { kernel: 3, padding: 1 }),
  conv([2, 3, 5, 4], 32, { kernel: 3, stride: 2, padding: 1 }),
  conv([2, 3, 2, 2], 16, { kernel: 1 }),
  conv([2, 3, 3, 2], 16, { kernel: 3, padding: 1 }),
  conv([2, 3, 1, 1], 4, { kernel: 3, padding: 1 }),
  conv([2, 3, 4, 3], 16, { kernel: 3 }),
  conv([2, 3, 3, 2], 32, { kernel: 3, padding: 2 }),
  conv([2, 3, 6, 5], 16, { kernel: 1, stride: 2 }),
]

const maxPool = (x: number[], kernel: number, { stride = kernel, padding = 0 } = {}) => ({
  operator: 'maxPool2d',
  options: { kernel_size: kernel, stride, padding },
  inputs: [x],
  build: (graph: nn.Graph, x: nn.Value) => nn.maxPool2d(graph, x, 'p', kernel, { stride, padding }),
})

const avgPool = (x: number[], kernel: number, { stride = kernel, padding = 0 } = {}) => ({
  operator: 'avgPool2d',
  options: { kernel_size: kernel, stride, padding },
  inputs: [x],
  build: (graph: nn.Graph, x: nn.Value) => nn.avgPool2d(graph, x, 'p', kernel, { stride, padding }),
})

const adaptive = (x: number[], side: number): GradientCase => ({
  operator: 'adaptiveAveragePool',
  options: { output_size: side },
  inputs: [x],
  build: (graph, x) => nn.adaptiveAveragePool(graph, nn.scale(graph, x, 's', 1), 'p', side),
})

const poolings: GradientCase[] = [
  maxPool([2, 3, 8, 8], 2),
  maxPool([1, 2, 7, 5], 2),
  maxPool([2, 1, 11, 9], 3),
  maxPool([2, 3, 8, 9], 3, { stride: 2, padding: 1 }),
  maxPool([1, 2, 5, 5], 3, { stride: 1, padding: 1 }),
  maxPool([2, 1, 1, 1], 1),
  maxPool([2, 2, 9, 9], 2, { stride: 3 }),
  maxPool([2, 2, 7, 8], 3, { stride: 3, padding: 1 }),
  { ...maxPool([2, 3, 8, 9], 3, { stride: 2, padding: 1 }), rectified: true },
  { ...maxPool([2, 3, 8, 8], 2), rectified: true },
  avgPool([2, 3, 8, 8], 2),
  avgPool([1, 2, 7, 5], 2),
  avgPool([2, 3, 8, 9], 3, { stride: 2, padding: 1 }),
  adaptive([2, 3, 7, 5], 1),
  adaptive([2, 3, 8, 8], 4),
  adaptive([1, 2, 10, 9], 7),
  adaptive([2, 2, 3, 4], 7),
  adaptive([2, 2, 7, 7], 7),
]

const batchNorm = (x: number[], epsilon = 1e-5, momentum = 0.1): GradientCase => ({
  operator: 'batchNorm',
  options: { training: true, momentum, eps: epsilon },
  inputs: [x],
  build: (graph, x) => nn.batchNorm(graph, x, 'n', { epsilon, momentum }),
})

const evaluated = (one: GradientCase): GradientCase => ({
  ...one,
  options: one.operator === 'batchNorm' ? { ...one.options, training: false } : one.options,
  isEvaluation: true,
})

const norms: GradientCase[] = [
  groupNorm([3, 128], 8),
  groupNorm([2, 12], 3, 0.1),
  groupNorm([2, 16, 9, 7], 8),
  groupNorm([1, 6, 5, 5], 1),
  groupNorm([2, 4, 6, 6], 4, 1e-3),
  groupNorm([2, 4, 23, 24], 2),
  evaluated(groupNorm([2, 6, 5, 4], 3)),
  batchNorm([4, 3, 6, 5]),
  batchNorm([1, 3, 4, 4]),
  batchNorm([2, 3, 23, 24]),
  batchNorm([5, 7]),
  batchNorm([6, 2, 1, 1], 1e-2, 0.3),
  { ...batchNorm([4, 3, 6, 5]), fixed: true },
  evaluated(batchNorm([4, 3, 6, 5])),
  evaluated(batchNorm([5, 7])),
]

const dropouts: GradientCase[] = [
  {
    operator: 'dropout',
    inputs: [[3, 4, 2, 2]],
    build: (graph, x) => nn.dropout(graph, x, 'd', 0.4),
  },
]

const losses = [
  [5, 4],
  [1, 2],
].map(
  (shape): GradientCase => ({
    operator: 'softmaxCrossEntropy',
    inputs: [shape],
    build(graph, logits) {
      const targets = graph.input('targets', logits.shape)
      return nn.softmaxCrossEntropy(graph, logits, targets).loss
    },
  }),
)

const reuses: GradientCase[] = [
  { operator: 'square', inputs: [[3, 4]], build: (graph, x) => nn.multiply(graph, x, x, 's') },
  {
    operator: 'residual',
    inputs: [[2, 3, 5, 4]],
    build(graph, x) {
      const y = nn.conv2d(graph, x, 'c', 3, { kernel: 3, padding: 1, bias: false })
      return nn.relu(graph, nn.add(graph, x, y, 'a'), 'r')
    },
  },
]

/** Fewer rows than features in each set, and more. */
const alignments: GradientCase[] = [
  { rows: [4, 2], d: 3 },
  { rows: [9, 5], d: 4 },
].map(({ rows: [n, nFirst], d }) => ({
  operator: 'coral',
  options: { n_first: nFirst },
  inputs: [[n, d]],
  fixed: true,
  build: (graph, x) => nn.coral(graph, x, nFirst),
}))

export const gradientCases: readonly GradientCase[] = [
  ...pairs,
  ...singles,
  ...arrangements,
  ...convolutions,
  ...poolings,
  ...norms,
  ...dropouts,
  ...losses,
  ...reuses,
  ...alignments,
]

export const gradientTitles = titlesOf(gradientCases)
