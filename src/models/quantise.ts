/**
 * Prepares a model for int8: measures the ranges of its values on stamps, and what int8 changes.
 * The network itself stays in the file as it is; the ranges and the comparison are added.
 */
import { type ByteSource, sha256Hex } from '../bytes/index.js'
import { RangeMeter, type Ranges, showPoints } from '../int8/index.js'
import {
  type Graph,
  openSession,
  readOnnxOutline,
  type Session,
  type Weights,
} from '../nn/index.js'
import { softmax } from '../statistics/index.js'
import type { ModelCard } from './model-card.js'
import { readModel, sealedModel } from './model-file.js'
import { planesOf } from './planes.js'
import { bytesOf, openIntegers, type Precision, plainNetwork } from './precision.js'

export interface CalibrationStamps {
  /** (n, bands, side, side), as the network takes them. */
  readonly pixels: Float32Array
  readonly n: number
  /** What they are, in words, for the card. */
  readonly said: string
}

/** What int8 changes: a field of the card. */
export type Compared = Omit<NonNullable<ModelCard['int8']>['compared'], 'on'>

/** Probabilities, (n, classes), of all stamps. */
export type BothScores = Readonly<Record<Precision, Float32Array>>

/** Ranges are measured on so many of the stamps; the comparison uses all. */
const MOST_CALIBRATED = 256
const BATCH = 8

/**
 * @param source a model file
 * @param stamps ranges are measured on up to 256 of them
 * @param hooks.test stamps for the comparison; default: all of `stamps`
 * @param hooks.compare judges the probabilities of both ways
 * @returns the bytes of a model file that can be used with int8
 * @throws InputError if the file is damaged, or its architecture is none of starsift's
 */
export async function quantisedModel(
  source: ByteSource,
  stamps: CalibrationStamps,
  {
    test = stamps,
    compare,
    onProgress,
  }: {
    test?: CalibrationStamps
    compare(scores: BothScores): Compared
    onProgress?(nDone: number, nTotal: number): void
  },
): Promise<{ bytes: Uint8Array; card: ModelCard }> {
  const file = await readModel(source)
  const nCalibrated = Math.min(MOST_CALIBRATED, stamps.n)
  const nTotal = nCalibrated + 2 * test.n
  const { graph, weights } = await plainNetwork(file, source.name)
  const ranges = await measured(graph, weights, pickEvenly(stamps, nCalibrated, file.card), {
    card: file.card,
    onStamp: (n) => onProgress?.(n, nTotal),
  })
  const text = JSON.stringify(ranges)
  const rangesSha256 = await sha256Hex(new TextEncoder().encode(text))
  const integers = await openIntegers({ ...file, ranges }, source.name)
  const floats = await openSession(file.bytes)
  const shown = (before: number) => (n: number) => onProgress?.(nCalibrated + before + n, nTotal)
  const scores = {
    float32: await probabilities(floats, test, file.card, shown(0)),
    int8: await probabilities(integers, test, file.card, shown(test.n)),
  }
  await integers.release()
  await floats.release()
  const compared = { on: test.said, ...compare(scores) }
  const int8 = { calibratedOn: stamps.said, nStamps: nCalibrated, rangesSha256, compared }
  const card = { ...file.card, int8 }
  const { graph: place } = await readOnnxOutline(source)
  const graphBytes = file.bytes.subarray(place.start, place.end)
  return { bytes: await sealedModel(graphBytes, card, { ...file.beside, ranges: text }), card }
}

/** Stamps from all over the set. */
function pickEvenly(
  { pixels, n }: CalibrationStamps,
  wanted: number,
  card: ModelCard,
): Pick<CalibrationStamps, 'pixels' | 'n'> {
  const length = planesOf(card).length * card.sizePx ** 2
  const picked = new Float32Array(wanted * length)
  for (let i = 0; i < wanted; i++) {
    const row = Math.floor((i * n) / wanted)
    picked.set(pixels.subarray(row * length, (row + 1) * length), i * length)
  }
  return { pixels: picked, n: wanted }
}

async function measured(
  graph: Graph,
  weights: Weights,
  stamps: Pick<CalibrationStamps, 'pixels' | 'n'>,
  { card, onStamp }: { card: ModelCard; onStamp(n: number): void },
): Promise<Ranges> {
  const names = showPoints(graph)
  const session = await openSession(bytesOf(graph, weights))
  const meter = new RangeMeter()
  await eachBatch(session, stamps, card, (answers, _, n) => {
    for (const name of names) meter.see(name, answers[name])
    onStamp(n)
  })
  await session.release()
  return meter.ranges
}

type Answers = Awaited<ReturnType<Session['run']>>

async function eachBatch(
  session: Session,
  { pixels, n }: Pick<CalibrationStamps, 'pixels' | 'n'>,
  card: ModelCard,
  use: (answers: Answers, first: number, end: number) => void,
): Promise<void> {
  const [nPlanes, sizePx] = [planesOf(card).length, card.sizePx]
  const length = nPlanes * sizePx ** 2
  for (let first = 0; first < n; first += BATCH) {
    const end = Math.min(n, first + BATCH)
    const data = pixels.slice(first * length, end * length)
    const shape = [end - first, nPlanes, sizePx, sizePx]
    use(await session.run({ stamps: { shape, data } }), first, end)
  }
}

async function probabilities(
  session: Session,
  stamps: CalibrationStamps,
  card: ModelCard,
  onStamp: (n: number) => void,
): Promise<Float32Array> {
  const nClasses = card.classes.length
  const all = new Float32Array(stamps.n * nClasses)
  await eachBatch(session, stamps, card, ({ logits }, first, end) => {
    for (let i = 0; i < end - first; i++) {
      const row = all.subarray((first + i) * nClasses, (first + i + 1) * nClasses)
      softmax(logits.data, i * nClasses, row, card.temperature)
    }
    onStamp(end)
  })
  return all
}
