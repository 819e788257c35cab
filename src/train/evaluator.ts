/** Scores a network on held-out stamps while it is trained: one session, fed with the weights of the moment. */
import {
  encodeGraph,
  encodeModel,
  Graph,
  openSession,
  type Session,
  type Weights,
} from '../nn/index.js'
import type { Score, TrainingJob } from './job.js'
import type { LabelledStamps } from './labelled-stamps.js'

export interface Evaluator {
  /** @param state weights and buffers by name; others are ignored */
  score(state: Weights, data: LabelledStamps): Promise<Score>
  release(): Promise<void>
}

/** @param picture bands, height, width */
export async function openEvaluator(
  { name, network, batch, device, nThreads }: TrainingJob,
  picture: readonly number[],
): Promise<Evaluator> {
  const graph = new Graph(name)
  graph.output('logits', network(graph, graph.input('stamps', ['batch', ...picture])))
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph), {}, producer, graph.domains)
  const session = await openSession(model, { device, nThreads })
  const names = [...graph.parameterShapes().keys()]
  return {
    score: (state, data) =>
      score(
        session,
        Object.fromEntries(names.map((name) => [name, state.get(name)!])),
        data,
        batch,
      ),
    release: () => session.release(),
  }
}

async function score(
  session: Session,
  weights: Parameters<Session['run']>[0],
  { stamps, shape, labels }: LabelledStamps,
  batch: number,
): Promise<Score> {
  const [n, ...picture] = shape
  const length = stamps.length / n
  let loss = 0
  let nCorrect = 0
  for (let start = 0; start < n; start += batch) {
    const end = Math.min(n, start + batch)
    const data = stamps.subarray(start * length, end * length)
    const part = { shape: [end - start, ...picture], data }
    const { logits } = await session.run({ ...weights, stamps: part })
    const truth = labels.subarray(start, end)
    loss += crossEntropy(logits.data, truth)
    nCorrect += countCorrect(logits.data, truth)
  }
  return { loss: loss / n, accuracy: nCorrect / n }
}

/** How many largest logits are their label's; of equal ones the first counts. @param logits (n, classes) */
export function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  const nClasses = logits.length / labels.length
  let count = 0
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * nClasses, (i + 1) * nClasses)
    if (row.indexOf(Math.max(...row)) === label) count++
  }
  return count
}

/** Summed over the stamps, in float64. */
function crossEntropy(logits: Float32Array, labels: Uint8Array): number {
  const nClasses = logits.length / labels.length
  let sum = 0
  for (const [i, label] of labels.entries()) {
    const row = logits.subarray(i * nClasses, (i + 1) * nClasses)
    const top = Math.max(...row)
    const total = row.reduce((total, x) => total + Math.exp(x - top), 0)
    sum += Math.log(total) + top - row[label]
  }
  return sum
}
