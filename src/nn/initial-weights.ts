/**
 * Random weights to start from. Without further word as PyTorch's layers: weights and biases of convolutions
 * and linear layers uniform in +-1/sqrt(fan in) (He et al. 2015 with a = sqrt 5), norms at 1 and 0, running
 * means at 0, running variances at 1. Networks that start otherwise say by which laws.
 */
import type { Random } from '../random.js'
import type { Graph } from './graph.js'
import { sizeOf, type Tensor, type Weights } from './tensor.js'

/** How the weights of layers are drawn; biases are 0 but for `uniform`. */
export interface LayerLaws {
  /** `he-fan-out`: normal, variance 2 / (out channels x kernel area) (He et al. 2015, arXiv:1502.01852, 14). */
  readonly convolution: 'uniform' | 'he-fan-out'
  /** `deviation`: normal of this standard deviation. */
  readonly linear: 'uniform' | { readonly deviation: number }
}

const PYTORCH_LAWS: LayerLaws = { convolution: 'uniform', linear: 'uniform' }

/** Weights for every parameter and buffer of a graph; the same generator state gives the same weights. */
export function initialWeights(graph: Graph, random: Random, laws = PYTORCH_LAWS): Weights {
  return drawnWeights(graph.parameterShapes(), random, laws)
}

/** Weights of these shapes, whose names say what each is. */
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

/** @param weightShape of the layer's weight, which says what kind of layer it is */
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

/** Of a normal law; undefined where the law is uniform. */
function deviationOf(weightShape: readonly number[], laws: LayerLaws): number | undefined {
  const [outChannels, , ...kernel] = weightShape
  if (kernel.length === 0) return laws.linear === 'uniform' ? undefined : laws.linear.deviation
  if (laws.convolution === 'uniform') return undefined
  return Math.sqrt(2 / (outChannels * sizeOf(kernel)))
}
