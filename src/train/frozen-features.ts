/**
 * The stages that are kept as they are. They run as an inference model with constant weights, which ONNX Runtime
 * packs into its own layout, and batch norm uses its running statistics; what they answer for a stamp is kept,
 * for each of its symmetries, and made when it is first wanted. Stamps pass one by one: an answer never depends
 * on which others are in the batch, so a resumed run has the same bytes.
 */
import {
  encodeGraph,
  encodeModel,
  Graph,
  openSession,
  type Session,
  type SessionOptions,
  sizeOf,
  type Value,
  type Weights,
} from '../nn/index.js'
import type { Examples } from './examples.js'
import type { Variation } from './variation.js'

export interface TrunkOptions extends SessionOptions {
  readonly name: string
  /** From stamps (batch, bands, height, width) to features, as in use. */
  readonly trunk: (graph: Graph, stamps: Value) => Value
  /** More than the trunk's own does no harm. */
  readonly weights: Weights
}

export interface Trunk {
  /** Of one stamp's features. */
  readonly shape: readonly number[]
  /**
   * The same examples, seen through the trunk.
   *
   * @param keep whether features are kept; where not, they are made each time
   */
  examplesOf(stamps: Examples, keep: boolean): Examples
  release(): Promise<void>
}

/** @param picture bands, height, width */
export async function openTrunk(
  { name, trunk, weights, device, nThreads }: TrunkOptions,
  picture: readonly number[],
): Promise<Trunk> {
  const graph = new Graph(`${name} trunk`)
  const answer = trunk(graph, graph.input('stamps', [1, ...picture]))
  graph.output('features', answer)
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await openSession(model, { device, nThreads })
  const shape = answer.shape.slice(1) as number[]
  return {
    shape,
    examplesOf: (stamps, keep) => seenThrough(session, stamps, shape, keep),
    release: () => session.release(),
  }
}

/** Bytes that the features of so many stamps take. */
export function featureBytes(
  nStamps: number,
  nSymmetries: number,
  shape: readonly number[],
): number {
  return nStamps * nSymmetries * sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT
}

function seenThrough(
  session: Session,
  stamps: Examples,
  shape: readonly number[],
  keep: boolean,
): Examples {
  const kept = new Map<string, Float32Array>()
  const length = sizeOf(shape)
  const featuresOf = async (row: number, variation: Variation): Promise<Float32Array> => {
    const key = `${row}/${variation.symmetry}/${variation.hidden}`
    const found = kept.get(key)
    if (found) return found
    const data = await stamps.read(Uint32Array.of(row), [variation])
    const { features } = await session.run({ stamps: { shape: [1, ...stamps.shape], data } })
    if (keep) kept.set(key, features.data)
    return features.data
  }
  return {
    shape,
    labels: stamps.labels,
    softLabels: stamps.softLabels,
    async read(rows, variations) {
      const part = new Float32Array(rows.length * length)
      for (const [i, row] of rows.entries()) {
        part.set(await featuresOf(row, variations[i]), i * length)
      }
      return part
    },
  }
}
