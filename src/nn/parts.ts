/**
 * Large weights are updated in place and in parts: some rows at a time. In place there is no second
 * copy of them. In parts, what an update computes on its way stays in the caches of the processor,
 * and takes no memory. The numbers are the same.
 *
 * A part is an input of its own, whose memory lies in that of the whole weight. Nodes that read the
 * whole weight must run before the first part is overwritten; the graph knows no such order. So the
 * update is given a number that is computed from theirs (`after`).
 *
 * What is overwritten cannot be looked at afterwards. So a step whose loss is not a finite number
 * ends before it overwrites a weight (`ifFinite`).
 */
import { reshape, slice } from './arrange.js'
import { subtract } from './elementwise.js'
import { emit, ints } from './emit.js'
import type { Graph, Value } from './graph.js'
import { DATA_TYPE } from './onnx-schema.js'
import { sizeOf } from './tensor.js'

/** Where a part lies: it begins at this number of the whole. */
export interface Part {
  readonly of: string
  readonly start: number
  readonly shape: readonly number[]
}

/** Weights with so many numbers are cut. */
const LARGE = 2 ** 19
/** The numbers of a part: 1 MB, so that a few such arrays fit into a cache. */
const PART = 2 ** 18

/** Whether a weight is updated in place, in parts. */
export function isCut(graph: Graph, weight: Value): boolean {
  return graph.device === 'cpu' && sizeOf(weight.shape as number[]) >= LARGE
}

/** The rows of each part of a tensor of this shape: [first, end). */
export function cuts(shape: readonly number[]): [number, number][] {
  const rows = Math.max(1, Math.floor(PART / sizeOf(shape.slice(1))))
  const n = Math.ceil(shape[0] / rows)
  return Array.from({ length: n }, (_, i) => [i * rows, Math.min((i + 1) * rows, shape[0])])
}

/** An input for some rows of a tensor of the state. */
export function partInput(
  graph: Graph,
  name: string,
  shape: readonly number[],
  [first, end]: readonly [number, number],
): { value: Value; part: Part } {
  const inner = shape.slice(1)
  const part = { of: name, start: first * sizeOf(inner), shape: [end - first, ...inner] }
  return { value: graph.input(`${name}[${first}:${end}]`, part.shape), part }
}

/** These rows of a value; no gradient. */
export function rowsOf(graph: Graph, v: Value, layer: string, [first, end]: [number, number]) {
  return slice(graph, v, layer, 0, first, end)
}

/** Operators that may leave the numbers where they are, or may be merged into what follows. */
const PASSING = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity'])

/** The first results that are computed from a value. Once they are there, nobody reads it again. */
export function readersOf(graph: Graph, value: Value): Value[] {
  return graph.nodes
    .filter(({ inputs }) => inputs.includes(value))
    .flatMap(({ onnx, outputs: [output] }) =>
      PASSING.has(onnx) ? readersOf(graph, output) : [output],
    )
}

/** `value`, which has one number, computed when `others` are: theirs come along part of the way. */
export function after(graph: Graph, value: Value, others: readonly Value[], layer: string): Value {
  const numbers = [value, ...others.map((other) => firstNumber(graph, other, layer))]
  const attributes = { axis: 0 }
  const joined = emit(graph, layer, 'Concat', numbers, [numbers.length], { attributes })
  return emit(graph, layer, 'Gather', [joined, ints(graph, 0)], [1], { attributes })
}

/** The layer of the nodes of {@link ifFinite}: the runtime's error names the node that failed. */
const CHECK = 'check-of-the-loss'

/**
 * `value`, which has one number, if `loss` is finite. Otherwise the run fails here: it asks for the
 * second of one number. Nothing that is computed from `value` is then written. This takes no pass
 * over the weights, as a choice between the old ones and the new ones would.
 */
export function ifFinite(graph: Graph, value: Value, loss: Value): Value {
  const layer = CHECK
  const none = subtract(graph, loss, loss, layer)
  const isZero = emit(graph, layer, 'Equal', [none, graph.constant(new Float32Array(1))], [1])
  const isBad = emit(graph, layer, 'Not', [isZero], [1])
  const place = emit(graph, layer, 'Cast', [isBad], [1], { attributes: { to: DATA_TYPE.int64 } })
  return emit(graph, layer, 'Gather', [value, place], [1], { attributes: { axis: 0 } })
}

/** Whether a run failed because of {@link ifFinite}. */
export function isEnded(error: unknown): boolean {
  return error instanceof Error && error.message.includes(`'${CHECK}/`)
}

function firstNumber(graph: Graph, v: Value, layer: string): Value {
  const rank = v.shape.length
  if (rank === 0) return reshape(graph, v, layer, [1])
  const place = graph.constant(new BigInt64Array(rank), [1, rank])
  return emit(graph, layer, 'GatherND', [v, place], [1])
}
