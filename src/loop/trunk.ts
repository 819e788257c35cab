/**
 * The trunk: the stages of a network that are not trained. They run as an inference model with
 * constant weights, which ONNX Runtime packs into its own layout; batch norm uses its running
 * statistics. The features of a stamp are made when they are first wanted, for each of its
 * symmetries, and kept.
 *
 * Where copies of a small trunk run in threads of their own, each core computes other stamps: the
 * pictures are too small for two cores to share one.
 *
 * Which stamps are computed together depends on what is kept already, and a resumed loop has kept
 * nothing. So eight stamps are computed together only where that is seen to give the same bits as
 * one at a time, else one by one.
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
import { Random } from '../random.js'
import type { Examples } from './examples.js'
import type { Variation } from './variation.js'

/** Stamps computed together, where that changes no bit. */
const TOGETHER = 8

export interface TrunkOptions extends SessionOptions {
  readonly name: string
  /** From stamps (batch, bands, height, width) to features, as in use. */
  readonly trunk: (graph: Graph, stamps: Value) => Value
  /** Weights by name; those that the trunk does not have are ignored. */
  readonly weights: Weights
}

export interface Trunk {
  /** Shape of one stamp's features. */
  readonly shape: readonly number[]
  /**
   * The same examples, seen through the trunk.
   *
   * @param keep whether features are kept; if not, they are made each time
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
  const answer = trunk(graph, graph.input('stamps', ['batch', ...picture]))
  graph.output('features', answer)
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph, weights), {}, producer, graph.domains)
  const session = await openSession(model, { device, nThreads, copies: true })
  const shape = answer.shape.slice(1) as number[]
  const asked = (stamps: Float32Array) => featuresOf(session, stamps, picture)
  const piece = await isSameTogether(asked, picture).then(
    (isSame) => (isSame ? TOGETHER : 1),
    async (error: unknown) => {
      await session.release()
      throw error
    },
  )
  return {
    shape,
    examplesOf: (stamps, keep) => {
      const { nAtOnce } = session
      return seenThrough({ asked, piece, shape, nAtOnce }, stamps, keep)
    },
    release: () => session.release(),
  }
}

/** Memory for the features of so many stamps, bytes. */
export function featureBytes(
  nStamps: number,
  nSymmetries: number,
  shape: readonly number[],
): number {
  return nStamps * nSymmetries * sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT
}

/** Features of any number of stamps. */
async function featuresOf(
  session: Session,
  stamps: Float32Array,
  picture: readonly number[],
): Promise<Float32Array> {
  const shape = [stamps.length / sizeOf(picture), ...picture]
  return (await session.run({ stamps: { shape, data: stamps } })).features.data
}

type Asked = (stamps: Float32Array) => Promise<Float32Array>

/** Whether stamps have, to the last bit, the features together that each has alone. */
async function isSameTogether(asked: Asked, picture: readonly number[]): Promise<boolean> {
  const length = sizeOf(picture)
  const random = new Random(1)
  const stamps = Float32Array.from({ length: TOGETHER * length }, () => random.normal())
  const one = (i: number) => asked(stamps.slice(i * length, (i + 1) * length))
  const [together, ...each] = await Promise.all([
    asked(stamps),
    ...Array.from({ length: TOGETHER }, (_, i) => one(i)),
  ])
  return each.every((alone, i) =>
    alone.every((value, k) => value === together[i * alone.length + k]),
  )
}

interface Seeing {
  readonly asked: Asked
  /** Stamps computed together. */
  readonly piece: number
  /** Shape of one stamp's features. */
  readonly shape: readonly number[]
  /** Pieces computed at the same time. */
  readonly nAtOnce: number
}

function seenThrough(seeing: Seeing, stamps: Examples, keep: boolean): Examples {
  const kept = new Features()
  const { shape } = seeing
  const length = sizeOf(shape)
  return {
    shape,
    labels: stamps.labels,
    softLabels: stamps.softLabels,
    async read(rows, variations) {
      const features = keep ? kept : new Features()
      await makeFeatures(seeing, stamps, features.missing(rows, variations), features)
      const part = new Float32Array(rows.length * length)
      for (let i = 0; i < rows.length; i++) {
        part.set(features.get(rows[i], variations[i])!, i * length)
      }
      return part
    },
  }
}

/** Computes features piece by piece; stamps that do not fill a piece pass one by one. */
async function makeFeatures(
  { asked, piece, shape, nAtOnce }: Seeing,
  stamps: Examples,
  missing: readonly Wanted[],
  features: Features,
): Promise<void> {
  const length = sizeOf(shape)
  let done = 0
  const oneByOne = async () => {
    while (done < missing.length) {
      const some = missing.slice(done, done + (missing.length - done >= piece ? piece : 1))
      done += some.length
      const rows = Uint32Array.from(some, ({ row }) => row)
      const variations = some.map(({ variation }) => variation)
      const made = await asked(await stamps.read(rows, variations))
      for (const [i, { row, variation }] of some.entries()) {
        features.set(row, variation, made.slice(i * length, (i + 1) * length))
      }
    }
  }
  await Promise.all(Array.from({ length: nAtOnce }, oneByOne))
}

interface Wanted {
  readonly row: number
  readonly variation: Variation
}

/** Features of stamps, by variation and row. Looked up for every stamp of every step. */
class Features {
  readonly #ofVariations = new Map<number, Map<number, Float32Array>>()

  get(row: number, variation: Variation): Float32Array | undefined {
    return this.#ofVariations.get(numberOf(variation))?.get(row)
  }

  set(row: number, variation: Variation, features: Float32Array): void {
    const number = numberOf(variation)
    const ofVariation = this.#ofVariations.get(number) ?? new Map<number, Float32Array>()
    this.#ofVariations.set(number, ofVariation.set(row, features))
  }

  /** Those of these stamps whose features are not here, each once. */
  missing(rows: Uint32Array, variations: readonly Variation[]): Wanted[] {
    const missing = new Map<string, Wanted>()
    for (let i = 0; i < rows.length; i++) {
      const [row, variation] = [rows[i], variations[i]]
      if (this.get(row, variation)) continue
      missing.set(`${row}/${numberOf(variation)}`, { row, variation })
    }
    return [...missing.values()]
  }
}

/** One number for each variation. */
function numberOf({ symmetry, hidden }: Variation): number {
  return hidden * 8 + symmetry
}
