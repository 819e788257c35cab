/** Operators with shapes and options, built as graphs: what PyTorch is asked about. */
import * as nn from '../../src/nn/index.js'

export interface OperatorCase {
  /** Key of OPERATORS in the script of test/reference that answers. */
  operator: string
  /** Named arguments there. */
  options?: Record<string, unknown>
  /** Shapes at run time; the graph knows the first axis as `batch`, unless `fixed`. */
  inputs: number[][]
  fixed?: boolean
  positive?: boolean
  build(graph: nn.Graph, ...values: nn.Value[]): nn.Value
}

export const conv = (
  x: number[],
  outChannels: number,
  { kernel, stride = 1, padding = 0, bias }: nn.ConvOptions,
): OperatorCase => ({
  operator: 'conv2d',
  options: { stride, padding },
  inputs: [x],
  build: (graph, x) => nn.conv2d(graph, x, 'c', outChannels, { kernel, stride, padding, bias }),
})

const arithmetic = { add: nn.add, subtract: nn.subtract, multiply: nn.multiply }
export const pair = (operator: keyof typeof arithmetic, ...inputs: number[][]): OperatorCase => ({
  operator,
  inputs,
  fixed: true,
  build: (graph, a, b) => arithmetic[operator](graph, a, b, 'o'),
})

export const product = (...inputs: number[][]): OperatorCase => ({
  operator: 'matmul',
  inputs,
  fixed: true,
  build: (graph, a, b) => nn.matmul(graph, a, b, 'm'),
})

export const resize = (x: number[], side: number): OperatorCase => ({
  operator: 'resizeNearest',
  options: { side },
  inputs: [x],
  build: (graph, x) => nn.resizeNearest(graph, x, 'r', side),
})

export const gather = (x: number[], axis: number, indices: number[]): OperatorCase => ({
  operator: 'gather',
  options: { axis, indices },
  inputs: [x],
  build: (graph, x) => nn.gather(graph, x, 'g', axis, indices),
})

export const groupNorm = (x: number[], nGroups: number, eps = 1e-5): OperatorCase => ({
  operator: 'groupNorm',
  options: { nGroups, eps },
  inputs: [x],
  build: (graph, x) => nn.groupNorm(graph, x, 'n', nGroups, eps),
})

export const concat = (...inputs: number[][]): OperatorCase => ({
  operator: 'concat',
  inputs,
  build: (graph, ...values) => nn.concat(graph, values, 'c'),
})

export const crop = (x: number[], start: number, end: number): OperatorCase => ({
  operator: 'crop',
  options: { start, end },
  inputs: [x],
  build: (graph, x) => nn.crop(graph, x, 'c', { start, end }),
})

export const linear = (x: number[], outFeatures: number): OperatorCase => ({
  operator: 'linear',
  inputs: [x],
  build: (graph, x) => nn.linear(graph, x, 'fc', outFeatures),
})

/** The scripts know it by two names. */
export const gemm = (operator: string, ...inputs: number[][]): OperatorCase => ({
  operator,
  inputs,
  fixed: true,
  build: (graph, x, w, b) => nn.gemm(graph, x, w, b, 'g'),
})

export const leakyRelu = (x: number[], slope: number): OperatorCase => ({
  operator: 'leakyRelu',
  options: { negative_slope: slope },
  inputs: [x],
  build: (graph, x) => nn.leakyRelu(graph, x, 'l', slope),
})

export const inverseSqrt = (x: number[]): OperatorCase => ({
  operator: 'inverseSqrt',
  inputs: [x],
  positive: true,
  build: (graph, x) => nn.inverseSqrt(graph, x, 'i'),
})

/** Each row becomes four. */
export const reshapeToRows: OperatorCase = {
  operator: 'reshape',
  options: { shape: [12, 4] },
  inputs: [[3, 4, 2, 2]],
  build: (graph, x) => nn.reshape(graph, x, 'r', ['4*batch', 4]),
}

export const flatten: OperatorCase = {
  operator: 'flatten',
  inputs: [[3, 4, 2, 5]],
  build: (graph, x) => nn.flatten(graph, x, 'f'),
}

export const transpose: OperatorCase = {
  operator: 'transpose',
  options: { axes: [2, 3, 0, 1] },
  inputs: [[2, 3, 4, 5]],
  build: (graph, x) => nn.transpose(graph, x, 't', [2, 3, 0, 1]),
}

/** A name for each case, and its number. */
export function titlesOf(cases: readonly OperatorCase[]) {
  return cases.map(({ operator, inputs, options = {} }, i) => {
    return [`${i}: ${operator} of ${inputs.join(' ')} ${JSON.stringify(options)}`, i] as const
  })
}
