/**
 * Group normalisation (Wu & He 2018, arXiv:1803.08494) and batch normalisation (Ioffe & Szegedy
 * 2015, arXiv:1502.03167): y = (x - mean) / sqrt(variance + eps) * gamma[c] + beta[c], the variance
 * without Bessel's correction. standardise.ts computes them in training, and their gradients.
 *
 * In use, group normalisation becomes Reshape, InstanceNormalization, Reshape, Mul, Add, and not
 * GroupNormalization (opset 21): ONNX Runtime has no such operator on WebGPU, and on the CPU both
 * forms take the same time.
 */

import { reshape } from './arrange.js'
import { fixed, misfit, product } from './dims.js'
import { add, inverseSqrt, multiply, scale, subtract } from './elementwise.js'
import { emit, forNeeded } from './emit.js'
import type { Backward, Graph, Operator, Value } from './graph.js'
import { lengthOf, sumTo } from './reduction.js'
import { type Affine, type Moments, standardisationGradient, standardise } from './standardise.js'
import { sizeOf } from './tensor.js'

const instanceNorm: Operator<{ epsilon: number }> = {
  onnx: 'InstanceNormalization',
  attributes: ({ epsilon }) => ({ epsilon: { float: epsilon } }),
  outputShape: ([x]) => x.shape,
}

/**
 * A group normalisation layer with parameters `<layer>.weight` and `<layer>.bias` (channels).
 *
 * @param x (batch, channels) or (batch, channels, height, width)
 * @param nGroups must divide the channels
 * @param epsilon added to the variance; default 1e-5, as in PyTorch
 */
export function groupNorm(
  graph: Graph,
  x: Value,
  layer: string,
  nGroups: number,
  epsilon = 1e-5,
): Value {
  const nChannels = fixed(x.shape[1], layer)
  if (nChannels % nGroups !== 0) {
    throw misfit(layer, `the channels cannot be divided into ${nGroups} groups`, [nGroups], x.shape)
  }
  const sets = { outer: nGroups, inner: nChannels / nGroups, axis: 2 } as const
  const parameters = affine(graph, layer, nChannels)
  if (graph.isTraining) {
    return standardise(graph, x, layer, parameters, { sets, epsilon }).y
  }
  const { gamma, beta } = parameters
  const build = () => groupNormForward(graph, x, layer, nGroups, epsilon)
  return graph.compound(layer, [x, gamma, beta], build, (backward) =>
    standardisationGradient(backward, { sets, epsilon }),
  )
}

function groupNormForward(
  graph: Graph,
  x: Value,
  layer: string,
  nGroups: number,
  epsilon: number,
): Value {
  const [batch, channels, ...sides] = x.shape
  const nChannels = fixed(channels, layer)
  const perGroup = (nChannels / nGroups) * sizeOf(sides.map((side) => fixed(side, layer)))
  const grouped = reshape(graph, x, layer, [batch, nGroups, perGroup])
  const ones = graph.constant(new Float32Array(nGroups).fill(1))
  const zeros = graph.constant(new Float32Array(nGroups))
  const normal = graph.apply(instanceNorm, [grouped, ones, zeros], { epsilon }, layer)
  const perChannel = [nChannels, ...sides.map(() => 1)]
  const { gamma, beta } = affine(graph, layer, nChannels)
  const spread = (parameter: Value) => reshape(graph, parameter, layer, perChannel)
  const pictures = reshape(graph, normal, layer, x.shape)
  const scaled = multiply(graph, pictures, spread(gamma), layer)
  return add(graph, scaled, spread(beta), layer)
}

function affine(graph: Graph, layer: string, nChannels: number): Affine {
  return {
    gamma: graph.parameter(`${layer}.weight`, [nChannels]),
    beta: graph.parameter(`${layer}.bias`, [nChannels]),
  }
}

/** Weight of a new batch in the running statistics, where a layer asks for no other: PyTorch's. */
export const BATCH_NORM_MOMENTUM = 0.1

/** Settings of a batch normalisation layer. The defaults are PyTorch's. */
export interface BatchNormOptions {
  /** Added to the variance; default 1e-5. */
  epsilon?: number
  /** Weight of the new batch in the running statistics; default {@link BATCH_NORM_MOMENTUM}. */
  momentum?: number
}

/**
 * A batch normalisation layer with parameters `<layer>.weight`, `<layer>.bias` and buffers
 * `<layer>.running_mean`, `<layer>.running_var` (channels). In training it uses the batch's moments
 * and updates the buffers (`graph.updates`); the running variance has Bessel's correction, as in
 * PyTorch. In use it takes the moments from the buffers.
 *
 * @param x (batch, channels) or (batch, channels, height, width)
 * @throws InputError in training, if each channel of a batch has only one value
 */
export function batchNorm(
  graph: Graph,
  x: Value,
  layer: string,
  { epsilon = 1e-5, momentum = BATCH_NORM_MOMENTUM }: BatchNormOptions = {},
): Value {
  const nChannels = fixed(x.shape[1], layer)
  const parameters = affine(graph, layer, nChannels)
  const runningMean = graph.buffer(`${layer}.running_mean`, [nChannels])
  const runningVariance = graph.buffer(`${layer}.running_var`, [nChannels])
  if (!graph.isTraining) {
    const { gamma, beta } = parameters
    const inputs = [x, gamma, beta, runningMean, runningVariance]
    return graph.apply(fixedNorm, inputs, { epsilon }, layer)
  }
  const sets = { outer: nChannels, inner: 1, axis: 0 } as const
  const { y, ...moments } = standardise(graph, x, layer, parameters, { sets, epsilon })
  followMoments(graph, layer, moments, momentum, () => besselFactor(graph, x, layer))
  return y
}

/**
 * Moves the running mean and variance of a layer of batch normalisation towards those of the batch.
 *
 * @param moments of the channels, in any shape
 * @param bessel makes M / (M - 1) for the M values of a channel
 */
export function followMoments(
  graph: Graph,
  layer: string,
  { mean, variance }: Moments,
  momentum: number,
  bessel: () => Value,
): void {
  const move = (name: string, batch: Value) => {
    const nChannels = fixed(product(...mean.shape), layer)
    const buffer = graph.buffer(`${layer}.${name}`, [nChannels])
    const kept = scale(graph, buffer, layer, 1 - momentum)
    const moved = scale(graph, reshape(graph, batch, layer, [nChannels]), layer, momentum)
    graph.update(buffer.name, add(graph, kept, moved, layer))
  }
  move('running_mean', mean)
  move('running_var', multiply(graph, variance, bessel(), layer))
}

/** M / (M - 1) for the M values of a channel. */
function besselFactor(graph: Graph, x: Value, layer: string): Value {
  const [batch, , ...sides] = x.shape
  const nPixels = sizeOf(sides.map((side) => fixed(side, layer)))
  if (batch === 1 && nPixels === 1) {
    throw misfit(
      layer,
      'batch statistics need more than one value per channel',
      [2, x.shape[1]],
      x.shape,
    )
  }
  const one = graph.constant(Float32Array.of(1))
  const m = scale(graph, lengthOf(graph, x, layer, 0), layer, nPixels)
  const less = emit(graph, layer, 'Max', [subtract(graph, m, one, layer), one], [1])
  return emit(graph, layer, 'Div', [m, less], [1])
}

/**
 * Batch normalisation by the buffers: an affine map of each channel. ONNX Runtime merges it into
 * the convolution before it.
 */
const fixedNorm: Operator<{ epsilon: number }> = {
  onnx: 'BatchNormalization',
  attributes: ({ epsilon }) => ({ epsilon: { float: epsilon } }),
  outputShape: ([x]) => x.shape,
  gradient: fixedNormGradient,
}

function fixedNormGradient(backward: Backward & { options: { epsilon: number } }) {
  const { graph, inputs, options, dOutput, needs, layer } = backward
  const [x, gamma, , mean, variance] = inputs
  const perChannel = [gamma.shape[0], ...x.shape.slice(2).map(() => 1)]
  const spread = (v: Value) => reshape(graph, v, layer, perChannel)
  const epsilon = graph.constant(Float32Array.of(options.epsilon), [])
  const inverseWidth = inverseSqrt(graph, add(graph, variance, epsilon, layer), layer)
  const times = (a: Value, b: Value) => multiply(graph, a, b, layer)
  const total = (v: Value) => reshape(graph, sumTo(graph, v, layer, perChannel), layer, gamma.shape)
  const byGamma = () => {
    const centred = subtract(graph, x, spread(mean), layer)
    return times(total(times(dOutput, centred)), inverseWidth)
  }
  return forNeeded(
    needs.slice(0, 3),
    () => times(dOutput, spread(times(gamma, inverseWidth))),
    byGamma,
    () => total(dOutput),
  )
}
