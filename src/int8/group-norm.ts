/**
 * Group normalisation between two convolutions of integers. It is given y = step f + offset with
 * floats f (batch, pixels, channels), and answers with integers of its rectified values:
 *
 *   m = mean of f, e = mean of f^2   over the pixels, for each sample and channel
 *   M = mean of (step m + offset)    over the channels of a group
 *   v = mean of step^2 (e - m^2) + (step m + offset - M)^2
 *   q = round(a f + b),  a = gamma step / (scale s),  b = (beta + gamma (offset - M) / s) / scale
 *
 * with s = sqrt(v + eps). So nothing but a f + b costs a pass over the pixels. Values below 0
 * become 0 because integers without a sign do.
 */
import {
  add,
  divide,
  emit,
  fixed,
  type Graph,
  matmul,
  multiply,
  product,
  reshape,
  sqrt,
  subtract,
  type Value,
} from '../nn/index.js'
import { byte, type Picture, scalar } from './pictures.js'

export interface GroupNormed {
  /** (batch, height, width, channels) */
  readonly f: Value
  readonly steps: readonly number[]
  readonly offsets: readonly number[]
  readonly gamma: ArrayLike<number>
  readonly beta: ArrayLike<number>
  readonly nGroups: number
  readonly epsilon: number
  /** Scales of the answer. */
  readonly scales: readonly number[]
}

export function integerGroupNorm(graph: Graph, layer: string, normed: GroupNormed): Picture {
  const { f, scales } = normed
  const [batch, height, width, channels] = f.shape
  const pixels = product(height, width)
  const rows = reshape(graph, f, layer, [batch, pixels, channels])
  const { a, b } = affine(graph, layer, rows, normed)
  const y = add(graph, multiply(graph, rows, a, layer), b, layer)
  const q = emit(graph, layer, 'QuantizeLinear', [y, scalar(graph, 1), byte(graph, 0)], y.shape)
  return { value: reshape(graph, q, layer, f.shape), scales, zero: 0 }
}

/** a and b, (batch, 1, channels). */
function affine(graph: Graph, layer: string, rows: Value, normed: GroupNormed) {
  const { steps, offsets, gamma, beta, scales, nGroups } = normed
  const [batch, , channels] = rows.shape
  const nChannels = fixed(channels, layer)
  const each = (of: (c: number) => number) =>
    graph.constant(
      Float32Array.from({ length: nChannels }, (_, c) => of(c)),
      [nGroups, nChannels / nGroups],
    )
  const [step, offset] = [each((c) => steps[c]), each((c) => offsets[c])]
  const { mean, s } = groupStatistics(graph, layer, rows, { ...normed, step, offset, each })
  const gains = each((c) => (gamma[c] * steps[c]) / scales[c])
  const a = divide(graph, gains, s, layer)
  const far = subtract(graph, offset, mean, layer)
  const inSteps = multiply(
    graph,
    far,
    each((c) => 1 / steps[c]),
    layer,
  )
  const b = multiply(graph, inSteps, a, layer)
  const shifts = each((c) => beta[c] / scales[c])
  const whole = (x: Value) => reshape(graph, x, layer, [batch, 1, nChannels])
  return { a: whole(a), b: whole(add(graph, b, shifts, layer)) }
}

interface PerChannel extends Pick<GroupNormed, 'steps' | 'nGroups' | 'epsilon'> {
  /** (groups, channels of a group), as all that `each` gives. */
  readonly step: Value
  readonly offset: Value
  each(of: (c: number) => number): Value
}

/** M and s of each group, (batch, groups, 1). */
function groupStatistics(graph: Graph, layer: string, rows: Value, channel: PerChannel) {
  const { steps, step, offset, each, nGroups, epsilon } = channel
  const [batch, pixels, channels] = rows.shape
  const nPixels = fixed(pixels, layer)
  const perGroup = fixed(channels, layer) / nGroups
  const times = (x: Value, y: Value) => multiply(graph, x, y, layer)
  const shares = graph.constant(new Float32Array(nPixels).fill(1 / nPixels), [1, 1, nPixels])
  const means = (x: Value) =>
    reshape(graph, matmul(graph, shares, x, layer), layer, [batch, nGroups, perGroup])
  const ofGroup = (x: Value) =>
    emit(graph, layer, 'ReduceMean', [x], [batch, nGroups, 1], {
      attributes: { axes: [2], keepdims: 1 },
    })
  const m = means(rows)
  const e = means(times(rows, rows))
  const centres = add(graph, times(m, step), offset, layer)
  const mean = ofGroup(centres)
  const off = subtract(graph, centres, mean, layer)
  const squares = each((c) => steps[c] ** 2)
  const within = times(subtract(graph, e, times(m, m), layer), squares)
  const variance = ofGroup(add(graph, within, times(off, off), layer))
  const s = sqrt(graph, add(graph, variance, scalar(graph, epsilon), layer), layer)
  return { mean, s }
}
