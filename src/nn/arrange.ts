/** Operators that move values without changing them: slice, concat, resize, reshape, transpose. */
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

const resize: Operator<{ side: number }> = {
  onnx: 'Resize',
  attributes: () => ({
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  }),
  outputShape: ([x], { side }) => [x.shape[0], x.shape[1], side, side],
}

/**
 * Square pictures of n px enlarged to `side` px by repeating pixels, exactly as PyTorch's `nearest`:
 * output pixel i is input pixel floor(i * n / side).
 */
export function resizeNearest(graph: Graph, x: Value, layer: string, side: number): Value {
  const scale = side / fixed(x.shape[2], layer)
  const scales = graph.constant(Float32Array.of(1, 1, scale, scale))
  const noRegion = graph.constant(new Float32Array(0))
  return graph.apply(resize, [x, noRegion, scales], { side }, layer)
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
