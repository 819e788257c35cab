/**
 * Random weights as PyTorch's layers start with: weights and biases of convolutions and linear layers
 * uniform in +-1/sqrt(fan in) (He et al. 2015 with a = sqrt 5), norms at 1 and 0,
 * running means at 0, running variances at 1.
 */
import type { Random } from '../random.js'
import type { Graph } from './graph.js'
import { sizeOf, type Tensor, type Weights } from './tensor.js'

/** Weights for every parameter of a graph; the same generator state gives the same weights. */
export function initialWeights(graph: Graph, random: Random): Weights {
  const shapes = graph.parameterShapes()
  return new Map([...shapes].map(([name, shape]) => [name, initial(name, shape, shapes, random)]))
}

function initial(
  name: string,
  shape: readonly number[],
  shapes: ReadonlyMap<string, readonly number[]>,
  random: Random,
): Tensor {
  const layer = name.slice(0, name.lastIndexOf('.'))
  const isBias = name.endsWith('.bias') || name.endsWith('.running_mean')
  const weightShape = shapes.get(`${layer}.weight`) ?? shape
  const data = new Float32Array(sizeOf(shape))
  const isNorm = weightShape.length === 1
  if (isNorm) return { shape, data: data.fill(isBias ? 0 : 1) }
  const bound = 1 / Math.sqrt(sizeOf(weightShape.slice(1)))
  for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random.uniform() - 1)
  return { shape, data }
}
