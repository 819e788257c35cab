/**
 * VGG19 with batch normalisation (Simonyan & Zisserman 2015, arXiv:1409.1556, table 1, column E):
 * sixteen 3x3 convolutions in five stages, each stage ended by a 2x2 maximum, then three linear
 * layers. Pictures of any size from 32 px on end in 7 x 7 means. Parameters are named as
 * torchvision's vgg19_bn names them.
 */
import {
  adaptiveAveragePool,
  batchNorm,
  conv2d,
  dropout,
  flatten,
  type Graph,
  type LayerLaws,
  linear,
  maxPool2d,
  relu,
  type Value,
} from '../nn/index.js'
import { type Stage, throughStages } from './stage.js'

/** `place`: torchvision counts every module: convolution, norm, rectifier and maximum. */
const STAGES = [
  { place: 0, channels: 64, nConvolutions: 2 },
  { place: 7, channels: 128, nConvolutions: 2 },
  { place: 14, channels: 256, nConvolutions: 4 },
  { place: 27, channels: 512, nConvolutions: 4 },
  { place: 40, channels: 512, nConvolutions: 4 },
]
/** Side of the picture that the linear layers see, px. */
const SEEN_PX = 7
const WIDTH = 4096
const DROPPED = 0.5

/** As torchvision: He et al. 2015 (fan out) for convolutions, a normal law for linear layers. */
export const VGG_LAWS: LayerLaws = { convolution: 'he-fan-out', linear: { deviation: 0.01 } }

/**
 * The network from stamps to logits, for training (batch statistics, dropout) or for use as
 * `graph.isTraining` says.
 *
 * @param stamps (batch, bands, height, width), normalised pixels, sides from 32 on
 * @returns (batch, nClasses), before the softmax
 * @throws InputError if a stamp is smaller than 32 px
 * @example
 * const graph = new Graph('vgg19_bn')
 * graph.output('logits', vgg19bn(graph, graph.input('stamps', ['batch', 5, 224, 224]), 4))
 */
export function vgg19bn(graph: Graph, stamps: Value, nClasses: number): Value {
  return throughStages(VGG19_BN_STAGES, graph, stamps, nClasses)
}

/** `features.1` to `features.5`, each ended by a maximum, and `classifier`. */
export const VGG19_BN_STAGES: readonly Stage[] = [
  ...STAGES.map((stage, i) => ({
    name: `features.${i + 1}`,
    apply: (graph: Graph, x: Value) => convolutions(graph, x, stage),
  })),
  {
    name: 'classifier',
    apply: (graph, x, nClasses) =>
      classifier(graph, adaptiveAveragePool(graph, x, 'avgpool', SEEN_PX), nClasses),
  },
]

function convolutions(
  graph: Graph,
  input: Value,
  { place, channels, nConvolutions }: (typeof STAGES)[number],
): Value {
  let x = input
  for (let i = 0; i < nConvolutions; i++) {
    const [conv, norm, rectifier] = [0, 1, 2].map((k) => `features.${place + 3 * i + k}`)
    const y = conv2d(graph, x, conv, channels, { kernel: 3, padding: 1 })
    x = relu(graph, batchNorm(graph, y, norm), rectifier)
  }
  return maxPool2d(graph, x, `features.${place + 3 * nConvolutions}`, 2)
}

function classifier(graph: Graph, features: Value, nClasses: number): Value {
  let x = flatten(graph, features, 'flatten')
  for (const place of [0, 3]) {
    const wide = relu(
      graph,
      linear(graph, x, `classifier.${place}`, WIDTH),
      `classifier.${place + 1}`,
    )
    x = dropout(graph, wide, `classifier.${place + 2}`, DROPPED)
  }
  return linear(graph, x, 'classifier.6', nClasses)
}
