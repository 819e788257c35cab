/**
 * Group normalisation (Wu & He 2018, arXiv:1803.08494): over each group of channels of each sample,
 * y = (x - mean) / sqrt(variance + eps) * gamma[c] + beta[c], the variance without Bessel's correction.
 *
 * Emitted as Reshape, InstanceNormalization, Reshape, Mul, Add and not as GroupNormalization (opset 21):
 * the WebGPU provider lacks a kernel for that one, and on the CPU both take the same time.
 */
import { add, multiply } from './arithmetic.js'
import { reshape } from './arrange.js'
import { fixed, type Graph, misfit, type Operator, type Value } from './graph.js'
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
  const [batch, channels, ...sides] = x.shape
  const nChannels = fixed(channels, layer)
  if (nChannels % nGroups !== 0) {
    throw misfit(layer, `channels do not divide into ${nGroups} groups`, [nGroups], x.shape)
  }
  const perGroup = (nChannels / nGroups) * sizeOf(sides.map((side) => fixed(side, layer)))
  const grouped = reshape(graph, x, layer, [batch, nGroups, perGroup])
  const ones = graph.constant(new Float32Array(nGroups).fill(1))
  const zeros = graph.constant(new Float32Array(nGroups))
  const normal = graph.apply(instanceNorm, [grouped, ones, zeros], { epsilon }, layer)
  const perChannel = [nChannels, ...sides.map(() => 1)]
  const affine = (name: string) =>
    reshape(graph, graph.parameter(`${layer}.${name}`, [nChannels]), layer, perChannel)
  const scaled = multiply(graph, reshape(graph, normal, layer, x.shape), affine('weight'), layer)
  return add(graph, scaled, affine('bias'), layer)
}
