/**
 * Optimisers as nodes of the graph. From weights w and their derivatives g they make new weights
 * and a new state, which are inputs of the next step. What changes from step to step is a scalar
 * input, so all steps use one graph.
 *
 * SGD with momentum (Sutskever et al. 2013, in PyTorch's form), L2 weight decay d:
 *
 *     u' = mu u + (g + d w),  w' = w - lr u'
 *
 * Adam (Kingma & Ba 2015). With L2 weight decay, g becomes g + d w. AdamW (Loshchilov & Hutter
 * 2019) decouples the decay: w becomes (1 - lr d) w.
 *
 *     m' = b1 m + (1 - b1) g,  v' = b2 v + (1 - b2) g^2
 *     w' = w - lr / (1 - b1^t) m' / (sqrt(v') / sqrt(1 - b2^t) + eps)
 *
 * Each element-wise node is one pass over memory, so constants are folded. The state holds M = m/(1
 * - b1) and V = v/(1 - b2). With c = sqrt((1 - b2)/(1 - b2^t)), A = lr (1 - b1)/((1 - b1^t) c) and
 * E = eps/c, Adam takes ten passes instead of thirteen. A and E are inputs:
 *
 *     M' = b1 M + g,  V' = b2 V + g^2,  w' = w - A M' / (sqrt(V') + E)
 *
 * Before that, gradients may be clipped by their global norm (Pascanu, Mikolov & Bengio 2013), as
 * in `torch.nn.utils.clip_grad_norm_`: all derivatives are multiplied by min(1, maxNorm / (norm +
 * 1e-6)).
 */
import { InputError } from '../errors.js'
import { add, divide, minimum, multiply, scale, sqrt, subtract } from './elementwise.js'
import { emit } from './emit.js'
import type { Graph, Value } from './graph.js'

/** Defaults are PyTorch's. The learning rate is not here, because it changes from step to step. */
export type Optimiser =
  | {
      readonly kind: 'sgd'
      /** In [0, 1); default 0. */
      readonly momentum?: number
      /** L2 weight decay; default 0. */
      readonly weightDecay?: number
    }
  | {
      readonly kind: 'adam' | 'adamw'
      /** Decay of the two means, each in [0, 1); default 0.9 and 0.999. */
      readonly betas?: readonly [number, number]
      /** Added to the square root; default 1e-8. */
      readonly eps?: number
      /** For `adam` L2, default 0. For `adamw` decoupled, default 0.01. */
      readonly weightDecay?: number
    }

/**
 * A value that carries over from one step to the next. `old` is an input; `next` is its new value.
 */
export interface Carried {
  readonly old: Value
  readonly next: Value
}

/** The nodes of one update. */
export interface Update {
  /** Weights by name. */
  readonly weights: ReadonlyMap<string, Carried>
  /** The optimiser's state, by name, e.g. `adam/m/fc1.weight`; zeros before the first step. */
  readonly state: ReadonlyMap<string, Carried>
  /**
   * Values of the scalar inputs, by name. Each has the shape [1].
   *
   * @param step 0-based
   */
  scalars(step: number, learningRate: number): Record<string, number>
}

/**
 * Adds the update of all weights that have a derivative. A frozen weight has none.
 *
 * @throws InputError if a constant of the optimiser is out of its range
 * @example
 * const { weights } = addUpdate(graph, { kind: 'adam' }, differentiate(graph, loss, parameters))
 */
export function addUpdate(
  graph: Graph,
  optimiser: Optimiser,
  derivatives: ReadonlyMap<Value, Value>,
): Update {
  return optimiser.kind === 'sgd'
    ? addSgd(graph, optimiser, derivatives)
    : addAdam(graph, optimiser, derivatives)
}

function addSgd(
  graph: Graph,
  { momentum = 0, weightDecay = 0 }: Optimiser & { kind: 'sgd' },
  derivatives: ReadonlyMap<Value, Value>,
): Update {
  inRange('momentum', momentum, 0, 1)
  inRange('weight decay', weightDecay, 0, Number.POSITIVE_INFINITY)
  const ops = operations(graph, 'sgd')
  const rate = graph.input('sgd/rate', [1])
  const weights = new Map<string, Carried>()
  const state = new Map<string, Carried>()
  for (const [weight, derivative] of derivatives) {
    let velocity = ops.plusDecay(derivative, weight, weightDecay)
    if (momentum > 0) {
      const old = graph.input(`sgd/momentum/${weight.name}`, weight.shape)
      velocity = ops.add(ops.times(old, momentum), velocity)
      state.set(old.name, { old, next: velocity })
    }
    weights.set(weight.name, { old: weight, next: ops.subtract(weight, ops.mul(velocity, rate)) })
  }
  return { weights, state, scalars: (_, learningRate) => ({ [rate.name]: learningRate }) }
}

function addAdam(
  graph: Graph,
  optimiser: Optimiser & { kind: 'adam' | 'adamw' },
  derivatives: ReadonlyMap<Value, Value>,
): Update {
  const { kind } = optimiser
  const { betas, eps, l2, decoupled } = adamConstants(optimiser)
  const ops = operations(graph, kind)
  const rate = graph.input(`${kind}/rate`, [1])
  const floor = graph.input(`${kind}/eps`, [1])
  const keep = decoupled > 0 ? graph.input(`${kind}/keep`, [1]) : undefined
  const weights = new Map<string, Carried>()
  const state = new Map<string, Carried>()
  for (const [weight, derivative] of derivatives) {
    const g = ops.plusDecay(derivative, weight, l2)
    const oldM = graph.input(`${kind}/m/${weight.name}`, weight.shape)
    const oldV = graph.input(`${kind}/v/${weight.name}`, weight.shape)
    const m = ops.add(ops.times(oldM, betas[0]), g)
    const v = ops.add(ops.times(oldV, betas[1]), ops.mul(g, g))
    const change = ops.mul(ops.divide(m, ops.add(ops.sqrt(v), floor)), rate)
    const kept = keep ? ops.mul(weight, keep) : weight
    state.set(oldM.name, { old: oldM, next: m })
    state.set(oldV.name, { old: oldV, next: v })
    weights.set(weight.name, { old: weight, next: ops.subtract(kept, change) })
  }
  const scalars = (step: number, learningRate: number) => {
    const [left1, left2] = betas.map((beta) => (1 - beta) / (1 - beta ** (step + 1)))
    const c = Math.sqrt(left2)
    return {
      [rate.name]: (learningRate * left1) / c,
      [floor.name]: eps / c,
      ...(keep && { [keep.name]: 1 - learningRate * decoupled }),
    }
  }
  return { weights, state, scalars }
}

function adamConstants(optimiser: Optimiser & { kind: 'adam' | 'adamw' }) {
  const { kind, betas = [0.9, 0.999], eps = 1e-8 } = optimiser
  const { weightDecay = kind === 'adamw' ? 0.01 : 0 } = optimiser
  inRange('beta 1', betas[0], 0, 1)
  inRange('beta 2', betas[1], 0, 1)
  inRange('eps', eps, 0, Number.POSITIVE_INFINITY)
  inRange('weight decay', weightDecay, 0, Number.POSITIVE_INFINITY)
  const [l2, decoupled] = kind === 'adam' ? [weightDecay, 0] : [0, weightDecay]
  return { betas, eps, l2, decoupled }
}

/** The operators of an update, under one layer's name. */
function operations(graph: Graph, layer: string) {
  const mul = (a: Value, b: Value) => multiply(graph, a, b, layer)
  const sum = (a: Value, b: Value) => add(graph, a, b, layer)
  const times = (x: Value, factor: number) => scale(graph, x, layer, factor)
  return {
    mul,
    times,
    add: sum,
    subtract: (a: Value, b: Value) => subtract(graph, a, b, layer),
    divide: (a: Value, b: Value) => divide(graph, a, b, layer),
    sqrt: (x: Value) => sqrt(graph, x, layer),
    plusDecay: (g: Value, weight: Value, decay: number) =>
      decay > 0 ? sum(g, times(weight, decay)) : g,
  }
}

function inRange(what: string, value: number, low: number, high: number): void {
  const fits = value >= low && value < high
  if (fits) return
  throw new InputError({
    what: `${what} of the optimiser is out of its range`,
    expected: high === 1 ? `at least ${low}, below 1` : `a number of at least ${low}`,
    got: `${value}`,
  })
}

/** Name of the layer that clips. */
const LAYER = 'clip'

/** The Euclidean norm of all values together: one number without axes. */
export function globalNorm(graph: Graph, values: readonly Value[]): Value {
  const attributes = { keepdims: 0 }
  const squares = values.map((x) => emit(graph, LAYER, 'ReduceSumSquare', [x], [], { attributes }))
  const sum = squares.reduce((total, square) => add(graph, total, square, LAYER))
  return sqrt(graph, sum, LAYER)
}

/**
 * `derivatives` scaled so that their global norm is at most `maxNorm`.
 *
 * @param norm global norm of the derivatives, from `globalNorm`
 */
export function clipped(
  graph: Graph,
  derivatives: ReadonlyMap<Value, Value>,
  norm: Value,
  maxNorm: number,
): Map<Value, Value> {
  const scalar = (value: number) => graph.constant(Float32Array.of(value), [])
  const ratio = divide(graph, scalar(maxNorm), add(graph, norm, scalar(1e-6), LAYER), LAYER)
  const factor = minimum(graph, ratio, scalar(1), LAYER)
  return new Map([...derivatives].map(([by, d]) => [by, multiply(graph, d, factor, LAYER)]))
}
