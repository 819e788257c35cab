/**
 * Dropout (Srivastava et al. 2014, JMLR 15, 1929). In training, each value is set to 0 with
 * probability p and the others are multiplied by 1/(1 - p). In use, nothing happens. The mask is an
 * input of the graph: the caller's seeded generator fills it, so a run can be repeated on any
 * device.
 */
import type { Random } from '../random.js'
import { multiply } from './elementwise.js'
import type { Graph, Value } from './graph.js'
import { sizeOf, type Tensor } from './tensor.js'

/**
 * Dropout of x. Its mask is the input `dropout/<layer>`, of x's shape; `graph.masks` lists it with
 * p.
 *
 * @param p in [0, 1); with 0 there is no mask
 * @example
 * const masks = dropoutMasks(graph, random)
 * const { loss } = await trainer.step({ stamps, targets, masks }, 0, 1e-3)
 */
export function dropout(graph: Graph, x: Value, layer: string, p: number): Value {
  if (!(p >= 0 && p < 1)) throw new Error(`internal: ${layer} drops a share of ${p}`)
  if (!graph.isTraining || p === 0) return x
  const mask = graph.input(`dropout/${layer}`, x.shape)
  graph.masks.set(mask, p)
  return multiply(graph, x, mask, layer)
}

/** A mask for each dropout of a graph, by the names of their inputs. */
export function dropoutMasks({ masks }: Graph, random: Random): Record<string, Tensor> {
  return Object.fromEntries(
    [...masks].map(([{ name, shape }, p]) => [
      name,
      dropoutMask(random, shape as readonly number[], p),
    ]),
  )
}

/** A mask: each value is 0 with probability p, otherwise 1/(1 - p). */
export function dropoutMask(random: Random, shape: readonly number[], p: number): Tensor {
  const data = new Float32Array(sizeOf(shape))
  const kept = 1 / (1 - p)
  for (let i = 0; i < data.length; i++) data[i] = random.uniform() < p ? 0 : kept
  return { shape, data }
}
