/**
 * The training loop: epoch by epoch, batch by batch, in one phase or two. It keeps its files in one
 * folder:
 *
 *   metrics.csv             a row per step, written as the loop goes
 *   checkpoint.safetensors  all that the loop needs to go on; replaced every epoch, or more often
 *   best.safetensors        weights of the epoch that did best on the validation set
 *   last.safetensors        weights at the end
 *
 * The checkpoint is written last. All that it refers to is then on disk. So a loop that is killed
 * at any moment and resumed repeats the steps since its checkpoint, and writes the same bytes as
 * one that was not killed. The file is written while the next steps run (beside.ts).
 */
import { join } from 'node:path'
import { writeAtomically } from '../files/index.js'
import { learningRateFactor, type Weights } from '../nn/index.js'
import { Random } from '../random.js'
import { safetensorsBytes } from '../weights/index.js'
import { inRounds, orderOf } from './batches.js'
import { type BatchRows, prepare } from './beside.js'
import {
  CHECKPOINT,
  type Position,
  settleBest,
  waitingBest,
  writeCheckpoint,
} from './checkpoint.js'
import { isDiverged, refuseDivergedState, refuseDivergedStep } from './divergence.js'
import { countCorrect, scoreOf } from './evaluator.js'
import type { MetricsRow } from './metrics.js'
import type { LoopOptions, Score } from './options.js'
import { openPhase } from './phases.js'
import { type LoopState, openLoop } from './state.js'

export const LAST = 'last.safetensors'

export interface LoopOutcome {
  readonly nSteps: number
  /** Weights and buffers at the end. */
  readonly weights: Weights
  /** The epoch that did best on the validation set, by {@link LoopOptions.selectBy}. */
  readonly best?: Position['best']
}

/**
 * Trains a network.
 *
 * @throws InputError if anything does not fit, before the first step; or if the loss becomes NaN or
 *   infinite: the last checkpoint then stands
 * @example
 * await runLoop({ out: 'run', name: 'tiny', network, weights, training, validation, epochs: 10,
 *   batch: 32, optimiser: { kind: 'adam' }, learningRate: 1e-3, seed: 1 })
 */
export async function runLoop(options: LoopOptions): Promise<LoopOutcome> {
  const loop = await openLoop(options)
  try {
    options.onProgress?.({ kind: 'start', step: loop.step, nSteps: loop.nSteps })
    for (;;) {
      while (loop.epoch < loop.open.endEpoch && !patienceIsOver(loop)) await trainEpoch(loop)
      if (loop.phase === loop.phases.length - 1) return await finish(loop)
      await nextPhase(loop)
    }
  } finally {
    await Promise.allSettled([loop.ahead, loop.beside.settled()])
    await loop.open.release()
    await loop.metrics.close()
  }
}

/** Whether to stop early: the last `patience` epochs brought no better one. */
function patienceIsOver({ options, epoch, best, open, phase, phases }: LoopState): boolean {
  if (options.patience === undefined || phase < phases.length - 1) return false
  const since = Math.max(best?.epoch ?? 0, open.firstEpoch)
  return epoch - since >= options.patience
}

/** Goes on with the weights as they are now; the optimiser starts anew. */
async function nextPhase(loop: LoopState): Promise<void> {
  await loop.beside.settled()
  const state = await loop.open.trainer.state()
  await loop.open.release()
  loop.phase += 1
  loop.open = await openPhase(loop.options, loop.phases[loop.phase], wholeWeights(loop, state))
}

/** Trains to the end of the epoch, from its first batch or from where the loop was resumed. */
async function trainEpoch(loop: LoopState): Promise<void> {
  const { options, nBatches, metrics } = loop
  const { order, others } = startEpoch(loop)
  while (loop.batch < nBatches) {
    const rowsOf = (batch: number): BatchRows => {
      const [start, end] = [batch * options.batch, (batch + 1) * options.batch]
      return { labelled: order.subarray(start, end), unlabelled: others?.subarray(start, end) }
    }
    const following = loop.batch + 1 < nBatches ? rowsOf(loop.batch + 1) : undefined
    const row = await trainStep(loop, rowsOf(loop.batch), following)
    const isEpochsEnd = loop.batch === nBatches
    if (!isEpochsEnd) metrics.append(row)
    else {
      const state = await goodState(loop)
      await loop.beside.settled()
      metrics.append({ ...row, ...(await score(loop, state)) })
      loop.epochStart = loop.random.toState()
      await checkpoint(loop, state, { epoch: loop.epoch + 1, batch: 0 })
    }
    const every = options.checkpointEvery
    if (!isEpochsEnd && every && loop.step % every === 0) {
      await checkpoint(loop, await goodState(loop), loop)
    }
  }
  loop.epoch += 1
  loop.batch = 0
}

/** The order of the stamps. A resumed epoch is shuffled as it was, and goes on where it stood. */
function startEpoch(loop: LoopState): { order: Uint32Array; others?: Uint32Array } {
  const now = loop.random
  loop.random = Random.fromState(loop.epochStart)
  const { training, alignment, sampling = 'natural' } = loop.options
  const order = orderOf(training.labels, sampling, loop.random)
  const others = alignment && inRounds(alignment.unlabelled.shape[0], order.length, loop.random)
  if (loop.batch > 0) loop.random = now
  return { order, others }
}

/** One step. Meanwhile the batch of the `following` rows is made ready. */
async function trainStep(
  loop: LoopState,
  rows: BatchRows,
  following: BatchRows | undefined,
): Promise<MetricsRow> {
  const { options, nSteps, nBatches } = loop
  const { trainer, firstEpoch, endEpoch, learningRate: highest } = loop.open
  const stepInPhase = loop.step - firstEpoch * nBatches
  const schedule = options.schedule ?? { kind: 'constant' }
  const factor = learningRateFactor(schedule, stepInPhase, (endEpoch - firstEpoch) * nBatches)
  const learningRate = highest * factor
  const batch = await (loop.ahead ?? prepare(loop, rows))
  const running = trainer.step(batch, stepInPhase, learningRate, loop.random)
  loop.afterStep = loop.random.toState()
  loop.ahead = following && prepare(loop, following)
  const result = await running
  await loop.beside.check()
  loop.step += 1
  loop.batch += 1
  loop.learningRate = learningRate
  if (isDiverged(result)) {
    await loop.beside.settled()
    await refuseDivergedStep(trainer, result, loop)
  }
  const { step, epoch } = loop
  const { loss, gradientNorm: gradient_norm } = result
  const nLabelled = rows.labelled.length
  const logits = result.logits.subarray(0, nLabelled * loop.nClasses)
  const accuracy = countCorrect(logits, batch.labels) / nLabelled
  options.onProgress?.({ kind: 'step', step, nSteps, learningRate, loss, accuracy })
  return { step, epoch: epoch + 1, learning_rate: learningRate, loss, accuracy, gradient_norm }
}

/** @throws InputError if the state holds NaN or infinity, so that no file gets it */
async function goodState(loop: LoopState): Promise<Weights> {
  const state = await loop.open.trainer.state()
  refuseDivergedState(state, loop)
  return state
}

/** Scores the epoch on the validation set, and keeps its weights if it is the best. */
async function score(loop: LoopState, state: Weights): Promise<MetricsRow> {
  const { options, best } = loop
  const { evaluator, validation } = loop.open
  const epoch = loop.epoch + 1
  if (!evaluator || !validation) {
    options.onProgress?.({ kind: 'epoch', epoch })
    return {}
  }
  const whole = new Map([...options.weights, ...state])
  const { labels, softLabels } = validation
  const score = scoreOf(await evaluator.logits(whole, validation), labels, softLabels)
  if (!best || isBetter(score, best, options.selectBy)) {
    loop.best = { epoch, ...score }
    await writeWeights(loop, state, waitingBest(epoch))
  }
  options.onProgress?.({ kind: 'epoch', epoch, score })
  return { validation_loss: score.loss, validation_accuracy: score.accuracy }
}

/** Of two equal accuracies, the one with the lower loss is better. */
function isBetter(a: Score, b: Score, by: LoopOptions['selectBy']): boolean {
  if (by === 'loss') return a.loss < b.loss
  return a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.loss < b.loss)
}

async function checkpoint(
  loop: LoopState,
  state: Weights,
  { epoch, batch }: { epoch: number; batch: number },
): Promise<void> {
  const { options, metrics, phase, step, afterStep: random, epochStart, best } = loop
  const metricsBytes = metrics.position
  const position: Position = { phase, step, epoch, batch, random, epochStart, metricsBytes, best }
  await loop.beside.start(async () => {
    await metrics.sync()
    await writeCheckpoint(join(options.out, CHECKPOINT), state, position, loop.identity)
    await settleBest(options.out, best?.epoch)
    loop.kept = `${CHECKPOINT} holds step ${step}`
  })
}

async function finish(loop: LoopState): Promise<LoopOutcome> {
  await loop.beside.settled()
  const weights = await writeWeights(loop, await loop.open.trainer.state(), LAST)
  return { nSteps: loop.step, weights, best: loop.best }
}

/** Writes weights and buffers as PyTorch's safetensors loads them. */
async function writeWeights(loop: LoopState, state: Weights, name: string): Promise<Weights> {
  const weights = wholeWeights(loop, state)
  const bytes = safetensorsBytes(weights, { format: 'pt' })
  await writeAtomically(join(loop.options.out, name), (file) => file.write(bytes))
  return weights
}

/** Frozen stages are not in the state: they keep the weights that they began with. */
function wholeWeights({ options, names }: LoopState, state: Weights): Weights {
  return new Map(names.map((name) => [name, state.get(name) ?? options.weights.get(name)!]))
}
