/**
 * The statistics of the batch norms from the user's own stamps (Li et al. 2017, arXiv:1603.04779;
 * Schneider et al. 2020, arXiv:2006.16971): with the running mean and variance s of the model and
 * the moments t of the stamps,
 *
 *   s' = (1 - share) s + share t
 *
 * Stamps that are brighter, fainter or of another unit than those of training are brought back so.
 * But moments also tell which classes a field has, and they must not be taken away. So they are
 * taken only where a field is foreign as a whole, and only as far as they bring it nearer to the
 * training set, which the model's own space of features tells (models/novelty.ts).
 */
import { noveltyThresholds } from '../models/index.js'
import {
  BATCH_NORM_MOMENTUM,
  dropoutMask,
  encodeGraph,
  encodeModel,
  Graph,
  openSession,
  type SessionOptions,
  type Tensor,
  type Weights,
} from '../nn/index.js'
import { Random } from '../random.js'
import { median } from '../statistics/index.js'
import { noveltiesOf } from '../train/index.js'
import { type Adaptable, trunkOf } from './adaptable.js'
import { AS_IT_IS } from './showings.js'
import type { ShownStamps } from './shown-stamps.js'
import { featuresOfViews } from './views.js'

export interface OwnStatistics {
  readonly weights: Weights
  /** The share above; 0 where the statistics stay as they are. */
  readonly share: number
}

/** Of these, and none, the share that brings the stamps nearest to the training set is taken. */
const SHARES = [0.5, 1]

/**
 * The weights with the statistics that bring the field nearest to the training set; the weights as
 * they are where the field is not foreign, the network has no batch norms, or the model cannot tell
 * how far a stamp is from its training set.
 */
export async function ownStatistics(
  adaptable: Adaptable,
  shown: ShownStamps,
  options: SessionOptions = {},
): Promise<OwnStatistics> {
  const { weights, space, file } = adaptable
  const thresholds = noveltyThresholds(file.card)
  const asTheyAre = { weights, share: 0 }
  if (!space || !thresholds) return asTheyAre
  const distances = async (of: Weights) => {
    const [seen] = await featuresOfViews(adaptable, of, shown, [AS_IT_IS], options)
    return noveltiesOf(seen, space)
  }
  const asSeen = await distances(weights)
  if (!isForeign(asSeen, shown.missing.map(thresholds))) return asTheyAre
  let least = median(asSeen)
  const own = await momentsOf(adaptable, shown, options)
  let best: OwnStatistics = asTheyAre
  if (own.size === 0) return best
  for (const share of SHARES) {
    const moved = mixed(weights, own, share)
    const found = median(await distances(moved))
    if (found < least) [best, least] = [{ weights: moved, share }, found]
  }
  return best
}

/**
 * Whether more than half of the stamps are unlike the training set. A distance that is no number is
 * above every threshold, as in `classify`.
 *
 * @param thresholds one per stamp: a stamp that lacks bands has one of its own
 * @example isForeign([4, 9, 9], [5, 5, 10]) // false: one of three
 */
export function isForeign(distances: ArrayLike<number>, thresholds: readonly number[]): boolean {
  const nUnlike = thresholds.filter((threshold, i) => !(distances[i] <= threshold)).length
  return nUnlike > thresholds.length / 2
}

/** Weights in which the buffers are moved by a share of the way to those of the stamps. */
export function mixed(weights: Weights, own: Weights, share: number): Weights {
  return new Map(
    [...weights].map(([name, tensor]) => {
      const to = own.get(name)
      if (!to) return [name, tensor]
      const data = tensor.data.map((value, i) => (1 - share) * value + share * to.data[i])
      return [name, { shape: tensor.shape, data }]
    }),
  )
}

/** Stamps whose moments are taken together. */
const BATCH = 64

/**
 * Running means and variances as the stamps alone would make them: the mean over their full
 * batches. Each layer sees what the layers before it make of the batch with its own moments.
 *
 * @returns by the names of the buffers; empty where the network has no batch norms
 */
export async function momentsOf(
  adaptable: Adaptable,
  { stamps: { picture }, pictures }: ShownStamps,
  options: SessionOptions = {},
): Promise<Map<string, Tensor>> {
  const { architecture } = adaptable
  const graph = new Graph(`${architecture.name} moments`, { isTraining: true })
  const shape = [BATCH, ...picture]
  trunkOf(adaptable)(graph, graph.input('stamps', shape))
  if (graph.updates.size === 0) return new Map()
  for (const [name, value] of graph.updates) graph.output(`next/${name}`, value)
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph), {}, producer, graph.domains)
  const session = await openSession(model, options)
  const fixed = fixedInputs(graph, adaptable.weights)
  const sums = new Map<string, Float64Array>()
  let nBatches = 0
  try {
    for await (const data of fullBatches(
      pictures(AS_IT_IS),
      shape.reduce((a, b) => a * b, 1),
    )) {
      const answer = await session.run({ ...fixed, stamps: { shape, data } })
      nBatches += 1
      for (const name of graph.updates.keys()) addTo(sums, name, answer[`next/${name}`].data)
    }
  } finally {
    await session.release()
  }
  const scale = 1 / (nBatches * BATCH_NORM_MOMENTUM)
  return new Map(
    [...sums].map(([name, sum]) => [
      name,
      { shape: [sum.length], data: Float32Array.from(sum, (value) => scale * value) },
    ]),
  )
}

/** Weights as they are, buffers 0: what follows a batch is then its moments times the momentum. */
function fixedInputs(graph: Graph, weights: Weights): Record<string, Tensor> {
  const inputs: Record<string, Tensor> = {}
  for (const name of graph.parameters.keys()) inputs[name] = weights.get(name)!
  for (const name of graph.buffers.keys()) {
    const { shape, data } = weights.get(name)!
    inputs[name] = { shape, data: new Float32Array(data.length) }
  }
  for (const [{ name, shape }] of graph.masks) {
    inputs[name] = dropoutMask(new Random(0), shape as readonly number[], 0)
  }
  return inputs
}

/** Cuts a stream of pictures into pieces of one length; what is left over is not given. */
async function* fullBatches(
  parts: AsyncGenerator<Float32Array>,
  length: number,
): AsyncGenerator<Float32Array> {
  const batch = new Float32Array(length)
  let filled = 0
  for await (const part of parts) {
    for (let start = 0; start < part.length; ) {
      const some = part.subarray(start, start + length - filled)
      batch.set(some, filled)
      start += some.length
      filled += some.length
      if (filled < length) continue
      yield batch.slice()
      filled = 0
    }
  }
}

function addTo(sums: Map<string, Float64Array>, name: string, values: Float32Array): void {
  const sum = sums.get(name) ?? new Float64Array(values.length)
  for (let i = 0; i < sum.length; i++) sum[i] += values[i]
  sums.set(name, sum)
}
