/**
 * Operators that move values without changing them. ONNX: Slice, Pad, Concat, Reshape, Transpose,
 * Gather. A derivative moves back the way that its value came. Where one value went to several
 * places, the derivatives from there are summed.
 */

import { type Dim, fixed, misfit, product, type Shape } from './dims.js'
import { emit, forNeeded, ints } from './emit.js'
import type { Backward, Graph, Operator, Value } from './graph.js'

/** A square of a picture: rows and columns [start, end), 0-based. */
export interface Crop {
  start: number
  end: number
}

/** The part [start, end) along each of some axes. */
interface Range {
  axes: readonly number[]
  start: number
  end: number
}

const slicing: Operator<Range> = {
  onnx: 'Slice',
  attributes: () => ({}),
  outputShape: ([x], { axes, start, end }) =>
    x.shape.map((dim, i) => (axes.includes(i) ? end - start : dim)),
  gradient({ graph, inputs: [x], options: { axes, start, end }, dOutput, layer }) {
    const before = x.shape.map((_, i) => (axes.includes(i) ? start : 0))
    const after = x.shape.map((dim, i) => (axes.includes(i) ? fixed(dim, layer) - end : 0))
    return [pad(graph, dOutput, layer, before, after)]
  },
}

/** The part [start, end) of one axis. */
export function slice(
  graph: Graph,
  x: Value,
  layer: string,
  axis: number,
  start: number,
  end: number,
): Value {
  const length = fixed(x.shape[axis], layer)
  if (start < 0 || end > length || end <= start) {
    throw misfit(layer, `slice [${start}, ${end}) is outside axis ${axis}`, [end], x.shape)
  }
  return cut(graph, x, layer, { axes: [axis], start, end })
}

/** The same square of every channel: rows and columns [start, end). */
export function crop(graph: Graph, x: Value, layer: string, { start, end }: Crop): Value {
  const [, , height, width] = x.shape
  if (start < 0 || end > Math.min(fixed(height, layer), fixed(width, layer)) || end <= start) {
    throw misfit(layer, `crop [${start}, ${end}) outside the picture`, [end, end], x.shape)
  }
  return cut(graph, x, layer, { axes: [2, 3], start, end })
}

function cut(graph: Graph, x: Value, layer: string, range: Range): Value {
  const { axes, start, end } = range
  const each = (n: number) => ints(graph, ...axes.map(() => n))
  return graph.apply(slicing, [x, each(start), each(end), ints(graph, ...axes)], range, layer)
}

/**
 * x with zeros added before and after it, axis by axis; no gradient. A negative number removes as
 * many values.
 */
export function pad(
  graph: Graph,
  x: Value,
  layer: string,
  before: readonly number[],
  after: readonly number[],
): Value {
  const widen = (dim: Dim, i: number) =>
    typeof dim === 'string' ? dim : dim + before[i] + after[i]
  const widths = ints(graph, ...before, ...after)
  return emit(graph, layer, 'Pad', [x, widths], x.shape.map(widen))
}

/**
 * Pictures resized to `side` x `side` px by repeating or leaving out pixels. Output pixel i is
 * input pixel floor(i * n / side), as in PyTorch's `nearest`. ONNX's Resize is not used: it
 * computes i * n / side in float32, which gives the pixel before the right one at some sizes (14 to
 * 32 px).
 */
export function resizeNearest(graph: Graph, x: Value, layer: string, side: number): Value {
  const sources = (axis: number) => {
    const length = fixed(x.shape[axis], layer)
    return Array.from({ length: side }, (_, i) => Math.floor((i * length) / side))
  }
  const rows = gather(graph, x, layer, 2, sources(2))
  return gather(graph, rows, layer, 3, sources(3))
}

const concatenation: Operator<Record<never, never>> = {
  onnx: 'Concat',
  attributes: () => ({ axis: 1 }),
  outputShape(values, _, layer) {
    const [batch, , ...rest] = values[0].shape
    for (const { shape } of values) {
      if (shape.slice(2).join() !== rest.join()) {
        throw misfit(layer, 'joined values have different sides', values[0].shape, shape)
      }
    }
    const channels = values.reduce((sum, { shape }) => sum + fixed(shape[1], layer), 0)
    return [batch, channels, ...rest]
  },
  gradient({ graph, inputs, dOutput, needs, layer }) {
    let end = 0
    const parts = inputs.map(({ shape }) => {
      const start = end
      end += fixed(shape[1], layer)
      return { start, end }
    })
    return forNeeded(
      needs,
      ...parts.map((part) => () => slice(graph, dOutput, layer, 1, part.start, part.end)),
    )
  },
}

/** Values joined along their channels (axis 1). */
export function concat(graph: Graph, values: readonly Value[], layer: string): Value {
  return graph.apply(concatenation, values, {}, layer)
}

const reshaping: Operator<{ shape: Shape }> = {
  onnx: 'Reshape',
  attributes: () => ({}),
  outputShape: (_, { shape }) => shape,
  gradient: ({ graph, inputs: [x], dOutput, layer }) => [reshape(graph, dOutput, layer, x.shape)],
}

/** The same values in another shape. */
export function reshape(graph: Graph, x: Value, layer: string, shape: Shape): Value {
  if (product(...x.shape) !== product(...shape)) {
    throw misfit(layer, 'reshape to another number of values', shape, x.shape)
  }
  const lengths = shape.map((dim) => (typeof dim === 'string' ? -1n : BigInt(dim)))
  const target = graph.constant(BigInt64Array.from(lengths))
  return graph.apply(reshaping, [x, target], { shape }, layer)
}

/** (batch, ...) to (batch, product of the rest). */
export function flatten(graph: Graph, x: Value, layer: string): Value {
  return reshape(graph, x, layer, [x.shape[0], product(...x.shape.slice(1))])
}

const permutation: Operator<{ axes: readonly number[] }> = {
  onnx: 'Transpose',
  attributes: ({ axes }) => ({ perm: axes }),
  outputShape: ([x], { axes }) => axes.map((axis) => x.shape[axis]),
  gradient({ graph, options: { axes }, dOutput, layer }) {
    const back = axes.map((_, axis) => axes.indexOf(axis))
    return [transpose(graph, dOutput, layer, back)]
  },
}

/** Axes in another order: axis i of the output is axis `axes[i]` of x. */
export function transpose(graph: Graph, x: Value, layer: string, axes: readonly number[]): Value {
  return graph.apply(permutation, [x], { axes }, layer)
}

interface Choice {
  axis: number
  indices: readonly number[]
}

const gathering: Operator<Choice> = {
  onnx: 'Gather',
  attributes: ({ axis }) => ({ axis }),
  outputShape: ([x], { axis, indices }) =>
    x.shape.map((dim, i) => (i === axis ? indices.length : dim)),
  gradient: gatherGradient,
}

/**
 * Slices of one axis in the order of `indices`. A slice may be taken several times, or not at all.
 */
export function gather(
  graph: Graph,
  x: Value,
  layer: string,
  axis: number,
  indices: readonly number[],
): Value {
  return graph.apply(gathering, [x, ints(graph, ...indices)], { axis, indices }, layer)
}

/**
 * If `indices` is a permutation, the inverse permutation. Otherwise a product with a matrix that
 * has a one wherever a slice went. For the few dozen pixels of a resized side this is faster than a
 * scatter.
 */
function gatherGradient(backward: Backward & { options: Choice }): Value[] {
  const { graph, inputs, options, dOutput, layer } = backward
  const { axis, indices } = options
  const { shape } = inputs[0]
  const length = fixed(shape[axis], layer)
  const back = Array.from({ length }, (_, i) => indices.indexOf(i))
  if (indices.length === length && !back.includes(-1)) {
    return [gather(graph, dOutput, layer, axis, back)]
  }
  const went = new Float32Array(length * indices.length)
  const isLast = axis === shape.length - 1
  for (const [to, from] of indices.entries()) {
    went[isLast ? to * length + from : from * indices.length + to] = 1
  }
  const outer = product(...shape.slice(0, axis))
  const inner = product(...shape.slice(axis + 1))
  const multiply = (a: Value, b: Value, answer: Shape) =>
    emit(graph, layer, 'MatMul', [a, b], answer)
  const as = (v: Value, answer: Shape) => reshape(graph, v, layer, answer)
  if (isLast) {
    const matrix = graph.constant(went, [indices.length, length])
    const rows = as(dOutput, [outer, indices.length])
    return [as(multiply(rows, matrix, [outer, length]), shape)]
  }
  const matrix = graph.constant(went, [length, indices.length])
  const stacks = as(dOutput, [outer, indices.length, inner])
  return [as(multiply(matrix, stacks, [outer, length, inner]), shape)]
}
