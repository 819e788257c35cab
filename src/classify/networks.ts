/**
 * The answers of a model's networks to every candidate. The networks come one after another, so
 * that no more than one is in memory. Each runs over all stamps, sorted by row of the mosaics, in
 * batches; its answers go back to the order of the catalogue.
 */
import { flagValue, isUnclassified } from '../catalog/index.js'
import { type PlacedWindows, turned } from '../cutouts/index.js'
import type { Model, Network } from '../models/index.js'
import type { Device, Session } from '../nn/index.js'
import { type Orientations, SYMMETRIES } from './orientations.js'
import { type PreparedStamps, preparedStamps, type RowWindows } from './prepared-stamps.js'
import type { ModelStamps } from './stamps.js'

/** What comes out of the networks, and the seconds that it took. */
export interface Answers {
  /** One array per network, nRows x nClasses; NaN where a row has no stamp to be scored. */
  readonly logits: readonly Float32Array[]
  /** One per row: from placing and cutting the stamps, and `unlike_training`. */
  readonly flags: Uint32Array
  readonly seconds: TimeSpent
}

/** Seconds spent on cutting stamps, and in the networks. */
interface TimeSpent {
  cutting: number
  network: number
}

/** How the networks are asked, see NetworkUse. */
interface Asking {
  readonly device: Device
  readonly nThreads?: number
  readonly batch?: number
  readonly orientations: Orientations
  /** The first network, where it was opened before; it is released here. */
  readonly first?: Promise<Session>
  onProgress?(nDone: number, nTotal: number): void
}

/**
 * Stamps that a network is shown together, unless another number is asked for. StarcNet is fastest
 * with it (docs/studies/performance-history.md); small networks hardly care.
 */
export const BATCH = 12

/** From so many rows on it pays to copy a small network into threads of its own. */
export const WORTH_COPIES = 256

/**
 * Opens a network of a model, for a catalogue of so many rows.
 *
 * @param stamps as {@link filledStampsFor} gives them
 */
export function openFor(
  nRows: number,
  { open, openForPlanes = (_planes, options) => open(options) }: Network,
  { planes }: Pick<ModelStamps, 'planes'>,
  { device, nThreads }: Pick<Asking, 'device' | 'nThreads'>,
): Promise<Session> {
  return openForPlanes(planes, { device, nThreads, copies: nRows >= WORTH_COPIES })
}

/** Shows the stamp of every window to every network. */
export async function answersOf(
  { networks, card }: Model,
  stamps: ModelStamps,
  { windows, flags: placed }: PlacedWindows,
  { batch = BATCH, orientations, onProgress, ...asking }: Asking,
): Promise<Answers> {
  const flags = placed.slice()
  const seconds: TimeSpent = { cutting: 0, network: 0 }
  const rows: Rows = { windows: [...windows], flags, nClasses: card.classes.length }
  const answers: (NetworkNovelty & { logits: Float32Array })[] = []
  for (const [i, network] of networks.entries()) {
    const opening = i === 0 ? asking.first : undefined
    const session = await (opening ?? openFor(flags.length, network, stamps, asking))
    const answered = answersOfOne(session, stamps, rows, seconds, {
      ...{ batch, symmetries: SYMMETRIES[orientations] },
      onProgress: (nDone, n) => onProgress?.(i * n + nDone, networks.length * n),
    })
    const { logits, novelty, missing } = await answered.finally(() => session.release())
    answers.push({ logits, values: novelty, missing, threshold: network.noveltyThreshold })
  }
  flagUnlike(flags, answers)
  return { logits: answers.map(({ logits }) => logits), flags, seconds }
}

interface Rows {
  readonly windows: RowWindows
  /** One per row of the catalogue; what the cutter notices is added. */
  readonly flags: Uint32Array
  readonly nClasses: number
}

/**
 * Shows every stamp to one network.
 *
 * @param seconds the time that this takes is added
 */
async function answersOfOne(
  session: Session,
  stamps: ModelStamps,
  rows: Rows,
  seconds: TimeSpent,
  showing: Showing,
): Promise<Answered> {
  const answered = unanswered(rows)
  const { batch, onProgress } = showing
  let nDone = 0
  const show = async (some: PreparedStamps, first: number) => {
    nDone += await showBatch(session, stamps, { some, first, rows, showing }, answered)
    onProgress(nDone, rows.windows.length)
  }
  const waitFor = async (work: Promise<unknown>) => {
    const began = performance.now()
    await work
    seconds.network += (performance.now() - began) / 1000
  }
  // Stamps are prepared while those before are looked at, where the network has its own threads.
  const isBeside = session.nAtOnce > 1
  let before: Promise<unknown> = Promise.resolve()
  for await (const some of preparedStamps(stamps, rows.windows, seconds, isBeside)) {
    const batches = some.rows.flatMap((_, i) => (i % batch === 0 ? [() => show(some, i)] : []))
    // One waits for each copy, so that none is idle.
    const now = allOf(batches, isBeside ? 2 * session.nAtOnce : 1)
    // Whoever waits for it is told of an error.
    now.catch(() => {})
    await waitFor(isBeside ? before : now)
    before = now
  }
  await waitFor(before)
  return answered
}

interface Batch {
  readonly some: PreparedStamps
  /** Which of these stamps is the first of the batch. */
  readonly first: number
  readonly rows: Rows
  readonly showing: Showing
}

/** @returns how many stamps were shown */
async function showBatch(
  session: Session,
  stamps: ModelStamps,
  { some: { rows, noticed, prepared }, first, rows: { flags, nClasses }, showing }: Batch,
  answered: Answered,
): Promise<number> {
  const length = stamps.picture.reduce((product, side) => product * side, 1)
  const some = rows.slice(first, first + showing.batch)
  const shown = prepared.subarray(first * length, (first + some.length) * length)
  // Found now: other stamps may be in this memory when the answer comes.
  const missing = some.map((_, i) =>
    missingBands(shown.subarray(i * length, (i + 1) * length), stamps),
  )
  const answers = await meanAnswers(session, stamps.picture, shown, showing.symmetries)
  for (const [i, row] of some.entries()) {
    flags[row] |= noticed[first + i]
    if (isUnclassified(flags[row])) continue
    answered.logits.set(answers.logits.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
    if (!answers.novelty) continue
    answered.novelty[row] = answers.novelty[i]
    answered.missing[row] = missing[i]
  }
  return some.length
}

function unanswered({ flags: { length }, nClasses }: Rows): Answered {
  return {
    logits: new Float32Array(length * nClasses).fill(Number.NaN),
    novelty: new Float32Array(length).fill(Number.NaN),
    missing: new Uint32Array(length),
  }
}

/** What one network says, as in {@link Answers} and {@link NetworkNovelty}. */
interface Answered {
  readonly logits: Float32Array
  readonly novelty: Float32Array
  readonly missing: Uint32Array
}

/** Does so many at a time: what waits for a network lies in memory once more. */
async function allOf<T>(jobs: readonly (() => Promise<T>)[], nAtOnce: number): Promise<T[]> {
  const done: T[] = new Array(jobs.length)
  let next = 0
  const lane = async () => {
    while (next < jobs.length) {
      const i = next++
      done[i] = await jobs[i]()
    }
  }
  await Promise.all(Array.from({ length: nAtOnce }, lane))
  return done
}

/** Bit i is set where band i of a prepared stamp has no pixel: it is 0, as in training. */
export function missingBands(
  stamp: Float32Array,
  {
    picture: [, height, width],
    planeOfBand,
    planes,
  }: Pick<ModelStamps, 'picture' | 'planeOfBand' | 'planes'>,
): number {
  let bits = 0
  for (const [band, plane] of planeOfBand.entries()) {
    const place = planes.indexOf(plane)
    const end = (place + 1) * height * width
    let at = place < 0 ? end : place * height * width
    while (at < end && stamp[at] === 0) at++
    if (at === end) bits += 2 ** band
  }
  return bits
}

interface Showing {
  /** Stamps per run of the network. */
  readonly batch: number
  /** The symmetries in which each stamp is shown; the first is the stamp as it is. */
  readonly symmetries: readonly number[]
  onProgress(nDone: number, nTotal: number): void
}

/**
 * Mean logits over the orientations, and the novelty and the features of the first one, where the
 * network gives them.
 *
 * @param picture planes, height and width
 * @param stamps (n, planes, height, width), as the network takes them
 * @param symmetries see SYMMETRIES
 */
export async function meanAnswers(
  session: Session,
  picture: ModelStamps['picture'],
  stamps: Float32Array,
  symmetries: readonly number[],
): Promise<{ logits: Float32Array; novelty?: Float32Array; features?: Float32Array }> {
  const [nBands, side] = picture
  const shape = [stamps.length / (nBands * side * side), ...picture]
  const runs = symmetries.map((symmetry) => () => {
    const data = symmetry === 0 ? stamps : turned(stamps, side, symmetry)
    return session.run({ stamps: { shape, data } })
  })
  const answers = await allOf(runs, session.nAtOnce)
  const [{ logits, novelty, features }] = answers
  const mean = logits.data.map(
    (_, i) => answers.reduce((sum, answer) => sum + answer.logits.data[i], 0) / answers.length,
  )
  return { logits: mean, novelty: novelty?.data, features: features?.data }
}

/** What one network says about how unlike its training set the stamps are (models/novelty.ts). */
export interface NetworkNovelty {
  /** d^2 of each row, NaN where the network gave none. */
  readonly values: Float32Array
  /** Bands that each row's stamp lacks: bit i for band i. */
  readonly missing: Uint32Array
  /**
   * Above it a row that lacks these bands is unlike the training set; undefined where the network
   * cannot tell.
   */
  readonly threshold: ((missing: number) => number) | undefined
}

/**
 * Flags the rows that more than half of the networks find unlike their training set. A distance
 * that is no number is above every threshold.
 *
 * @param flags one per row; rows without a stamp are left alone
 */
export function flagUnlike(flags: Uint32Array, networks: readonly NetworkNovelty[]): void {
  for (let row = 0; row < flags.length; row++) {
    if (isUnclassified(flags[row])) continue
    const votes = networks.filter(
      ({ values, missing, threshold }) => threshold && !(values[row] <= threshold(missing[row])),
    )
    if (votes.length > networks.length / 2) flags[row] |= flagValue('unlike_training')
  }
}
