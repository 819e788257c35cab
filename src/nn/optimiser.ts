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
import { after, cuts, ifFinite, isCut, type Part, partInput, readersOf, rowsOf } from './parts.js'

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
  /** Weights by name, or parts of them by the names of their inputs. */
  readonly weights: ReadonlyMap<string, Carried>
  /** The optimiser's state or parts of it, likewise; zeros before the first step. */
  readonly state: ReadonlyMap<string, Carried>
  /** Shapes of the whole state, by name, e.g. `adam/m/fc1.weight`. */
  readonly stateShapes: ReadonlyMap<string, readonly number[]>
  /** What is only a part, by the name of its input (parts.ts). */
  readonly parts: ReadonlyMap<string, Part>
  /**
   * Values of the scalar inputs, by name. Each has the shape [1].
   *
   * @param step 0-based
   */
  scalars(step: number, learningRate: number): Record<string, number>
}

/**
 * Adds the update of all weights that have a derivative. A frozen weight has none. All other nodes
 * must be in the graph before.
 *
 * @param known what else is computed from the derivatives, and the loss
 * @throws InputError if a constant of the optimiser is out of its range
 * @example
 * const { weights } = addUpdate(graph, { kind: 'adam' }, differentiate(graph, loss, parameters))
 */
export function addUpdate(
  graph: Graph,
  optimiser: Optimiser,
  derivatives: ReadonlyMap<Value, Value>,
  known: Known = {},
): Update {
  const changes = new Changes(graph, optimiser.kind, known)
  for (const [weight, derivative] of derivatives) changes.plan(weight, derivative)
  const scalars =
    optimiser.kind === 'sgd'
      ? addSgd(graph, optimiser, changes)
      : addAdam(graph, optimiser, changes)
  return { ...changes, scalars }
}

/** What large weights wait for. */
interface Known {
  /** From each derivative, by its weight: the derivative need not wait for it then. */
  readonly squares?: ReadonlyMap<Value, Value>
  /** If it is not finite, the step ends before a large weight is overwritten. */
  readonly loss?: Value
}

/** What is updated together: a weight, or some rows of a large one. */
interface Piece {
  readonly weight: Value
  readonly derivative: Value
  /** What must be computed before the weight may be overwritten. */
  readonly before: readonly Value[]
  /** The whole weight, and which of its rows these are. */
  readonly whole: Value
  readonly rows?: [number, number]
}

/** The pieces of all weights, and what becomes of them. */
class Changes {
  readonly weights = new Map<string, Carried>()
  readonly state = new Map<string, Carried>()
  readonly stateShapes = new Map<string, readonly number[]>()
  readonly parts = new Map<string, Part>()
  readonly #pieces: Piece[] = []
  readonly #graph: Graph
  readonly #layer: string
  readonly #known: Known

  constructor(graph: Graph, layer: string, known: Known) {
    this.#graph = graph
    this.#layer = layer
    this.#known = known
  }

  plan(whole: Value, derivative: Value): void {
    const graph = this.#graph
    if (!isCut(graph, whole)) {
      this.#pieces.push({ weight: whole, derivative, before: [], whole })
      return
    }
    const square = this.#known.squares?.get(whole)
    const before = [...readersOf(graph, whole), ...(square ? [square] : [])]
    for (const rows of cuts(whole.shape as number[])) {
      const weight = this.input(whole.name, { whole, rows })
      this.#pieces.push({ weight, derivative, before, whole, rows })
    }
  }

  /**
   * @param change makes the new weight from a piece, its derivative and the learning rate
   */
  apply(rate: Value, change: (piece: Piece, g: Value, rate: Value) => Value): void {
    const graph = this.#graph
    const layer = this.#layer
    const { loss } = this.#known
    const isAnyCut = this.#pieces.some(({ rows }) => rows)
    const safe = isAnyCut && loss ? ifFinite(graph, rate, loss) : rate
    const rates = new Map<Value, Value>()
    for (const piece of this.#pieces) {
      const { weight, derivative, before, whole, rows } = piece
      const g = rows ? rowsOf(graph, derivative, layer, rows) : derivative
      const late = rows && (rates.get(whole) ?? after(graph, safe, before, layer))
      if (late) rates.set(whole, late)
      this.weights.set(weight.name, { old: weight, next: change(piece, g, late ?? rate) })
    }
  }

  /** An input of the optimiser's state for a piece. */
  old(kind: string, piece: Pick<Piece, 'whole' | 'rows'>): Value {
    const name = `${kind}/${piece.whole.name}`
    this.stateShapes.set(name, piece.whole.shape as number[])
    return this.input(name, piece)
  }

  next(old: Value, next: Value): void {
    this.state.set(old.name, { old, next })
  }

  private input(name: string, { whole, rows }: Pick<Piece, 'whole' | 'rows'>): Value {
    if (!rows) return this.#graph.input(name, whole.shape)
    const { value, part } = partInput(this.#graph, name, whole.shape as number[], rows)
    this.parts.set(value.name, part)
    return value
  }
}

function addSgd(
  graph: Graph,
  { momentum = 0, weightDecay = 0 }: Optimiser & { kind: 'sgd' },
  changes: Changes,
): Update['scalars'] {
  inRange('momentum', momentum, 0, 1)
  inRange('weight decay', weightDecay, 0, Number.POSITIVE_INFINITY)
  const ops = operations(graph, 'sgd')
  const rate = graph.input('sgd/rate', [1])
  changes.apply(rate, (piece, derivative, rate) => {
    const { weight } = piece
    let velocity = ops.plusDecay(derivative, weight, weightDecay)
    if (momentum > 0) {
      const old = changes.old('sgd/momentum', piece)
      velocity = ops.add(ops.times(old, momentum), velocity)
      changes.next(old, velocity)
    }
    return ops.subtract(weight, ops.mul(velocity, rate))
  })
  return (_, learningRate) => ({ [rate.name]: learningRate })
}

function addAdam(
  graph: Graph,
  optimiser: Optimiser & { kind: 'adam' | 'adamw' },
  changes: Changes,
): Update['scalars'] {
  const { kind } = optimiser
  const { betas, eps, l2, decoupled } = adamConstants(optimiser)
  const ops = operations(graph, kind)
  const rate = graph.input(`${kind}/rate`, [1])
  const floor = graph.input(`${kind}/eps`, [1])
  const keep = decoupled > 0 ? graph.input(`${kind}/keep`, [1]) : undefined
  changes.apply(rate, (piece, derivative, rate) => {
    const { weight } = piece
    const g = ops.plusDecay(derivative, weight, l2)
    const oldM = changes.old(`${kind}/m`, piece)
    const oldV = changes.old(`${kind}/v`, piece)
    const m = ops.add(ops.times(oldM, betas[0]), g)
    const v = ops.add(ops.times(oldV, betas[1]), ops.mul(g, g))
    const change = ops.mul(ops.divide(m, ops.add(ops.sqrt(v), floor)), rate)
    const kept = keep ? ops.mul(weight, keep) : weight
    changes.next(oldM, m)
    changes.next(oldV, v)
    return ops.subtract(kept, change)
  })
  return (step, learningRate) => {
    const [left1, left2] = betas.map((beta) => (1 - beta) / (1 - beta ** (step + 1)))
    const c = Math.sqrt(left2)
    return {
      [rate.name]: (learningRate * left1) / c,
      [floor.name]: eps / c,
      ...(keep && { [keep.name]: 1 - learningRate * decoupled }),
    }
  }
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
  return normOf(
    graph,
    values.map((x) => squareSum(graph, x)),
  )
}

/** The sum of the squares of a value: one number without axes. */
export function squareSum(graph: Graph, x: Value): Value {
  return emit(graph, LAYER, 'ReduceSumSquare', [x], [], { attributes: { keepdims: 0 } })
}

/** The root of the sum of `squares`. */
export function normOf(graph: Graph, squares: readonly Value[]): Value {
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
