/**
 * For each place of the windows of a convolution or a pooling, the pixels that it sees (im2col),
 * and the transpose of this. ONNX: Pad, Slice; ConvTranspose.
 */
import { reshape } from './arrange.js'
import { type Dim, fixed, product } from './dims.js'
import { emit, ints } from './emit.js'
import type { Graph, Value } from './graph.js'

/** Square windows over a picture. */
export interface Geometry {
  /** Side of a window, px. */
  kernel: number
  /** Pixels from one window to the next. */
  stride: number
  /** Pixels by which windows reach beyond the edge. */
  padding: number
}

/**
 * Number of rows (axis 2) or columns (axis 3) at the end that the stride leaves outside all
 * windows.
 */
export function leftOver(x: Value, layer: string, geometry: Geometry, axis: number): number {
  const { kernel, stride, padding } = geometry
  return (fixed(x.shape[axis], layer) + 2 * padding - kernel) % stride
}

/**
 * For each place of the window, row by row, the pixels (last two axes) of x that it sees; no
 * gradient.
 *
 * @param sides number of windows, down and across
 * @param fill value of pixels beyond the edge; default 0
 */
export function views(
  graph: Graph,
  x: Value,
  layer: string,
  { kernel, stride, padding }: Geometry,
  sides: readonly Dim[],
  fill = 0,
): Value[] {
  const [height, width] = sides.map((side) => fixed(side, layer))
  const padded = padding > 0 ? framed(graph, x, layer, padding, fill) : x
  if (kernel === 1 && stride === 1) return [padded]
  const shape = [...x.shape.slice(0, 2), height, width]
  return Array.from({ length: kernel * kernel }, (_, place) => {
    const row = Math.floor(place / kernel)
    const column = place % kernel
    const ends = ints(graph, row + (height - 1) * stride + 1, column + (width - 1) * stride + 1)
    const range = [ints(graph, row, column), ends, ints(graph, 2, 3), ints(graph, stride, stride)]
    return emit(graph, layer, 'Slice', [padded, ...range], shape)
  })
}

function framed(graph: Graph, x: Value, layer: string, padding: number, fill: number): Value {
  const [batch, channels, ...sides] = x.shape
  const widths = ints(graph, 0, 0, padding, padding, 0, 0, padding, padding)
  const value = graph.constant(Float32Array.of(fill), [])
  const shape = [batch, channels, ...sides.map((side) => fixed(side, layer) + 2 * padding)]
  return emit(graph, layer, 'Pad', [x, widths, value], shape)
}

/**
 * The transpose of `views`: for each pixel, the sum over the places that see it.
 *
 * @param x a value with the shape of the output
 * @param parts one value (batch, channels, height', width') for each place
 */
export function summedViews(
  graph: Graph,
  x: Value,
  layer: string,
  { kernel, stride, padding }: Geometry,
  parts: readonly Value[],
): Value {
  const [batch, channels, ...sides] = x.shape
  const nPictures = product(batch, channels)
  const [height, width] = parts[0].shape.slice(2)
  const nPlaces = kernel * kernel
  const planes = parts.map((part) => reshape(graph, part, layer, [nPictures, 1, height, width]))
  const joined = emit(graph, layer, 'Concat', planes, [nPictures, nPlaces, height, width], {
    attributes: { axis: 1 },
  })
  const identity = Float32Array.from({ length: nPlaces ** 2 }, (_, i) =>
    i % (nPlaces + 1) === 0 ? 1 : 0,
  )
  const places = graph.constant(identity, [nPlaces, 1, kernel, kernel])
  const rest = [2, 3].map((axis) => leftOver(x, layer, { kernel, stride, padding }, axis))
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    output_padding: rest,
  }
  const shape = [nPictures, 1, ...sides]
  const dx = emit(graph, layer, 'ConvTranspose', [joined, places], shape, { attributes })
  return reshape(graph, dx, layer, x.shape)
}
