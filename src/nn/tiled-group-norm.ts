/**
 * Bias and group normalisation (Wu & He 2018) of pictures (side, side, batch, channels).
 *
 * Sums over pixels are products with a row of ones, the fastest form here. The bias is added to the
 * mean that is subtracted, so it costs nothing. The variance is computed after the subtraction, so
 * no digits are lost.
 *
 *   c = x + bias - mean      v = mean of c^2      r = 1 / sqrt(v + eps)      y = c r gamma + beta
 *   dx = dy r gamma - r m1 - c r^3 m2,   m1 = mean of gamma dy,   m2 = mean of gamma dy c
 *   dgamma = sum of dy c r,   dbeta = sum of dy,   dbias = sum of dx
 *
 * with means over a group of one sample, and sums over pixels and samples.
 */

import { reshape } from './arrange.js'
import { type Dim, fixed, misfit, product } from './dims.js'
import { add, inverseSqrt, multiply, subtract } from './elementwise.js'
import type { Backward, Graph, Value } from './graph.js'
import { matmul } from './matmul.js'
import { reduce, sum } from './reduction.js'

/** PyTorch's default. */
const EPSILON = 1e-5

/**
 * Adds the bias of the convolution before it, and normalises.
 *
 * @param bias name of the parameter that holds the bias, (channels)
 * @param layer its parameters are `<layer>.weight` and `<layer>.bias`, (channels)
 */
export function tiledGroupNorm(
  graph: Graph,
  x: Value,
  bias: string,
  layer: string,
  nGroups: number,
): Value {
  const [side, , batch, channels] = x.shape
  const nChannels = fixed(channels, layer)
  if (nChannels % nGroups !== 0) {
    throw misfit(layer, `the channels cannot be divided into ${nGroups} groups`, [nGroups], x.shape)
  }
  const nPixels = fixed(side, layer) ** 2
  const groups = new Groups(graph, layer, nPixels, batch, nGroups, nChannels / nGroups)
  const parameters = [bias, `${layer}.weight`, `${layer}.bias`].map((name) =>
    graph.parameter(name, [nChannels]),
  )
  let centred: Centred | undefined
  return graph.compound(
    layer,
    [x, ...parameters],
    () => {
      centred = centre(groups, x, parameters[0])
      return normalised(groups, centred, x, parameters)
    },
    (backward) => derivatives(groups, centred!, backward),
  )
}

interface Centred {
  /** c, (pixels, batch * channels). */
  c: Value
  /** r, (batch, groups, 1). */
  r: Value
}

function centre(groups: Groups, x: Value, bias: Value): Centred {
  const { graph, layer } = groups
  const ofChannel = groups.perChannel(bias)
  const mean = groups.mean(add(graph, groups.pixelMeans(groups.flat(x)), ofChannel, layer))
  const shift = groups.spread(subtract(graph, mean, ofChannel, layer))
  const c = subtract(graph, groups.flat(x), shift, layer)
  const variance = groups.mean(groups.pixelMeans(multiply(graph, c, c, layer)))
  const epsilon = graph.constant(Float32Array.of(EPSILON))
  return { c, r: inverseSqrt(graph, add(graph, variance, epsilon, layer), layer) }
}

function normalised(
  groups: Groups,
  { c, r }: Centred,
  { shape }: Value,
  [, gamma, beta]: readonly Value[],
): Value {
  const { graph, layer } = groups
  const scale = groups.spread(multiply(graph, r, groups.perChannel(gamma), layer))
  const y = reshape(graph, multiply(graph, c, scale, layer), layer, shape)
  return add(graph, y, beta, layer)
}

function derivatives(groups: Groups, { c, r }: Centred, { inputs, dOutput }: Backward): Value[] {
  const { graph, layer } = groups
  const times = (a: Value, b: Value) => multiply(graph, a, b, layer)
  const [x, , gamma] = inputs
  const gammas = groups.perChannel(gamma)
  const dy = groups.flat(dOutput)
  const sumDy = groups.pixelSums(dy)
  const sumDyC = groups.pixelSums(times(dy, c))
  const share = graph.constant(Float32Array.of(1 / groups.nPixels))
  const m1 = groups.mean(times(times(gammas, sumDy), share))
  const m2 = groups.mean(times(times(gammas, sumDyC), share))
  const ones = graph.constant(new Float32Array(groups.perGroup).fill(1), [1, 1, groups.perGroup])
  const level = groups.spread(times(times(r, m1), ones))
  const slope = groups.spread(times(times(times(times(r, r), r), m2), ones))
  const scaled = times(dy, groups.spread(times(r, gammas)))
  const sloped = subtract(graph, scaled, times(c, slope), layer)
  const dx = subtract(graph, sloped, level, layer)
  const overBatch = (v: Value) => reshape(graph, sum(graph, v, layer, [0]), layer, gamma.shape)
  return [
    reshape(graph, dx, layer, x.shape),
    overBatch(groups.pixelSums(dx)),
    overBatch(times(sumDyC, r)),
    overBatch(sumDy),
  ]
}

/**
 * Two views of the numbers: by pixel (pixels, batch * channels), by channel (batch, groups,
 * perGroup).
 */
class Groups {
  constructor(
    readonly graph: Graph,
    readonly layer: string,
    readonly nPixels: number,
    readonly batch: Dim,
    readonly nGroups: number,
    readonly perGroup: number,
  ) {}

  flat(v: Value): Value {
    return reshape(this.graph, v, this.layer, [this.nPixels, this.nColumns])
  }

  /** From (batch, groups, perGroup) to one row over all pixels. */
  spread(v: Value): Value {
    return reshape(this.graph, v, this.layer, [1, this.nColumns])
  }

  perChannel(parameter: Value): Value {
    return reshape(this.graph, parameter, this.layer, [this.nGroups, this.perGroup])
  }

  pixelMeans(v: Value): Value {
    return this.rowTimes(1 / this.nPixels, v)
  }

  pixelSums(v: Value): Value {
    return this.rowTimes(1, v)
  }

  /** Means over the channels of a group: (batch, groups, 1). */
  mean(v: Value): Value {
    return reduce(this.graph, 'ReduceMean', v, this.layer, 2)
  }

  private rowTimes(weight: number, v: Value): Value {
    const { graph, layer, nPixels } = this
    const row = graph.constant(new Float32Array(nPixels).fill(weight), [1, nPixels])
    const shape = [this.batch, this.nGroups, this.perGroup]
    return reshape(graph, matmul(graph, row, v, layer), layer, shape)
  }

  private get nColumns(): Dim {
    return product(this.batch, this.nGroups * this.perGroup)
  }
}
