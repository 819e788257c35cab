/**
 * Dropout (Srivastava et al. 2014, JMLR 15, 1929): in training each value is dropped with probability
 * p and the others grow by 1/(1 - p); else nothing happens. The mask is an input of the graph, so that
 * the caller's seeded generator fills it and a run repeats on any device.
 */
import type { Random } from '../random.js'
import { multiply } from './arithmetic.js'
import type { Graph, Value } from './graph.js'
import { sizeOf, type Tensor } from './tensor.js'

/**
 * Dropout of x by the input `dropout/<layer>`, of x's shape, which `graph.masks` lists with p.
 *
 * @param p in [0, 1); with 0 there is no mask
 * @example
 * for (const [{ name, shape }, p] of graph.masks) feeds[name] = dropoutMask(random, known(shape), p)
 */
export function dropout(graph: Graph, x: Value, layer: string, p: number): Value {
  if (!(p >= 0 && p < 1)) throw new Error(`internal: ${layer} drops a share of ${p}`)
  if (!graph.isTraining || p === 0) return x
  const mask = graph.input(`dropout/${layer}`, x.shape)
  graph.masks.set(mask, p)
  return multiply(graph, x, mask, layer)
}

/** 0 with probability p, else 1/(1 - p), independently. */
export function dropoutMask(random: Random, shape: readonly number[], p: number): Tensor {
  const data = new Float32Array(sizeOf(shape))
  const kept = 1 / (1 - p)
  for (let i = 0; i < data.length; i++) data[i] = random.uniform() < p ? 0 : kept
  return { shape, data }
}
