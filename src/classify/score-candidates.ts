/**
 * One network's answer to every candidate. Stamps are cut and scored in batches sorted by row; answers go back
 * to the catalogue's own order.
 */
import { isUnclassified } from '../catalog/index.js'
import type { PlacedWindows, StampCutter, StampPreparation } from '../cutouts/index.js'
import type { Session, Tensor } from '../nn/index.js'

export interface Stamps {
  readonly placed: PlacedWindows
  readonly cutter: StampCutter
  readonly preparation: StampPreparation
  /** Of a stamp as the network takes it: bands, height, width. */
  readonly picture: readonly [number, number, number]
  readonly nClasses: number
}

/** Seconds spent cutting stamps, and in the network. */
export interface Seconds {
  cutting: number
  network: number
}

export interface ScoringOptions {
  /** Stamps a run of the network. */
  readonly batch: number
  onProgress?(nDone: number, nTotal: number): void
}

export interface Answers {
  /** nRows x nClasses. */
  readonly logits: Float32Array
  /** One a row: the network's output of that name, where it has one. */
  readonly novelty: Float32Array
}

/**
 * @param flags of every row; what the cutter notices is added
 * @param seconds what this takes is added
 * @returns NaN where a row has no stamp to be scored
 */
export async function scoreCandidates(
  stamps: Stamps,
  session: Session,
  flags: Uint32Array,
  seconds: Seconds,
  { batch, onProgress }: ScoringOptions,
): Promise<Answers> {
  const { placed, cutter, preparation, nClasses } = stamps
  const logits = new Float32Array(flags.length * nClasses).fill(Number.NaN)
  const novelty = new Float32Array(flags.length).fill(Number.NaN)
  const sorted = [...placed.windows]
  const buffer = new Float32Array(Math.min(cutter.batch, sorted.length) * cutter.stampLength)
  for (let start = 0; start < sorted.length; start += cutter.batch) {
    const part = sorted.slice(start, start + cutter.batch)
    const began = performance.now()
    const crops = buffer.subarray(0, part.length * cutter.stampLength)
    const windows = part.map(([, window]) => window)
    const noticed = await cutter.cut(windows, crops)
    const prepared = preparation.prepare(crops)
    seconds.cutting += (performance.now() - began) / 1000
    for (let first = 0; first < part.length; first += batch) {
      const n = Math.min(batch, part.length - first)
      const ran = performance.now()
      const answers = await answersTo(session, stamps, prepared, first, n)
      seconds.network += (performance.now() - ran) / 1000
      for (let i = 0; i < n; i++) {
        const [row] = part[first + i]
        flags[row] |= noticed[first + i]
        if (isUnclassified(flags[row])) continue
        logits.set(answers.logits.data.subarray(i * nClasses, (i + 1) * nClasses), row * nClasses)
        if (answers.novelty) novelty[row] = answers.novelty.data[i]
      }
      onProgress?.(start + first + n, sorted.length)
    }
  }
  return { logits, novelty }
}

/** To stamps [first, first + n). */
async function answersTo(
  session: Session,
  { picture }: Stamps,
  prepared: Float32Array,
  first: number,
  n: number,
): Promise<{ logits: Tensor; novelty?: Tensor }> {
  const length = picture.reduce((product, side) => product * side, 1)
  const data = prepared.subarray(first * length, (first + n) * length)
  const { logits, novelty } = await session.run({ stamps: { shape: [n, ...picture], data } })
  return { logits, novelty }
}
