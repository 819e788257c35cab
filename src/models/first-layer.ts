/**
 * Kernels made for the C channels of everyday pictures (red, green, blue), turned into kernels for
 * N bands. K is the kernel of one feature, K_c its part for channel c, in the order of the file:
 *
 *   mean    band b gets (C/N) (1/C) sum_c K_c: N bands that show one picture get the answer that C
 *           channels showing it got; so from three channels to five bands the scale is 3/5
 *   repeat  band b gets (C/N) K_(b mod C). For N = C these are the kernels as they were
 *   random  drawn anew
 */
import type { Tensor } from '../nn/index.js'

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
