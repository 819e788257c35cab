/**
 * StarcNet (Pérez et al. 2021, ApJ 907, 100): three branches of seven convolutions look at the
 * stamp at three scales; four classes come out. Written from the paper's description, with the
 * parameter names of its published state dict, so that those weights load.
 */
import {
  type ConvStack,
  concat,
  crop,
  directStack,
  dropout,
  type Graph,
  groupNorm,
  leakyRelu,
  linear,
  misfit,
  resizeNearest,
  tiledStack,
  type Value,
} from '../nn/index.js'
import { type Stage, throughStages } from './stage.js'

/** Side of the stamp, px. */
export const STARCNET_SIZE_PX = 32
const CHANNELS = 128
const GROUPS = 8
const POOL_AFTER = '7'
const DROPPED = 0.5

/** Layer numbers are those of the published state dict: conv1 with bn1, conv3 with bn3, ... */
const LAYERS = ['1', '3', '4', '7', '8', '11', '12']

/** Each branch: the prefix of its parameters, and the central square it sees. */
const BRANCHES = [
  { prefix: '', box: undefined },
  { prefix: 'a', box: { start: 6, end: 26 } },
  { prefix: 'aa', box: { start: 11, end: 22 } },
] as const

/** Bands of the published weights, blue to red, each with the filters it was trained on. */
export const STARCNET_BANDS = [
  { name: 'F275W', accepts: ['F275W'] },
  { name: 'F336W', accepts: ['F336W'] },
  { name: 'F435W', accepts: ['F435W', 'F438W'] },
  { name: 'F555W', accepts: ['F555W', 'F606W'] },
  { name: 'F814W', accepts: ['F814W'] },
]

/** What the published weights subtract from each band, e-/s. */
export const STARCNET_MEANS = [0.02376737, 0.13796899, 0.14457473, 0.2542926, 0.39018805]

/** How the convolutions are computed; both give the same logits within 1e-5, `tiled` is faster. */
export type StarcnetConvolutions = 'tiled' | 'direct'

/**
 * The network from stamps to logits, for training (dropout) or for use as `graph.isTraining` says.
 *
 * @param stamps (batch, bands, 32, 32), normalised pixels
 * @param convolutions default `tiled`
 * @returns (batch, nClasses), before the softmax
 * @throws InputError if the side of the stamps is not 32 px
 * @example
 * const graph = new Graph('starcnet')
 * graph.output('logits', starcnet(graph, graph.input('stamps', ['batch', 5, 32, 32]), 4))
 */
export function starcnet(
  graph: Graph,
  stamps: Value,
  nClasses: number,
  convolutions: StarcnetConvolutions = 'tiled',
): Value {
  return throughStages(stagesWith(convolutions), graph, stamps, nClasses)
}

function stagesWith(convolutions: StarcnetConvolutions): readonly Stage[] {
  return [
    { name: 'branches', apply: (graph, stamps) => branches(graph, stamps, convolutions) },
    {
      name: 'fc2',
      apply: (graph, features, nClasses) =>
        linear(graph, dropout(graph, features, 'fc1', DROPPED), 'fc2', nClasses),
    },
  ]
}

/** `branches` and `fc2`. */
export const STARCNET_STAGES = stagesWith('tiled')
/** The same with direct convolutions. */
export const STARCNET_PLAIN_STAGES = stagesWith('direct')

/** The features of all scales, (batch, 384). */
function branches(graph: Graph, stamps: Value, convolutions: StarcnetConvolutions): Value {
  const side = STARCNET_SIZE_PX
  if (stamps.shape[2] !== side || stamps.shape[3] !== side) {
    const [batch, nBands] = stamps.shape
    throw misfit('starcnet', 'stamps of another size', [batch, nBands, side, side], stamps.shape)
  }
  const features = BRANCHES.map(({ prefix, box }) => {
    const seen = box
      ? resizeNearest(graph, crop(graph, stamps, `${prefix}crop`, box), `${prefix}resize`, side)
      : stamps
    return convolutions === 'tiled'
      ? branch(graph, seen, prefix, tiledStack)
      : branch(graph, seen, prefix, directStack)
  })
  return concat(graph, features, 'branches')
}

function branch<P>(graph: Graph, x: Value, prefix: string, stack: ConvStack<P>): Value {
  let picture = stack.start(graph, x, `${prefix}start`)
  for (const layer of LAYERS) {
    picture = stack.block(graph, picture, {
      conv: `${prefix}conv${layer}`,
      norm: `${prefix}bn${layer}`,
      channels: CHANNELS,
      nGroups: GROUPS,
    })
    if (layer === POOL_AFTER) picture = stack.pool(graph, picture, `${prefix}pool`)
  }
  const narrow = stack.linear(graph, picture, `${prefix}fc1`, CHANNELS)
  const normal = groupNorm(graph, narrow, `${prefix}bn13`, GROUPS)
  return leakyRelu(graph, normal, `${prefix}fc1`)
}
