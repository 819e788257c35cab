/**
 * What batch and group normalisation share: y = (x - m) / sqrt(v + eps) * gamma + beta with mean m and
 * variance v (without Bessel's correction) over sets of M values, either a channel of the whole batch
 * or a group of channels of one sample. With u = x - m, s = 1 / sqrt(v + eps) and means over the sets
 * (Ioffe & Szegedy 2015, arXiv:1502.03167, section 3):
 *
 *   dx = s gamma dy - s mean(gamma dy) - s^3 u mean(gamma dy u)
 *   dgamma = sum(s dy u), dbeta = sum(dy)
 *
 * The variance is taken after subtraction, so a bright, even background does not cancel. Sums over
 * pixels are matrix products, the fastest that there are here (docs/training-engine.md).
 */
import { add, inverseSqrt, multiply, scale, subtract } from './arithmetic.js'
import { reshape } from './arrange.js'
import { emit, forNeeded } from './emit.js'
import { type Backward, fixed, type Graph, product, type Shape, type Value } from './graph.js'
import { matmul } from './matmul.js'
import { reduce, sumTo } from './reduction.js'
import { sizeOf } from './tensor.js'

/** The sets: channels seen as (outer, inner), and the axis of (batch, outer, inner) that a set spans. */
export interface Sets {
  outer: number
  inner: number
  axis: 0 | 2
}

/** Of (batch, outer, inner, 1), with length 1 along the axis of the sets. */
export interface Moments {
  mean: Value
  variance: Value
}

/**
 * @param x (batch, channels, ...)
 * @param gamma (channels), and so beta
 * @returns the answer, and the moments that the sets had
 */
export function standardise(
  graph: Graph,
  x: Value,
  layer: string,
  parameters: { gamma: Value; beta: Value },
  options: { sets: Sets; epsilon: number },
): Moments & { y: Value } {
  const { gamma, beta } = parameters
  const parts = new Standardisation(graph, x, layer, options.sets)
  let known: (Moments & { centred: Value; inverseWidth: Value }) | undefined
  const build = () => {
    known = parts.measure(options.epsilon)
    const factor = multiply(graph, known.inverseWidth, parts.perChannel(gamma), layer)
    const scaled = multiply(graph, known.centred, factor, layer)
    const y = add(graph, scaled, parts.perChannel(beta), layer)
    return reshape(graph, y, layer, x.shape)
  }
  const gradient = (backward: Backward) => parts.gradient(backward, known!)
  const y = graph.compound(layer, [x, gamma, beta], build, gradient)
  return { ...known!, y }
}

/** The derivatives alone, where the answer was computed in another way. */
export function standardisationGradient(
  backward: Backward,
  { sets, epsilon }: { sets: Sets; epsilon: number },
): (Value | undefined)[] {
  const { graph, inputs, layer } = backward
  const parts = new Standardisation(graph, inputs[0], layer, sets)
  return parts.gradient(backward, parts.measure(epsilon))
}

/** x seen as (batch, outer, inner, pixels). */
class Standardisation {
  private readonly nPixels: number
  private readonly shape: Shape

  constructor(
    private readonly graph: Graph,
    private readonly x: Value,
    private readonly layer: string,
    private readonly sets: Sets,
  ) {
    this.nPixels = sizeOf(x.shape.slice(2).map((side) => fixed(side, layer)))
    this.shape = [x.shape[0], sets.outer, sets.inner, this.nPixels]
  }

  measure(epsilon: number) {
    const { graph, layer } = this
    const pictures = reshape(graph, this.x, layer, this.shape)
    const mean = this.overSet(this.pixelMeans(pictures))
    const centred = subtract(graph, pictures, mean, layer)
    const variance = this.overSet(this.pixelProducts(centred, centred))
    const small = graph.constant(Float32Array.of(epsilon), [])
    const inverseWidth = inverseSqrt(graph, add(graph, variance, small, layer), layer)
    return { mean, variance, centred, inverseWidth }
  }

  gradient(
    { graph, inputs: [x, gamma, beta], dOutput, needs, layer }: Backward,
    { centred, inverseWidth }: { centred: Value; inverseWidth: Value },
  ): (Value | undefined)[] {
    const times = (a: Value, b: Value) => multiply(graph, a, b, layer)
    const dy = reshape(graph, dOutput, layer, this.shape)
    const needsProducts = needs[0] || needs[1]
    const means = this.pixelMeans(dy)
    const products = needsProducts ? this.pixelProducts(dy, centred) : means
    const dx = () => {
      const weight = this.perChannel(gamma)
      const shift = times(inverseWidth, this.overSet(times(weight, means)))
      const cube = times(inverseWidth, times(inverseWidth, inverseWidth))
      const tilt = times(cube, this.overSet(times(weight, products)))
      const direct = times(dy, times(inverseWidth, weight))
      const rest = add(graph, times(centred, tilt), shift, layer)
      return reshape(graph, subtract(graph, direct, rest, layer), layer, x.shape)
    }
    return forNeeded(
      needs,
      dx,
      () => this.total(times(products, inverseWidth), gamma),
      () => this.total(means, beta),
    )
  }

  /** A parameter of the channels as (outer, inner, 1). */
  perChannel(parameter: Value): Value {
    const { outer, inner } = this.sets
    return reshape(this.graph, parameter, this.layer, [outer, inner, 1])
  }

  /** Sums over the batch of what are means over pixels. */
  private total(pixelMeans: Value, parameter: Value): Value {
    const { graph, layer } = this
    const { outer, inner } = this.sets
    const total = sumTo(graph, scale(graph, pixelMeans, layer, this.nPixels), layer, [
      outer,
      inner,
      1,
    ])
    return reshape(graph, total, layer, parameter.shape)
  }

  private overSet(v: Value): Value {
    return reduce(this.graph, 'ReduceMean', v, this.layer, this.sets.axis)
  }

  private get small(): Shape {
    const [batch, outer, inner] = this.shape
    return [batch, outer, inner, 1]
  }

  private pixelMeans(v: Value): Value {
    const { graph, layer, nPixels } = this
    const column = graph.constant(new Float32Array(nPixels).fill(1 / nPixels), [nPixels, 1])
    const rows = reshape(graph, v, layer, [product(...this.small), nPixels])
    return reshape(graph, matmul(graph, rows, column, layer), layer, this.small)
  }

  /** Means over pixels of a * b. */
  private pixelProducts(a: Value, b: Value): Value {
    const { graph, layer, nPixels } = this
    const nRows = product(...this.small)
    const row = (v: Value) => reshape(graph, v, layer, [nRows, 1, nPixels])
    const attributes = { transB: 1, alpha: { float: 1 / nPixels } }
    const domain = 'com.microsoft' as const
    const means = emit(graph, layer, 'FusedMatMul', [row(a), row(b)], [nRows, 1, 1], {
      attributes,
      domain,
    })
    return reshape(graph, means, layer, this.small)
  }
}
