/**
 * ResNet18 (He, Zhang, Ren & Sun 2016, arXiv:1512.03385, table 1): a 7x7 convolution and a maximum,
 * then four stages of two blocks, 64 to 512 channels, then the mean over the picture. A block is
 * two 3x3 convolutions whose answer is added to what came in; where the shape changes, what came in
 * passes a 1x1 convolution. Parameters are named as torchvision's resnet18 names them.
 */
import {
  add,
  batchNorm,
  conv2d,
  flatten,
  type Graph,
  globalAveragePool,
  type LayerLaws,
  linear,
  maxPool2d,
  relu,
  type Value,
} from '../nn/index.js'
import { type Stage, throughStages } from './stage.js'

const LAYERS = [
  { channels: 64, stride: 1 },
  { channels: 128, stride: 2 },
  { channels: 256, stride: 2 },
  { channels: 512, stride: 2 },
]
const BLOCKS_PER_LAYER = 2

/**
 * As torchvision: He et al. 2015 (fan out) for convolutions, PyTorch's default for the last layer.
 */
export const RESNET_LAWS: LayerLaws = { convolution: 'he-fan-out', linear: 'uniform' }

/**
 * The network from stamps to logits, for training or for use as `graph.isTraining` says.
 *
 * @param stamps (batch, bands, height, width), normalised pixels, any size
 * @returns (batch, nClasses), before the softmax
 * @example
 * const graph = new Graph('resnet18')
 * graph.output('logits', resnet18(graph, graph.input('stamps', ['batch', 5, 112, 112]), 4))
 */
export function resnet18(graph: Graph, stamps: Value, nClasses: number): Value {
  return throughStages(RESNET18_STAGES, graph, stamps, nClasses)
}

/** `conv1`, `layer1` to `layer4`, `fc`. */
export const RESNET18_STAGES: readonly Stage[] = [
  {
    name: 'conv1',
    apply(graph, stamps) {
      const edges = convNorm(graph, stamps, ['conv1', 'bn1'], 64, { kernel: 7, stride: 2 })
      return maxPool2d(graph, relu(graph, edges, 'relu'), 'maxpool', 3, { stride: 2, padding: 1 })
    },
  },
  ...LAYERS.map(({ channels, stride }, i) => ({
    name: `layer${i + 1}`,
    apply(graph: Graph, input: Value) {
      let x = input
      for (let j = 0; j < BLOCKS_PER_LAYER; j++) {
        x = block(graph, x, `layer${i + 1}.${j}`, channels, j === 0 ? stride : 1)
      }
      return x
    },
  })),
  {
    name: 'fc',
    apply(graph, x, nClasses) {
      const features = flatten(graph, globalAveragePool(graph, x, 'avgpool'), 'flatten')
      return linear(graph, features, 'fc', nClasses)
    },
  },
]

function block(graph: Graph, x: Value, name: string, channels: number, stride: number): Value {
  const names = (i: number): [string, string] => [`${name}.conv${i}`, `${name}.bn${i}`]
  const first = convNorm(graph, x, names(1), channels, { kernel: 3, stride })
  const rectified = relu(graph, first, `${name}.relu`)
  const second = convNorm(graph, rectified, names(2), channels, { kernel: 3, stride: 1 })
  const isReshaped = stride !== 1 || x.shape[1] !== channels
  const shortcut: [string, string] = [`${name}.downsample.0`, `${name}.downsample.1`]
  const past = isReshaped ? convNorm(graph, x, shortcut, channels, { kernel: 1, stride }) : x
  return relu(graph, add(graph, second, past, name), name)
}

/** A convolution without bias that keeps the size, except for its stride, and its norm. */
function convNorm(
  graph: Graph,
  x: Value,
  [conv, norm]: readonly [string, string],
  channels: number,
  { kernel, stride }: { kernel: number; stride: number },
): Value {
  const padding = (kernel - 1) / 2
  const y = conv2d(graph, x, conv, channels, { kernel, stride, padding, bias: false })
  return batchNorm(graph, y, norm)
}
