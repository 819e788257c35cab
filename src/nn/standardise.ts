/**
 * What batch and group normalisation share: y = (x - m) / sqrt(v + eps) * gamma + beta, with mean m
 * and variance v (without Bessel's correction) over sets of values. A set is one channel of the
 * whole batch, or a group of channels of one sample. With u = x - m, s = 1 / sqrt(v + eps) and
 * means over the sets (Ioffe & Szegedy 2015, arXiv:1502.03167, section 3):
 *
 *   dx = s gamma dy - s mean(gamma dy) - s^3 u mean(gamma dy u)
 *   dgamma = sum(s dy u), dbeta = sum(dy)
 *
 * The variance is computed after the subtraction, so a bright, even background costs no digits.
 * Sums and affine maps are written in the fastest forms that were found
 * (docs/studies/training-engine.md).
 */

import { reshape } from './arrange.js'
import { fixed, product, type Shape } from './dims.js'
import { add, inverseSqrt, multiply, scale, subtract } from './elementwise.js'
import { emit, forNeeded } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'
import { matmulTransposed } from './matmul.js'
import { expand, lengthOf, sumTo } from './reduction.js'
import { sizeOf } from './tensor.js'

/** The sets: channels are seen as (outer, inner); a set spans one axis of (batch, outer, inner). */
export interface MomentSets {
  outer: number
  inner: number
  axis: 0 | 2
}

/** Values of shape (batch, outer, inner, 1), with length 1 along the axis of the sets. */
export interface Moments {
  mean: Value
  variance: Value
}

/** Parameters of the channels. */
export interface Affine {
  gamma: Value
  beta: Value
}

interface Known extends Moments {
  centred: Value
  inverseWidth: Value
}

/** From this many pixels per channel, a product of rows is faster than a product and a mean. */
const LONG_ROW = 512

/**
 * The normalised values.
 *
 * @param x (batch, channels, ...)
 * @param parameters gamma and beta, each (channels)
 * @returns the values, and the moments of the sets
 */
export function standardise(
  graph: Graph,
  x: Value,
  layer: string,
  parameters: Affine,
  options: { sets: MomentSets; epsilon: number },
): Moments & { y: Value } {
  const parts = new Standardisation(graph, x, layer, options.sets)
  let known: Known | undefined
  const build = () => {
    known = parts.measure(options.epsilon)
    return parts.forward(known, parameters)
  }
  const gradient = (backward: Backward) => parts.gradient(backward, known!)
  const inputs = [x, parameters.gamma, parameters.beta]
  const y = graph.compound(layer, inputs, build, gradient)
  return { ...known!, y }
}

/** Only the derivatives, for values that were computed in another way. */
export function standardisationGradient(
  backward: Backward,
  { sets, epsilon }: { sets: MomentSets; epsilon: number },
): (Value | undefined)[] {
  const { graph, inputs, layer } = backward
  const parts = new Standardisation(graph, inputs[0], layer, sets)
  return parts.gradient(backward, parts.measure(epsilon))
}

/**
 * Works on x as (batch, outer, inner, pixels). Moments have length 1 along the axes that they span.
 */
class Standardisation {
  private readonly nPixels: number
  private readonly shape: Shape

  constructor(
    private readonly graph: Graph,
    private readonly x: Value,
    private readonly layer: string,
    private readonly sets: MomentSets,
  ) {
    this.nPixels = sizeOf(x.shape.slice(2).map((side) => fixed(side, layer)))
    this.shape = [x.shape[0], sets.outer, sets.inner, this.nPixels]
  }

  measure(epsilon: number): Known {
    const { graph, layer } = this
    const pictures = reshape(graph, this.x, layer, this.shape)
    const mean = this.means(pictures, [this.sets.axis, 3])
    const centred = subtract(graph, pictures, mean, layer)
    const variance = this.overSet(this.channelProducts(centred, centred))
    const small = graph.constant(Float32Array.of(epsilon), [])
    const inverseWidth = inverseSqrt(graph, add(graph, variance, small, layer), layer)
    return { mean, variance, centred, inverseWidth }
  }

  forward({ centred, inverseWidth }: Known, { gamma, beta }: Affine): Value {
    const factor = this.times(inverseWidth, this.perChannel(gamma))
    return this.map(centred, factor, this.perChannel(beta), factor)
  }

  gradient(
    { inputs: [, gamma, beta], dOutput, needs }: Backward,
    { centred, inverseWidth }: Known,
  ): (Value | undefined)[] {
    const times = (a: Value, b: Value) => this.times(a, b)
    const dy = reshape(this.graph, dOutput, this.layer, this.shape)
    const means = this.channelMeans(dy)
    const products = needs[0] || needs[1] ? this.channelProducts(dy, centred) : means
    const dx = () => {
      const weight = this.perChannel(gamma)
      const factor = times(inverseWidth, weight)
      const shift = times(inverseWidth, this.overSet(times(weight, means)))
      const cube = times(inverseWidth, times(inverseWidth, inverseWidth))
      const tilt = times(cube, this.overSet(times(weight, products)))
      const rest = this.map(centred, this.negative(tilt), this.negative(shift), factor)
      const direct = reshape(this.graph, times(dy, factor), this.layer, this.x.shape)
      return add(this.graph, direct, rest, this.layer)
    }
    return forNeeded(
      needs,
      dx,
      () => this.total(times(products, inverseWidth), gamma),
      () => this.total(means, beta),
    )
  }

  /** A parameter of the channels as (outer, inner, 1). */
  private perChannel(parameter: Value): Value {
    const { outer, inner } = this.sets
    return reshape(this.graph, parameter, this.layer, [outer, inner, 1])
  }

  private times(a: Value, b: Value): Value {
    return multiply(this.graph, a, b, this.layer)
  }

  private negative(v: Value): Value {
    return scale(this.graph, v, this.layer, -1)
  }

  private means(v: Value, axes: readonly number[]): Value {
    const shape = v.shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    return emit(this.graph, this.layer, 'ReduceMean', [v], shape, { attributes: { axes } })
  }

  /** Means over the pixels of a channel, and over the batch if a set spans it. */
  private channelMeans(v: Value): Value {
    return this.means(v, this.sets.axis === 0 ? [0, 3] : [3])
  }

  /** Such means of a * b. For long rows a product of rows is fast, and it never stores a * b. */
  private channelProducts(a: Value, b: Value): Value {
    const { graph, layer, nPixels } = this
    if (nPixels < LONG_ROW) return this.channelMeans(this.times(a, b))
    const [batch, outer, inner] = this.shape
    const nRows = product(batch, outer, inner)
    const row = (v: Value) => reshape(graph, v, layer, [nRows, 1, nPixels])
    const sums = reshape(graph, matmulTransposed(graph, row(a), row(b), layer, 'b'), layer, [
      batch,
      outer,
      inner,
      1,
    ])
    return this.channelMeans(scale(graph, sums, layer, 1 / nPixels))
  }

  /** Means over the channels of a set. */
  private overSet(channelMeans: Value): Value {
    return this.sets.axis === 0 ? channelMeans : this.means(channelMeans, [2])
  }

  /** Sums over the batch, from means over channels. */
  private total(channelMeans: Value, parameter: Value): Value {
    const { graph, layer, nPixels } = this
    const { outer, inner, axis } = this.sets
    let sums = scale(graph, channelMeans, layer, nPixels)
    if (axis === 0) sums = this.times(sums, lengthOf(graph, this.x, layer, 0))
    return reshape(graph, sumTo(graph, sums, layer, [outer, inner, 1]), layer, parameter.shape)
  }

  /**
   * v * factor + offset in one pass, as a batch normalisation with mean 0 and variance 1. Where a
   * set is part of one sample, the channels of all samples are treated as the channels of one.
   *
   * @param like a value that has a number for each of those channels
   */
  private map(v: Value, factor: Value, offset: Value, like: Value): Value {
    const { graph, layer, nPixels } = this
    const nChannels = product(...like.shape)
    const line = (value: Value) => {
      const isWhole = product(...value.shape) === nChannels
      return reshape(graph, isWhole ? value : expand(graph, value, layer, like), layer, [nChannels])
    }
    const number = (n: number) => line(graph.constant(Float32Array.of(n), [1, 1, 1, 1]))
    const shape = [this.sets.axis === 0 ? this.shape[0] : 1, nChannels, 1, nPixels]
    const inputs = [line(factor), line(offset), number(0), number(1)]
    const pictures = reshape(graph, v, layer, shape)
    const attributes = { epsilon: { float: 0 } }
    const mapped = emit(graph, layer, 'BatchNormalization', [pictures, ...inputs], shape, {
      attributes,
    })
    return reshape(graph, mapped, layer, this.x.shape)
  }
}
