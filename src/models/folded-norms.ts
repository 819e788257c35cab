/**
 * Weights whose batch norms were folded into the convolutions before them, for a network that keeps
 * its norms.
 *
 * Folding turns a convolution W and a norm (gamma, beta, mean, variance) into one convolution with
 * a bias: W' = gamma W / s, b' = beta - gamma mean / s, s = sqrt(variance + eps). What gamma and s
 * were is lost. Here the norm comes back as one that only adds b': weight 1, bias b', running mean
 * 0, running variance 1 - eps, for (y - 0) / sqrt(1 - eps + eps) + b' = y + b'. With its running
 * statistics, as a frozen stage runs, the network is the folded one to the last bits. Trained with
 * the statistics of its batches it is another network from the first step on: y is then brought to
 * unit variance, which the folded network did not do.
 */
import type { Tensor, Weights } from '../nn/index.js'

/** The eps of the batch norms, PyTorch's and ours. */
const EPSILON = 1e-5

export interface Unfolded {
  readonly weights: Weights
  /** How many norms came back; 0 where none was folded. */
  readonly nNorms: number
}

/**
 * Gives folded norms back: where the network has a norm but no bias after a convolution, and the
 * file a bias but no norm.
 *
 * @param expected the tensors of the network, by name
 * @example
 * unfoldedNorms(weights, graph.parameterShapes()).weights.get('bn1.bias') // was conv1.bias
 */
export function unfoldedNorms(weights: Weights, expected: ReadonlyMap<string, unknown>): Unfolded {
  const unfolded = new Map<string, Tensor>()
  let nNorms = 0
  for (const [name, tensor] of weights) {
    const norm = name.endsWith('.bias') ? normAfter(name.slice(0, -'.bias'.length)) : undefined
    const isFolded =
      norm &&
      !expected.has(name) &&
      expected.has(`${norm}.running_var`) &&
      !weights.has(`${norm}.weight`)
    if (!isFolded) {
      unfolded.set(name, tensor)
      continue
    }
    const filled = (value: number): Tensor => ({
      shape: tensor.shape,
      data: new Float32Array(tensor.data.length).fill(value),
    })
    nNorms += 1
    unfolded.set(`${norm}.weight`, filled(1))
    unfolded.set(`${norm}.bias`, tensor)
    unfolded.set(`${norm}.running_mean`, filled(0))
    unfolded.set(`${norm}.running_var`, filled(1 - EPSILON))
  }
  return { weights: unfolded, nNorms }
}

/** As torchvision's ResNets name them: conv1 and bn1, downsample.0 and downsample.1. */
function normAfter(convolution: string): string | undefined {
  if (/(^|\.)conv\d+$/.test(convolution)) return convolution.replace(/conv(\d+)$/, 'bn$1')
  if (convolution.endsWith('downsample.0')) return `${convolution.slice(0, -1)}1`
  return undefined
}
