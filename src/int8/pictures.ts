/** The values of a network in its integer graph: as float32, as integers, or as both. */
import { emit, type Graph, type Shape, transpose, type Value } from '../nn/index.js'
import type { Scales } from './scales.js'

/** A picture of integers, (batch, height, width, channels). */
export interface Picture extends Scales {
  readonly value: Value
}

export const scalar = (graph: Graph, x: number) => graph.constant(Float32Array.of(x), [])
export const byte = (graph: Graph, x: number) => graph.constant(Uint8Array.of(x), [])

/** (batch, channels, height, width) to (batch, height, width, channels). */
export function channelsLast([batch, channels, height, width]: Shape): Shape {
  return [batch, height, width, channels]
}

/** Integers of a picture (batch, channels, height, width) of float32. */
export function quantised(graph: Graph, x: Value, layer: string, to: Scales): Picture {
  const { scales, zero } = to
  const steps = graph.constant(Float32Array.from(scales))
  const zeros = graph.constant(new Uint8Array(scales.length).fill(zero))
  const attributes = { axis: 1 }
  const q = emit(graph, layer, 'QuantizeLinear', [x, steps, zeros], x.shape, { attributes })
  return { value: transpose(graph, q, layer, [0, 2, 3, 1]), scales, zero }
}

/** The picture (batch, channels, height, width) of float32 that these integers stand for. */
export function dequantised(graph: Graph, picture: Picture, layer: string): Value {
  const { value, scales, zero } = picture
  const first = transpose(graph, value, layer, [0, 3, 1, 2])
  const steps = graph.constant(Float32Array.from(scales))
  const zeros = graph.constant(new Uint8Array(scales.length).fill(zero))
  const attributes = { axis: 1 }
  return emit(graph, layer, 'DequantizeLinear', [first, steps, zeros], first.shape, { attributes })
}
