/** The weights of a convolution with the batch norm after it in them. */
import type { Node, Value, Weights } from '../nn/index.js'

/**
 * W' = gamma W / s and b' = beta + gamma (b - mean) / s, with s = sqrt(variance + eps).
 *
 * @param inputs of the convolution: picture, weights, and bias if there is one
 */
export function foldedNorm(
  weights: Weights,
  [, weight, bias]: readonly Value[],
  batchNorm: Node | undefined,
): { weight: Float64Array; bias: Float64Array } {
  const data = (value: Value) => weights.get(value.name)!.data
  const own = Float64Array.from(data(weight))
  const nOutputs = weight.shape[0] as number
  const before = bias ? Float64Array.from(data(bias)) : new Float64Array(nOutputs)
  if (!batchNorm) return { weight: own, bias: before }
  const [gamma, beta, mean, variance] = batchNorm.inputs.slice(1).map(data)
  const { float: epsilon } = batchNorm.attributes.epsilon as { float: number }
  const factors = Float64Array.from(gamma, (g, o) => g / Math.sqrt(variance[o] + epsilon))
  const perOutput = own.length / nOutputs
  return {
    weight: own.map((w, i) => w * factors[Math.floor(i / perOutput)]),
    bias: before.map((b, o) => beta[o] + factors[o] * (b - mean[o])),
  }
}
