/**
 * What a model says of every candidate, voice by voice, for whoever chooses what to ask a person
 * next: each member of an ensemble is a voice; of a single network, each orientation of the stamp.
 */
import { type Opinions, thinned } from '../asking/index.js'
import { isUnclassified } from '../catalog/index.js'
import { placeWindows, turned } from '../cutouts/index.js'
import type { ModelCard, Network } from '../models/index.js'
import type { Session } from '../nn/index.js'
import { softmax } from '../statistics/index.js'
import type { ClassifyInput, NetworkUse } from './classify-candidates.js'
import { BATCH } from './networks.js'
import { cardTemperature, SYMMETRIES } from './orientations.js'
import { preparedStamps, type RowWindows } from './prepared-stamps.js'
import { type ModelStamps, stampsFor } from './stamps.js'

type Use = Pick<NetworkUse, 'device' | 'batch' | 'orientations' | 'onProgress'>

/**
 * The opinions on all candidates, row by row. The features are those of the first network.
 *
 * @param use of an ensemble, `orientations` does not count: each member sees the stamp as it is;
 *   default of a single network: 2
 * @throws InputError as `classifyCandidates`
 * @example
 * const opinions = await opinionsOf({ field, candidates, model }, {})
 * planQuestions({ ids, order: 'active', opinions })
 */
export async function opinionsOf(
  { field, candidates, model }: ClassifyInput,
  { device = 'cpu', batch = BATCH, orientations = 2, onProgress }: Use,
): Promise<Opinions> {
  const { card, networks } = model
  const areMembers = networks.length > 1
  const stamps = stampsFor(field, card)
  const { windows, flags } = placeWindows(candidates, field, card.window, stamps.preparation.cropPx)
  const run: Run = {
    ...{ stamps, batch, windows: [...windows], flags, nClasses: card.classes.length },
    symmetries: areMembers ? [0] : SYMMETRIES[orientations],
  }
  const voices: Float32Array[] = []
  let places: Pick<Opinions, 'features' | 'nFeatures'> = {}
  for (const [i, network] of networks.entries()) {
    const session = await opened(network, i === 0, device)
    const told = (nDone: number, n: number) => onProgress?.(i * n + nDone, networks.length * n)
    const heard = await heardFrom(session, run, told).finally(() => session.release())
    voices.push(...heard.logits.map((logits) => probabilitiesOf(logits, run.nClasses, card)))
    if (i === 0) places = { features: heard.features, nFeatures: heard.nFeatures }
  }
  return { nClasses: run.nClasses, voices, areMembers, ...(places.features && places) }
}

/** In place. */
function probabilitiesOf(logits: Float32Array, nClasses: number, card: ModelCard): Float32Array {
  const temperature = cardTemperature(card, 1)
  for (let at = 0; at < logits.length; at += nClasses) {
    softmax(logits, at, logits.subarray(at, at + nClasses), temperature)
  }
  return logits
}

function opened(network: Network, isFirst: boolean, device: Use['device']): Promise<Session> {
  return isFirst && network.openWithFeatures
    ? network.openWithFeatures({ device })
    : network.open({ device })
}

interface Run {
  readonly stamps: ModelStamps
  readonly batch: number
  readonly windows: RowWindows
  /** From placing the windows, one per row. */
  readonly flags: Uint32Array
  readonly nClasses: number
  readonly symmetries: readonly number[]
}

interface Heard {
  /** For each symmetry nRows x nClasses, NaN where a row has no stamp. */
  readonly logits: readonly Float32Array[]
  /** nRows x nFeatures, 0 where a row has no stamp; undefined where the network gives none. */
  readonly features?: Float32Array
  readonly nFeatures?: number
}

/** Shows every stamp to one network, in all orientations. */
async function heardFrom(
  session: Session,
  { stamps, batch, windows, flags, nClasses, symmetries }: Run,
  onProgress: (nDone: number, nTotal: number) => void,
): Promise<Heard> {
  const nRows = flags.length
  const logits = symmetries.map(() => new Float32Array(nRows * nClasses).fill(Number.NaN))
  const [nBands, side] = stamps.picture
  const length = nBands * side * side
  let thinner: ReturnType<typeof thinned> | undefined
  let features: Float32Array | undefined
  let nDone = 0
  const seconds = { cutting: 0, network: 0 }
  for await (const { rows, noticed, prepared } of preparedStamps(stamps, windows, seconds)) {
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.slice(first, first + batch)
      const isSeen = (i: number) => !isUnclassified(flags[some[i]] | noticed[first + i])
      const shown = prepared.subarray(first * length, (first + some.length) * length)
      const shape = [some.length, ...stamps.picture]
      for (const [v, symmetry] of symmetries.entries()) {
        const data = symmetry === 0 ? shown : turned(shown, side, symmetry)
        const answer = await session.run({ stamps: { shape, data } })
        put(answer.logits.data, some, isSeen, logits[v])
        if (v > 0 || !answer.features) continue
        thinner ??= thinned(answer.features.data.length / some.length)
        features ??= new Float32Array(nRows * thinner.nAxes)
        put(thinner.thin(answer.features.data), some, isSeen, features)
      }
      nDone += some.length
      onProgress(nDone, windows.length)
    }
  }
  return { logits, features, nFeatures: thinner?.nAxes }
}

/** Copies the answers on some rows, one after another in `from`, to where the rows stand. */
function put(
  from: Float32Array,
  rows: readonly number[],
  isSeen: (i: number) => boolean,
  to: Float32Array,
): void {
  const length = from.length / rows.length
  for (const [i, row] of rows.entries()) {
    if (isSeen(i)) to.set(from.subarray(i * length, (i + 1) * length), row * length)
  }
}
