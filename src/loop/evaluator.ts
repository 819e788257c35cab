/**
 * Classifies the validation set while a network is trained: one session, fed with the weights of
 * the moment.
 */
import {
  encodeGraph,
  encodeModel,
  Graph,
  joinedFloats,
  openSession,
  type SessionOptions,
  type Value,
  type Weights,
} from '../nn/index.js'
import { indexOfLargest } from '../statistics/index.js'
import { type Examples, inPieces } from './examples.js'
import type { Score } from './options.js'

export interface Evaluator {
  /**
   * @param state weights and buffers by name; others are ignored
   * @returns logits (n, classes)
   */
  logits(state: Weights, examples: Examples): Promise<Float32Array>
  release(): Promise<void>
}

export interface EvaluatorOptions extends SessionOptions {
  readonly name: string
  readonly network: (graph: Graph, stamps: Value) => Value
  /** Stamps that are classified together. */
  readonly batch: number
}

/** @param shape shape of one example */
export async function openEvaluator(
  { name, network, batch, device, nThreads }: EvaluatorOptions,
  shape: readonly number[],
): Promise<Evaluator> {
  const graph = new Graph(name)
  graph.output('logits', network(graph, graph.input('stamps', ['batch', ...shape])))
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph), {}, producer, graph.domains)
  const session = await openSession(model, { device, nThreads })
  const names = [...graph.parameterShapes().keys()]
  return {
    async logits(state, examples) {
      const weights = Object.fromEntries(names.map((name) => [name, state.get(name)!]))
      const parts: Float32Array[] = []
      for await (const stamps of inPieces(examples, batch)) {
        parts.push((await session.run({ ...weights, stamps })).logits.data)
      }
      return joinedFloats(parts)
    },
    release: () => session.release(),
  }
}

/**
 * @param logits (n, classes)
 * @param shares of the votes, (n, classes), where people voted: the loss is then against them
 */
export function scoreOf(logits: Float32Array, labels: Uint8Array, shares?: Float32Array): Score {
  const n = labels.length
  const loss = crossEntropy(logits, labels, shares) / n
  return { loss, accuracy: countCorrect(logits, labels) / n }
}

/** How many stamps have their largest logit at their label; the first of equal logits counts. */
export function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  const nClasses = logits.length / labels.length
  let count = 0
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * nClasses, (i + 1) * nClasses)
    if (indexOfLargest(row) === label) count++
  }
  return count
}

/** Sum over the stamps, in float64. */
function crossEntropy(logits: Float32Array, labels: Uint8Array, shares?: Float32Array): number {
  const nClasses = logits.length / labels.length
  let sum = 0
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * nClasses, (i + 1) * nClasses)
    const top = Math.max(...row)
    const total = row.reduce((total, x) => total + Math.exp(x - top), 0)
    const shared = shares?.subarray(i * nClasses, (i + 1) * nClasses)
    const said = shared ? row.reduce((all, x, k) => all + shared[k] * x, 0) : row[label]
    sum += Math.log(total) + top - said
  }
  return sum
}
