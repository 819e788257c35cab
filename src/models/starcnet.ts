/**
 * StarcNet (Pérez et al. 2021, ApJ 907, 100): three branches of seven convolutions look at the stamp at
 * three scales; four classes come out. Written from the paper's description, with the parameter names of
 * its published state dict, so that those weights load.
 */
import { leakyRelu } from '../nn/activation.js'
import { concat, crop, flatten, resizeNearest } from '../nn/arrange.js'
import { conv2d } from '../nn/convolution.js'
import { Graph, type Value } from '../nn/graph.js'
import { linear } from '../nn/linear.js'
import { groupNorm } from '../nn/normalisation.js'
import { maxPool2d } from '../nn/pooling.js'

/** Side of the stamp, px. */
export const STARCNET_SIZE_PX = 32
const CHANNELS = 128
const GROUPS = 8
const POOL_AFTER = 'conv7'

/** Layer numbers are the published state dict's: conv1 with bn1, conv3 with bn3, ... */
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

/**
 * The network from stamps to logits.
 *
 * @param nBands channels of the stamp; 5 for the published weights
 * @param nClasses default 4
 * @returns a graph with input `stamps` (batch, nBands, 32, 32), normalised pixels, and output `logits`
 *   (batch, nClasses), before the softmax
 */
export function starcnet(nBands: number, nClasses = 4): Graph {
  const graph = new Graph('starcnet')
  const side = STARCNET_SIZE_PX
  const stamps = graph.input('stamps', ['batch', nBands, side, side])
  const features = BRANCHES.map(({ prefix, box }) => {
    if (!box) return branch(graph, stamps, prefix)
    const cropped = crop(graph, stamps, `${prefix}crop`, box)
    return branch(graph, resizeNearest(graph, cropped, `${prefix}resize`, side), prefix)
  })
  // The published network drops out half of the features here in training; in use that is identity.
  const logits = linear(graph, concat(graph, features, 'branches'), 'fc2', nClasses)
  graph.output('logits', logits)
  return graph
}

function branch(graph: Graph, x: Value, prefix: string): Value {
  let value = x
  for (const layer of LAYERS) {
    const name = `${prefix}conv${layer}`
    value = conv2d(graph, value, name, CHANNELS, { kernel: 3, padding: 1 })
    value = groupNorm(graph, value, `${prefix}bn${layer}`, GROUPS)
    value = leakyRelu(graph, value, name)
    if (name === prefix + POOL_AFTER) value = maxPool2d(graph, value, `${prefix}pool`, 2)
  }
  value = linear(graph, flatten(graph, value, `${prefix}flatten`), `${prefix}fc1`, CHANNELS)
  return leakyRelu(graph, groupNorm(graph, value, `${prefix}bn13`, GROUPS), `${prefix}fc1`)
}
