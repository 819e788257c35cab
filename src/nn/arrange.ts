/** Operators that move values without changing them: slice, resize, concat, reshape, transpose, gather. */
import {
  fixed,
  type Graph,
  misfit,
  type Operator,
  product,
  type Shape,
  type Value,
} from './graph.js'

/** A box of the picture: rows and columns [start, end), 0-based. */
export interface Crop {
  start: number
  end: number
}

const slice: Operator<Crop> = {
  onnx: 'Slice',
  attributes: () => ({}),
  outputShape([x], { start, end }, layer) {
    const [batch, channels, height, width] = x.shape
    if (start < 0 || end > Math.min(fixed(height, layer), fixed(width, layer)) || end <= start) {
      throw misfit(layer, `crop [${start}, ${end}) outside the picture`, [end, end], x.shape)
    }
    return [batch, channels, end - start, end - start]
  },
}

/** The same square of every channel: rows and columns [start, end). */
export function crop(graph: Graph, x: Value, layer: string, box: Crop): Value {
  const ints = (...values: number[]) => graph.constant(BigInt64Array.from(values, BigInt))
  const inputs = [x, ints(box.start, box.start), ints(box.end, box.end), ints(2, 3)]
  return graph.apply(slice, inputs, box, layer)
}

/**
 * Pictures brought to `side` x `side` px by repeating or leaving out pixels: output pixel i is input
 * pixel floor(i * n / side), as PyTorch's `nearest` means it. Not ONNX's Resize: that rounds i * n / side
 * in float32, and falls one pixel short at some sizes (14 to 32 px).
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
        throw misfit(layer, 'joined values differ beyond their channels', values[0].shape, shape)
      }
    }
    const channels = values.reduce((sum, { shape }) => sum + fixed(shape[1], layer), 0)
    return [batch, channels, ...rest]
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
}

/** Axes in another order: axis i of the answer is axis `axes[i]` of x. */
export function transpose(graph: Graph, x: Value, layer: string, axes: readonly number[]): Value {
  return graph.apply(permutation, [x], { axes }, layer)
}

const gathering: Operator<{ axis: number; n: number }> = {
  onnx: 'Gather',
  attributes: ({ axis }) => ({ axis }),
  outputShape: ([x], { axis, n }) => x.shape.map((dim, i) => (i === axis ? n : dim)),
}

/** Slices of one axis in the order of `indices`. */
export function gather(
  graph: Graph,
  x: Value,
  layer: string,
  axis: number,
  indices: readonly number[],
): Value {
  const index = graph.constant(BigInt64Array.from(indices, BigInt))
  return graph.apply(gathering, [x, index], { axis, n: indices.length }, layer)
}
