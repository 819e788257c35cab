/**
 * Kernels made for the C channels of everyday pictures (red, green, blue) as kernels for N bands. K is the kernel of one
 * feature, K_c its part for channel c, counted as the file has them:
 *
 *   mean    band b gets (C/N) (1/C) sum_c K_c. N bands that show the same picture get the answer that C channels
 *           showing it got; so three channels for five bands are scaled by 3/5
 *   repeat  band b gets (C/N) K_(b mod C). For C bands these are the kernels as they were
 *   random  drawn anew
 */
import type { Tensor, Weights } from '../nn/index.js'

export const FIRST_LAYERS = ['mean', 'repeat', 'random'] as const
export type FirstLayer = (typeof FIRST_LAYERS)[number]

/**
 * @param kernels (features, C, height, width)
 * @returns (features, nBands, height, width)
 * @example kernelsForBands(weights.get('conv1.weight')!, 5, 'mean').shape // [64, 5, 7, 7]
 */
export function kernelsForBands(
  { shape, data }: Tensor,
  nBands: number,
  how: Exclude<FirstLayer, 'random'>,
): Tensor {
  const [nFeatures, nChannels, ...sides] = shape
  const area = sides.reduce((product, side) => product * side, 1)
  const out = new Float32Array(nFeatures * nBands * area)
  for (let feature = 0; feature < nFeatures; feature++) {
    const part = (channel: number) => {
      const start = (feature * nChannels + channel) * area
      return data.subarray(start, start + area)
    }
    const channels = Array.from({ length: nChannels }, (_, c) => part(c))
    for (let band = 0; band < nBands; band++) {
      const used = how === 'mean' ? channels : [channels[band % nChannels]]
      const scale = nChannels / nBands / used.length
      const start = (feature * nBands + band) * area
      for (let i = 0; i < area; i++) {
        out[start + i] = scale * used.reduce((sum, kernel) => sum + kernel[i], 0)
      }
    }
  }
  return { shape: [nFeatures, nBands, ...sides], data: out }
}

/*
 * Weights whose batch norms were folded into the convolutions before them, for a network that keeps its norms.
 *
 * Folding makes of a convolution W and a norm (gamma, beta, mean, variance) one convolution with a bias:
 * W' = gamma W / s, b' = beta - gamma mean / s, s = sqrt(variance + eps). What gamma and s were is lost. Here the norm
 * comes back as one that only adds b': weight 1, bias b', running mean 0, running variance 1 - eps, for
 * (y - 0) / sqrt(1 - eps + eps) + b' = y + b'. By its running statistics, as a frozen stage is run, the network is
 * the folded one to the last bits. Trained with the statistics of its batches it is another from the first step on: y is then
 * brought to unit variance, which the folded network did not do.
 */

/** Of PyTorch's and of our batch norms. */
const EPSILON = 1e-5

export interface Unfolded {
  readonly weights: Weights
  /** How many norms came back; 0 where none was folded. */
  readonly nNorms: number
}

/**
 * Gives folded norms back, where the network has a norm but no bias after a convolution, and the file a bias but no norm.
 *
 * @param expected names that the network has
 * @example unfoldedNorms(weights, graph.parameterShapes()).weights.get('bn1.bias') // was conv1.bias
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

/** torchvision's ResNets: conv1 and bn1, downsample.0 and downsample.1. */
function normAfter(convolution: string): string | undefined {
  if (/(^|\.)conv\d+$/.test(convolution)) return convolution.replace(/conv(\d+)$/, 'bn$1')
  if (convolution.endsWith('downsample.0')) return `${convolution.slice(0, -1)}1`
  return undefined
}
