/**
 * starsift's own network: small, for any bands, some of which may be missing. It sees the stamp at
 * two scales: the central half pixel by pixel, and the whole at half the resolution. Residual
 * stages (He et al. 2016, arXiv:1512.03385) look at each scale and answer with the mean over it and
 * the mean about its centre, where the source is. What was tried before:
 * docs/studies/typical-model.md.
 *
 * A missing band is 0 everywhere after the normalisation, which no band with noise is. So the
 * network can tell which bands it has, and every scale begins with an offset that depends on that.
 */
import {
  add,
  avgPool2d,
  batchNorm,
  concat,
  conv2d,
  crop,
  dropout,
  emit,
  fixed,
  flatten,
  type Graph,
  globalAveragePool,
  type LayerLaws,
  linear,
  misfit,
  relu,
  type Value,
} from '../nn/index.js'
import { type Stage, throughStages } from './stage.js'

/** Side of the stamp, px. */
export const STARSIFT_SIZE_PX = 48
/** Channels of the first layer; each stage after it has twice as many as the one before. */
const CHANNELS = 24
const WIDE_CHANNELS = 32
const N_STAGES = 3
const N_FEATURES = 64
const DROPPED = 0.3
/** The side must be a multiple of this: it is halved for the wide scale, and by every stage. */
const DIVISOR = 2 ** N_STAGES

export const STARSIFT_LAWS: LayerLaws = { convolution: 'he-fan-out', linear: 'uniform' }

/**
 * The network from stamps to logits, for training or for use as `graph.isTraining` says.
 *
 * @param stamps (batch, bands, side, side), normalised pixels; bands that are missing are 0
 * @returns (batch, nClasses), before the softmax
 * @throws InputError if the side is not 16, 24, 32 or a larger multiple of 8
 * @example
 * const graph = new Graph('starsift')
 * graph.output('logits', starsift(graph, graph.input('stamps', ['batch', 5, 48, 48]), 4))
 */
export function starsift(graph: Graph, stamps: Value, nClasses: number): Value {
  return throughStages(STARSIFT_STAGES, graph, stamps, nClasses)
}

/**
 * `scales`, which gives 16 means for each channel of the first layer, and `classes`.
 *
 * @param channels of the first layer
 */
function starsiftStages(channels: number): readonly Stage[] {
  const widths = Array.from({ length: N_STAGES }, (_, i) => channels * 2 ** i)
  return [
    { name: 'scales', apply: (graph, stamps) => scales(graph, stamps, widths) },
    { name: 'classes', apply: classes },
  ]
}

export const STARSIFT_STAGES = starsiftStages(CHANNELS)
export const STARSIFT_WIDE_STAGES = starsiftStages(WIDE_CHANNELS)

function scales(graph: Graph, stamps: Value, widths: readonly number[]): Value {
  const [batch, nBands, height, width] = stamps.shape
  const side = fixed(height, 'starsift')
  if (height !== width || side % DIVISOR !== 0 || side < 2 * DIVISOR) {
    const nearest = DIVISOR * Math.max(2, Math.round(side / DIVISOR))
    const expected = [batch, nBands, nearest, nearest]
    throw misfit(
      'starsift',
      `the side is no multiple of ${DIVISOR} from ${2 * DIVISOR} on`,
      expected,
      stamps.shape,
    )
  }
  const seen = presence(graph, stamps)
  const near = crop(graph, stamps, 'near', { start: side / 4, end: (3 * side) / 4 })
  const wide = avgPool2d(graph, stamps, 'wide', 2)
  const pictures = Object.entries({ near, wide })
  const answers = pictures.flatMap(([name, x]) => scale(graph, x, seen, { name, widths }))
  return flatten(graph, concat(graph, answers, 'scales'), 'scales')
}

function classes(graph: Graph, means: Value, nClasses: number): Value {
  const features = relu(graph, linear(graph, means, 'features', N_FEATURES), 'features')
  return linear(graph, dropout(graph, features, 'features', DROPPED), 'classes', nClasses)
}

/** (batch, bands, 1, 1): 1 for each band that is there, 0 for one that is missing. */
function presence(graph: Graph, stamps: Value): Value {
  const sizes = emit(graph, 'presence', 'Abs', [stamps], stamps.shape)
  const [batch, nBands] = stamps.shape
  const attributes = { axes: [2, 3], keepdims: 1 }
  const shape = [batch, nBands, 1, 1]
  const largest = emit(graph, 'presence', 'ReduceMax', [sizes], shape, { attributes })
  return emit(graph, 'presence', 'Sign', [largest], shape)
}

/** The mean over the picture and about its centre, (batch, channels, 1, 1) each. */
function scale(
  graph: Graph,
  picture: Value,
  seen: Value,
  { name, widths }: { name: string; widths: readonly number[] },
): Value[] {
  const [first, ...others] = widths
  const offset = conv2d(graph, seen, `${name}.presence`, first, { kernel: 1, bias: false })
  const edges = convNorm(graph, picture, `${name}.0`, first, 1)
  let x = relu(graph, add(graph, edges, offset, `${name}.0`), `${name}.0`)
  for (const [i, channels] of others.entries()) {
    const layer = `${name}.${i + 1}`
    x = relu(graph, convNorm(graph, x, `${layer}.0`, channels, 2), layer)
    x = relu(graph, add(graph, x, convNorm(graph, x, `${layer}.1`, channels, 1), layer), layer)
  }
  const side = fixed(x.shape[2], name)
  const half = Math.max(1, Math.round(side / 6))
  const middle = { start: Math.floor(side / 2) - half, end: Math.ceil(side / 2) + half }
  const centre = crop(graph, x, `${name}.centre`, middle)
  return [x, centre].map((part) => globalAveragePool(graph, part, name))
}

function convNorm(graph: Graph, x: Value, name: string, channels: number, stride: number): Value {
  const options = { kernel: 3, stride, padding: 1, bias: false }
  return batchNorm(graph, conv2d(graph, x, `${name}.conv`, channels, options), `${name}.norm`)
}
