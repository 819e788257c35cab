/**
 * Batch normalisation in training (Ioffe & Szegedy 2015, arXiv:1502.03167) of pictures (side, side,
 * batch, channels), whatever the order of their rows. With means over all pixels of the batch:
 *
 *   c = x - mean      v = mean of c^2      r = 1 / sqrt(v + eps)      y = c r gamma + beta
 *   dx = r gamma (dy - m1 - c r^2 m2),   m1 = mean of dy,   m2 = mean of dy c
 *   dgamma = M r m2,   dbeta = M m1,     for the M values of a channel
 *
 * Sums over pixels are products with a row of ones, the fastest form in this layout, and sums over
 * the batch come after. The variance is computed after the subtraction, so a bright, even
 * background costs no digits.
 */
import { reshape } from './arrange.js'
import { type Dim, fixed, product } from './dims.js'
import { add, inverseSqrt, multiply, scale, subtract } from './elementwise.js'
import { emit, forNeeded, ints } from './emit.js'
import type { Backward, Graph, Value } from './graph.js'
import { matmul } from './matmul.js'
import { BATCH_NORM_MOMENTUM, type BatchNormOptions, followMoments } from './normalisation.js'
import { reduce } from './reduction.js'

/** The layer of `batchNorm`, in training, for pictures in this layout. */
export function tiledBatchNorm(
  graph: Graph,
  x: Value,
  layer: string,
  { epsilon = 1e-5, momentum = BATCH_NORM_MOMENTUM }: BatchNormOptions = {},
): Value {
  const nChannels = fixed(x.shape[3], layer)
  const gamma = graph.parameter(`${layer}.weight`, [nChannels])
  const beta = graph.parameter(`${layer}.bias`, [nChannels])
  const pixels = new Pixels(graph, layer, x, nChannels)
  let known: Known | undefined
  const y = graph.compound(
    layer,
    [x, gamma, beta],
    () => {
      known = measured(pixels, x, epsilon)
      return pixels.whole(normalised(pixels, known, gamma, beta))
    },
    (backward) => derivatives(pixels, known!, backward),
  )
  const { count } = pixels
  const bessel = () => graph.constant(Float32Array.of(count / (count - 1)))
  followMoments(graph, layer, known!, momentum, bessel)
  return y
}

interface Known {
  /** c, (pixels, batch * channels). */
  c: Value
  /** Each (1, channels). */
  mean: Value
  variance: Value
  /** r. */
  inverseWidth: Value
}

function measured(pixels: Pixels, x: Value, epsilon: number): Known {
  const { graph, layer } = pixels
  const values = pixels.flat(x)
  const mean = pixels.mean(values)
  const c = subtract(graph, values, pixels.spread(mean), layer)
  const variance = pixels.mean(multiply(graph, c, c, layer))
  const small = graph.constant(Float32Array.of(epsilon), [])
  const inverseWidth = inverseSqrt(graph, add(graph, variance, small, layer), layer)
  return { c, mean, variance, inverseWidth }
}

function normalised(pixels: Pixels, { c, inverseWidth }: Known, gamma: Value, beta: Value): Value {
  const { graph, layer } = pixels
  const factor = pixels.spread(multiply(graph, inverseWidth, pixels.row(gamma), layer))
  const scaled = multiply(graph, c, factor, layer)
  return add(graph, scaled, pixels.spread(pixels.row(beta)), layer)
}

function derivatives(pixels: Pixels, known: Known, { inputs, dOutput, needs }: Backward) {
  const { graph, layer } = pixels
  const { c, inverseWidth } = known
  const times = (a: Value, b: Value) => multiply(graph, a, b, layer)
  const [x, gamma, beta] = inputs
  const dy = pixels.flat(dOutput)
  const meanDy = pixels.mean(dy)
  const meanDyC = pixels.mean(times(dy, c))
  const dx = () => {
    const slope = times(times(inverseWidth, inverseWidth), meanDyC)
    const straight = subtract(graph, dy, times(c, pixels.spread(slope)), layer)
    const level = subtract(graph, straight, pixels.spread(meanDy), layer)
    const factor = pixels.spread(times(inverseWidth, pixels.row(gamma)))
    return reshape(graph, times(level, factor), layer, x.shape)
  }
  const total = (mean: Value, parameter: Value) =>
    reshape(graph, scale(graph, mean, layer, pixels.count), layer, parameter.shape)
  return forNeeded(
    needs,
    dx,
    () => total(times(inverseWidth, meanDyC), gamma),
    () => total(meanDy, beta),
  )
}

/** Views of the numbers of a picture by pixel (pixels, batch * channels), and rows of channels. */
class Pixels {
  private readonly nPixels: number
  private readonly nBatch: number

  constructor(
    readonly graph: Graph,
    readonly layer: string,
    private readonly picture: Value,
    private readonly nChannels: number,
  ) {
    const [height, width, batch] = picture.shape
    this.nPixels = fixed(height, layer) * fixed(width, layer)
    this.nBatch = fixed(batch, layer)
  }

  /** Number of values of a channel. */
  get count(): number {
    return this.nPixels * this.nBatch
  }

  flat(v: Value): Value {
    return reshape(this.graph, v, this.layer, [this.nPixels, this.nColumns])
  }

  whole(v: Value): Value {
    return reshape(this.graph, v, this.layer, this.picture.shape)
  }

  /** A parameter of the channels as (1, channels). */
  row(parameter: Value): Value {
    return reshape(this.graph, parameter, this.layer, [1, this.nChannels])
  }

  /** From (1, channels) to one row over all pictures. */
  spread(row: Value): Value {
    const { graph, layer, nBatch, nChannels } = this
    const shape = [nBatch, nChannels]
    const rows = emit(graph, layer, 'Expand', [row, ints(graph, ...shape)], shape)
    return reshape(graph, rows, layer, [1, this.nColumns])
  }

  /** The mean of each channel, (1, channels). */
  mean(v: Value): Value {
    const { graph, layer, nPixels, nBatch, nChannels } = this
    const row = graph.constant(new Float32Array(nPixels).fill(1 / nPixels), [1, nPixels])
    const ofPictures = reshape(graph, matmul(graph, row, v, layer), layer, [nBatch, nChannels])
    return reduce(graph, 'ReduceMean', ofPictures, layer, 0)
  }

  private get nColumns(): Dim {
    return product(this.nBatch, this.nChannels)
  }
}
