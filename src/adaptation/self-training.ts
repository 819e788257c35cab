/**
 * Self-training of the last stage (consistency: Sajjadi, Javanmardi & Tasdizen 2016,
 * arXiv:1606.04586). The answer to a stamp is the mean of the probabilities over all of its views,
 *
 *   q = 1/V sum_v softmax(z_v)
 *
 * and the last stage learns to say q of each view alone. A mean of probabilities is never surer
 * than its parts are, so the network is not talked into anything. The stages before stay as they
 * are: their features of all views are made once.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withFile } from '../files/index.js'
import {
  BEST,
  type LabelledStamps,
  openEvaluator,
  runLoop,
  scoreOf,
  stampExamples,
} from '../loop/index.js'
import { pickedRows, type SessionOptions, type Weights } from '../nn/index.js'
import { indexOfLargest, softmax } from '../statistics/index.js'
import { readSafetensors } from '../weights/index.js'
import { type Adaptable, headOf } from './adaptable.js'

export interface SelfTraining extends SessionOptions {
  /** Which stamps are held out: these choose the epoch. */
  readonly isHeldOut: readonly boolean[]
  /** Seed for the order of the examples and for dropout. */
  readonly seed: number
}

export interface SelfTrained {
  readonly weights: Weights
  /** The epoch that says q best of the held-out stamps; 0: none does it better than before. */
  readonly epoch: number
}

const EPOCHS = 10
const PATIENCE = 2
const BATCH = 64
const LEARNING_RATE = 3e-4

/**
 * Trains the last stage.
 *
 * @param views features of each view, (n, nFeatures)
 * @param weights of the whole network
 */
export async function selfTrained(
  adaptable: Adaptable,
  views: readonly Float32Array[],
  weights: Weights,
  { isHeldOut, seed, ...options }: SelfTraining,
): Promise<SelfTrained> {
  const { shape, architecture } = adaptable
  const answers = meanAnswer(
    await logitsOfViews(adaptable, views, weights, options),
    shape.nClasses,
  )
  const rowsWhere = (held: boolean) =>
    Uint32Array.from(isHeldOut.flatMap((is, row) => (is === held ? [row] : [])))
  const [training, validation] = [false, true].map((held) =>
    examplesOf(adaptable, views, answers, rowsWhere(held)),
  )
  const before = await lossOn(adaptable, validation, weights, options)
  const out = await mkdtemp(join(tmpdir(), 'starsift-adapt-'))
  try {
    const { best } = await runLoop({
      ...{ out, name: `${architecture.name} last stage`, network: headOf(adaptable), weights },
      ...{ training, validation, epochs: EPOCHS, patience: PATIENCE, batch: BATCH, seed },
      ...{ learningRate: LEARNING_RATE, ...options },
      optimiser: { kind: 'adam' },
      selectBy: 'loss',
    })
    if (!best || best.loss >= before) return { weights, epoch: 0 }
    const { weights: learned } = await withFile(join(out, BEST), readSafetensors)
    return { weights: new Map([...weights, ...learned]), epoch: best.epoch }
  } finally {
    await rm(out, { recursive: true, force: true })
  }
}

/** Logits (n, nClasses) of each view. */
export async function logitsOfViews(
  adaptable: Adaptable,
  views: readonly Float32Array[],
  weights: Weights,
  options: SessionOptions,
): Promise<Float32Array[]> {
  const { nFeatures } = adaptable
  const evaluator = await openEvaluator(headEvaluation(adaptable, options), [nFeatures, 1, 1])
  try {
    const logits: Float32Array[] = []
    for (const stamps of views) {
      const n = stamps.length / nFeatures
      const shape = [n, nFeatures, 1, 1] as const
      const labels = new Uint8Array(n)
      logits.push(await evaluator.logits(weights, stampExamples({ stamps, shape, labels })))
    }
    return logits
  } finally {
    await evaluator.release()
  }
}

function headEvaluation(adaptable: Adaptable, options: SessionOptions) {
  const name = `${adaptable.architecture.name} last stage`
  return { ...options, name, network: headOf(adaptable), batch: BATCH }
}

/** q above, (n, nClasses), of the logits as the network is trained on them: without temperature. */
function meanAnswer(logits: readonly Float32Array[], nClasses: number): Float32Array {
  const mean = new Float32Array(logits[0].length)
  const p = new Float32Array(nClasses)
  for (const view of logits) {
    for (let start = 0; start < mean.length; start += nClasses) {
      softmax(view, start, p)
      for (let k = 0; k < nClasses; k++) mean[start + k] += p[k] / logits.length
    }
  }
  return mean
}

/** Every view of these stamps as an example, with the mean answer as its soft label. */
function examplesOf(
  { nFeatures, shape: { nClasses } }: Adaptable,
  views: readonly Float32Array[],
  answers: Float32Array,
  rows: Uint32Array,
): LabelledStamps & { softLabels: Float32Array } {
  const n = views.length * rows.length
  const stamps = new Float32Array(n * nFeatures)
  const softLabels = new Float32Array(n * nClasses)
  const own = pickedRows(answers, rows, nClasses)
  for (const [view, features] of views.entries()) {
    stamps.set(pickedRows(features, rows, nFeatures), view * rows.length * nFeatures)
    softLabels.set(own, view * rows.length * nClasses)
  }
  const labels = Uint8Array.from({ length: n }, (_, i) =>
    indexOfLargest(softLabels.subarray(i * nClasses, (i + 1) * nClasses)),
  )
  return { stamps, shape: [n, nFeatures, 1, 1], labels, softLabels }
}

async function lossOn(
  adaptable: Adaptable,
  { stamps, labels, softLabels }: ReturnType<typeof examplesOf>,
  weights: Weights,
  options: SessionOptions,
): Promise<number> {
  const [logits] = await logitsOfViews(adaptable, [stamps], weights, options)
  return scoreOf(logits, labels, softLabels).loss
}
