/**
 * Random weights to start from. By default they are drawn as in PyTorch's layers: weights and
 * biases of convolutions and linear layers are uniform in +-1/sqrt(fan in) (He et al. 2015 with a =
 * sqrt 5), norms are 1 and 0, running means 0, running variances 1. A network may give other laws.
 */
import type { Random } from '../random.js'
import type { Graph } from './graph.js'
import { sizeOf, type Tensor, type Weights } from './tensor.js'

/** How the weights of layers are drawn. Biases are 0 unless the law is `uniform`. */
export interface LayerLaws {
  /**
   * `he-fan-out`: normal with variance 2 / (out channels x kernel area) (He et al. 2015,
   * arXiv:1502.01852, equation 14).
   */
  readonly convolution: 'uniform' | 'he-fan-out'
  /** `deviation`: normal with this standard deviation. */
  readonly linear: 'uniform' | { readonly deviation: number }
}

const PYTORCH_LAWS: LayerLaws = { convolution: 'uniform', linear: 'uniform' }

/**
 * Weights for all parameters and buffers of a graph. One generator state always gives one result.
 */
export function initialWeights(graph: Graph, random: Random, laws = PYTORCH_LAWS): Weights {
  return drawnWeights(graph.parameterShapes(), random, laws)
}

/** Weights of these shapes. Their names say which kind each of them is, as in a state dict. */
export function drawnWeights(
  shapes: ReadonlyMap<string, readonly number[]>,
  random: Random,
  laws = PYTORCH_LAWS,
): Weights {
  return new Map(
    [...shapes].map(([name, shape]) => {
      const layer = name.slice(0, name.lastIndexOf('.'))
      const weightShape = shapes.get(`${layer}.weight`) ?? shape
      const data = new Float32Array(sizeOf(shape))
      fill(data, name, weightShape, laws, random)
      return [name, { shape, data } satisfies Tensor]
    }),
  )
}

/** @param weightShape shape of the layer's weight, which shows the kind of layer */
function fill(
  data: Float32Array,
  name: string,
  weightShape: readonly number[],
  laws: LayerLaws,
  random: Random,
): void {
  const isBias = name.endsWith('.bias') || name.endsWith('.running_mean')
  if (weightShape.length === 1) {
    data.fill(isBias ? 0 : 1)
    return
  }
  const deviation = deviationOf(weightShape, laws)
  if (deviation === undefined) {
    const bound = 1 / Math.sqrt(sizeOf(weightShape.slice(1)))
    for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random.uniform() - 1)
  } else if (!isBias) {
    for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
  }
}

/** Standard deviation of a normal law; undefined where the law is uniform. */
function deviationOf(weightShape: readonly number[], laws: LayerLaws): number | undefined {
  const [outChannels, , ...kernel] = weightShape
  if (kernel.length === 0) return laws.linear === 'uniform' ? undefined : laws.linear.deviation
  if (laws.convolution === 'uniform') return undefined
  return Math.sqrt(2 / (outChannels * sizeOf(kernel)))
}
