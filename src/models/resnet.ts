/**
 * ResNet18 (He, Zhang, Ren & Sun 2016, arXiv:1512.03385, table 1): a 7x7 convolution and a maximum,
 * then four stages of two blocks, 64 to 512 channels, then the mean over the picture. A block is
 * two 3x3 convolutions whose answer is added to what came in; where the shape changes, what came in
 * passes a 1x1 convolution. Parameters are named as torchvision's resnet18 names them.
 */
import {
  batchNorm,
  conv2d,
  flatten,
  type Graph,
  globalAveragePool,
  type LayerLaws,
  linear,
  maxPool2d,
  plainLayout,
  prefersTiles,
  type ResidualLayout,
  relu,
  tiledLayout,
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
      const conv1 = convolution(graph, stamps, 'conv1', 64, { kernel: 7, stride: 2 })
      const edges = batchNorm(graph, conv1, 'bn1')
      return maxPool2d(graph, relu(graph, edges, 'relu'), 'maxpool', 3, { stride: 2, padding: 1 })
    },
  },
  ...LAYERS.map((layer, i) => ({
    name: `layer${i + 1}`,
    apply: (graph: Graph, x: Value) => blocks(graph, x, { ...layer, name: `layer${i + 1}` }),
  })),
  {
    name: 'fc',
    apply(graph, x, nClasses) {
      const features = flatten(graph, globalAveragePool(graph, x, 'avgpool'), 'flatten')
      return linear(graph, features, 'fc', nClasses)
    },
  },
]

interface Layer {
  name: string
  channels: number
  stride: number
}

function blocks(graph: Graph, x: Value, layer: Layer): Value {
  return prefersTiles(graph, x, layer.name, layer.stride)
    ? blocksIn(tiledLayout, graph, x, layer)
    : blocksIn(plainLayout, graph, x, layer)
}

/** The blocks of a layer. The convolutions that change the shape see the pictures as given. */
function blocksIn<Picture>(
  layout: ResidualLayout<Picture>,
  graph: Graph,
  given: Value,
  { name, channels, stride }: Layer,
): Value {
  const isReshaped = stride !== 1 || given.shape[1] !== channels
  const reshaped = (conv: string, kernel: number) =>
    layout.enter(graph, convolution(graph, given, conv, channels, { kernel, stride }), conv)
  let x = isReshaped ? undefined : layout.enter(graph, given, name)
  for (let j = 0; j < BLOCKS_PER_LAYER; j++) {
    const block = `${name}.${j}`
    const conv1 = x
      ? layout.convolve(graph, x, `${block}.conv1`, channels)
      : reshaped(`${block}.conv1`, 3)
    const first = layout.normalise(graph, conv1, `${block}.bn1`)
    const rectified = layout.relu(graph, first, `${block}.relu`)
    const conv2 = layout.convolve(graph, rectified, `${block}.conv2`, channels)
    const second = layout.normalise(graph, conv2, `${block}.bn2`)
    const [conv, norm] = [0, 1].map((k) => `${block}.downsample.${k}`)
    const past = x ?? layout.normalise(graph, reshaped(conv, 1), norm)
    x = layout.relu(graph, layout.add(graph, second, past, block), block)
  }
  return layout.leave(graph, x!, name)
}

/** A convolution without bias that keeps the size, except for its stride. */
function convolution(
  graph: Graph,
  x: Value,
  name: string,
  channels: number,
  { kernel, stride }: { kernel: number; stride: number },
): Value {
  const options = { kernel, stride, padding: (kernel - 1) / 2, bias: false }
  return conv2d(graph, x, name, channels, options)
}
