/**
 * The answers of a model's networks to every candidate. The networks come one after another, so
 * that no more than one is in memory. Each runs over all stamps, sorted by row of the mosaics, in
 * batches; its answers go back to the order of the catalogue.
 */
import { flagValue, isUnclassified } from '../catalog/index.js'
import { type PlacedWindows, type StampWindow, turned } from '../cutouts/index.js'
import type { Model } from '../models/index.js'
import type { Device, Session, Tensor } from '../nn/index.js'
import { type Orientations, SYMMETRIES } from './orientations.js'
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
  onProgress?(nDone: number, nTotal: number): void
}

/** Shows the stamp of every window to every network. */
export async function answersOf(
  { networks, card }: Model,
  stamps: ModelStamps,
  { windows, flags: placed }: PlacedWindows,
  { device, nThreads, batch = 8, orientations, onProgress }: Asking,
): Promise<Answers> {
  const flags = placed.slice()
  const seconds: TimeSpent = { cutting: 0, network: 0 }
  const rows: Rows = { windows: [...windows], flags, nClasses: card.classes.length }
  const answers: (NetworkNovelty & { logits: Float32Array })[] = []
  for (const [i, { open, noveltyThreshold }] of networks.entries()) {
    const session = await open({ device, nThreads })
    const answered = answersOfOne(session, stamps, rows, seconds, {
      ...{ batch, symmetries: SYMMETRIES[orientations] },
      onProgress: (nDone, n) => onProgress?.(i * n + nDone, networks.length * n),
    })
    const { logits, novelty, missing } = await answered.finally(() => session.release())
    answers.push({ logits, values: novelty, missing, threshold: noveltyThreshold })
  }
  flagUnlike(flags, answers)
  return { logits: answers.map(({ logits }) => logits), flags, seconds }
}

interface Rows {
  /** Row of the catalogue and its window, sorted by row of the mosaics. */
  readonly windows: readonly (readonly [number, StampWindow])[]
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
  { windows, flags, nClasses }: Rows,
  seconds: TimeSpent,
  { batch, symmetries, onProgress }: Showing,
): Promise<{ logits: Float32Array; novelty: Float32Array; missing: Uint32Array }> {
  const logits = new Float32Array(flags.length * nClasses).fill(Number.NaN)
  const novelty = new Float32Array(flags.length).fill(Number.NaN)
  const missing = new Uint32Array(flags.length)
  const length = stamps.picture.reduce((product, side) => product * side, 1)
  let nDone = 0
  for await (const { rows, noticed, prepared } of preparedStamps(stamps, windows, seconds)) {
    for (let first = 0; first < rows.length; first += batch) {
      const n = Math.min(batch, rows.length - first)
      const ran = performance.now()
      const shown = prepared.subarray(first * length, (first + n) * length)
      const answers = await meanAnswers(session, stamps.picture, shown, symmetries)
      seconds.network += (performance.now() - ran) / 1000
      for (let i = 0; i < n; i++) {
        const row = rows[first + i]
        flags[row] |= noticed[first + i]
        if (isUnclassified(flags[row])) continue
        logits.set(answers.logits.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
        if (!answers.novelty) continue
        novelty[row] = answers.novelty[i]
        missing[row] = missingBands(shown.subarray(i * length, (i + 1) * length), stamps)
      }
      nDone += n
      onProgress(nDone, windows.length)
    }
  }
  return { logits, novelty, missing }
}

/** Bit i is set where band i of a prepared stamp has no pixel: it is 0, as in training. */
function missingBands(
  stamp: Float32Array,
  { picture: [, height, width], planeOfBand }: Pick<ModelStamps, 'picture' | 'planeOfBand'>,
): number {
  let bits = 0
  for (const [band, plane] of planeOfBand.entries()) {
    const end = (plane + 1) * height * width
    let at = plane < 0 ? end : plane * height * width
    while (at < end && stamp[at] === 0) at++
    if (at === end) bits += 2 ** band
  }
  return bits
}

interface PreparedStamps {
  /** Rows of the catalogue, one per stamp. */
  readonly rows: readonly number[]
  /** What the cutter noticed, one per stamp. */
  readonly noticed: Uint32Array
  /** (stamps, bands, height, width); the memory is used again for the stamps after the next. */
  readonly prepared: Float32Array
}

/**
 * Cuts and prepares as many stamps at a time as are best cut together. While a network looks at
 * some of them, the rows of the next ones are read.
 *
 * @param seconds the time that is spent on waiting for stamps is added
 */
export async function* preparedStamps(
  { cutter, preparation }: ModelStamps,
  windows: Rows['windows'],
  seconds: TimeSpent,
): AsyncGenerator<PreparedStamps> {
  const length = Math.min(cutter.batch, windows.length) * cutter.stampLength
  const buffers = [new Float32Array(length), new Float32Array(length)]
  const cutFrom = async (start: number) => {
    const part = windows.slice(start, start + cutter.batch)
    if (part.length === 0) return undefined
    const crops = buffers[(start / cutter.batch) % 2].subarray(0, part.length * cutter.stampLength)
    const cut = part.map(([, window]) => window)
    const noticed = await cutter.cut(cut, crops)
    return { rows: part.map(([row]) => row), noticed, crops }
  }
  let next = cutFrom(0)
  try {
    for (let start = cutter.batch; ; start += cutter.batch) {
      const began = performance.now()
      const stamps = await next
      if (!stamps) return
      next = cutFrom(start)
      // Whoever asks for them is told of an error; until then nobody waits for it.
      next.catch(() => {})
      const prepared = preparation.prepare(stamps.crops)
      seconds.cutting += (performance.now() - began) / 1000
      yield { rows: stamps.rows, noticed: stamps.noticed, prepared }
    }
  } finally {
    await next.catch(() => {})
  }
}

interface Showing {
  /** Stamps per run of the network. */
  readonly batch: number
  /** The symmetries in which each stamp is shown; the first is the stamp as it is. */
  readonly symmetries: readonly number[]
  onProgress(nDone: number, nTotal: number): void
}

/** Mean logits over the orientations, and the novelty of the first one. */
async function meanAnswers(
  session: Session,
  picture: ModelStamps['picture'],
  stamps: Float32Array,
  symmetries: readonly number[],
): Promise<{ logits: Float32Array; novelty?: Float32Array }> {
  const [nBands, side] = picture
  const shape = [stamps.length / (nBands * side * side), ...picture]
  const answers: Record<string, Tensor>[] = []
  for (const symmetry of symmetries) {
    const data = symmetry === 0 ? stamps : turned(stamps, side, symmetry)
    answers.push(await session.run({ stamps: { shape, data } }))
  }
  const [{ logits, novelty }] = answers
  const mean = logits.data.map(
    (_, i) => answers.reduce((sum, answer) => sum + answer.logits.data[i], 0) / answers.length,
  )
  return { logits: mean, novelty: novelty?.data }
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
