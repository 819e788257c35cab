/** The layers of a plain convolutional network as slow, obvious loops in float64. */
import type { Tensor, Weights } from '../../src/nn/index.js'

export interface Picture {
  /** (batch, channels, height, width). */
  readonly shape: readonly [number, number, number, number]
  readonly data: Float64Array
}

export function picture({ shape, data }: Tensor): Picture {
  return { shape: shape as unknown as Picture['shape'], data: Float64Array.from(data) }
}

function filled(
  shape: Picture['shape'],
  value: (n: number, c: number, y: number, x: number) => number,
): Picture {
  const [batch, channels, height, width] = shape
  const data = new Float64Array(batch * channels * height * width)
  let i = 0
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[i++] = value(n, c, y, x)
  return { shape, data }
}

/** 3x3, one pixel of zeros around. */
export function conv3x3(
  { shape: [batch, channels, height, width], data }: Picture,
  weight: Tensor,
  bias?: Tensor,
): Picture {
  return filled([batch, weight.shape[0], height, width], (n, o, y, x) => {
    let sum = bias?.data[o] ?? 0
    for (let c = 0; c < channels; c++)
      for (let k = -1; k <= 1; k++)
        for (let l = -1; l <= 1; l++) {
          if (y + k < 0 || y + k >= height || x + l < 0 || x + l >= width) continue
          const pixel = data[((n * channels + c) * height + y + k) * width + x + l]
          sum += pixel * weight.data[((o * channels + c) * 3 + k + 1) * 3 + l + 1]
        }
    return sum
  })
}

export function groupNorm(
  { shape, data }: Picture,
  nGroups: number,
  gamma: Tensor,
  beta: Tensor,
): Picture {
  const [batch, channels, height, width] = shape
  const length = (channels / nGroups) * height * width
  const means: number[] = []
  const widths: number[] = []
  for (let g = 0; g < batch * nGroups; g++) {
    const group = data.subarray(g * length, (g + 1) * length)
    const mean = group.reduce((sum, v) => sum + v, 0) / length
    means.push(mean)
    widths.push(Math.sqrt(group.reduce((sum, v) => sum + (v - mean) ** 2, 0) / length + 1e-5))
  }
  return filled(shape, (n, c, y, x) => {
    const g = n * nGroups + Math.floor(c / (channels / nGroups))
    const value = data[((n * channels + c) * height + y) * width + x]
    return ((value - means[g]) / widths[g]) * gamma.data[c] + beta.data[c]
  })
}

export function leakyRelu({ shape, data }: Picture): Picture {
  return { shape, data: data.map((v) => (v > 0 ? v : 0.01 * v)) }
}

export function pool2x2({ shape: [batch, channels, height, width], data }: Picture): Picture {
  return filled([batch, channels, height / 2, width / 2], (n, c, y, x) => {
    const at = ((n * channels + c) * height + 2 * y) * width + 2 * x
    return Math.max(data[at], data[at + 1], data[at + width], data[at + width + 1])
  })
}

/** (batch, outFeatures), row by row. */
export function linear({ shape, data }: Picture, weight: Tensor, bias: Tensor): Float64Array {
  const [nOut, width] = weight.shape
  return Float64Array.from({ length: shape[0] * nOut }, (_, i) => {
    let sum = bias.data[i % nOut]
    const n = Math.floor(i / nOut)
    for (let j = 0; j < width; j++) {
      sum += data[n * width + j] * weight.data[(i % nOut) * width + j]
    }
    return sum
  })
}

/** One block of conv-stack.ts. */
export function block(
  x: Picture,
  weights: Weights,
  { conv, norm, nGroups }: { conv: string; norm: string; nGroups: number },
): Picture {
  const of = (name: string) => weights.get(name)!
  const y = conv3x3(x, of(`${conv}.weight`), of(`${conv}.bias`))
  return leakyRelu(groupNorm(y, nGroups, of(`${norm}.weight`), of(`${norm}.bias`)))
}
