/**
 * The training loop: epoch by epoch, run by run, in one phase or two. A run is one step, or
 * several of a small network. It keeps its files in one
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
import { isDiverged, type StepResult, type Weights } from '../nn/index.js'
import { Random } from '../random.js'
import { safetensorsBytes } from '../weights/index.js'
import { inRounds, orderOf } from './batches.js'
import {
  CHECKPOINT,
  type Position,
  settleBest,
  waitingBest,
  writeCheckpoint,
} from './checkpoint.js'
import { refuseDivergedState, refuseDivergedStep } from './divergence.js'
import { countCorrect, scoreOf } from './evaluator.js'
import type { MetricsRow } from './metrics.js'
import type { LoopOptions, Score } from './options.js'
import { openPhase } from './phases.js'
import { type EpochOrder, rateOf, trainRun } from './runs.js'
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
  const state = await loop.open.runner.state()
  await loop.open.release()
  loop.phase += 1
  loop.open = await openPhase(loop.options, loop.phases[loop.phase], wholeWeights(loop, state))
}

/** Trains to the end of the epoch, from its first batch or from where the loop was resumed. */
async function trainEpoch(loop: LoopState): Promise<void> {
  const { nBatches, metrics } = loop
  const order = startEpoch(loop)
  while (loop.batch < nBatches) {
    for (const { labels, ...result } of await trainRun(loop, order)) {
      const row = await countStep(loop, result, labels)
      if (loop.batch < nBatches) metrics.append(row)
      else await endEpoch(loop, row)
    }
    if (loop.batch < nBatches && isCheckpointDue(loop)) {
      await checkpoint(loop, await goodState(loop), loop)
    }
  }
  loop.epoch += 1
  loop.batch = 0
}

async function endEpoch(loop: LoopState, row: MetricsRow): Promise<void> {
  const state = await goodState(loop)
  await loop.beside.settled()
  loop.metrics.append({ ...row, ...(await score(loop, state)) })
  loop.epochStart = loop.random.toState()
  await checkpoint(loop, state, { epoch: loop.epoch + 1, batch: 0 })
}

function isCheckpointDue({ options: { checkpointEvery }, step }: LoopState): boolean {
  return checkpointEvery !== undefined && step % checkpointEvery === 0
}

/** The order of the stamps. A resumed epoch is shuffled as it was, and goes on where it stood. */
function startEpoch(loop: LoopState): EpochOrder {
  const now = loop.random
  loop.random = Random.fromState(loop.epochStart)
  const { training, alignment, sampling = 'natural' } = loop.options
  const order = orderOf(training.labels, sampling, loop.random)
  const others = alignment && inRounds(alignment.unlabelled.shape[0], order.length, loop.random)
  if (loop.batch > 0) loop.random = now
  return { labelled: order, unlabelled: others }
}

/** @throws InputError if the step gave NaN or infinity */
async function countStep(
  loop: LoopState,
  result: StepResult,
  labels: Uint8Array,
): Promise<MetricsRow> {
  const { options, nSteps, open } = loop
  loop.learningRate = rateOf(loop, loop.step)
  loop.step += 1
  loop.batch += 1
  if (isDiverged(result)) {
    await loop.beside.settled()
    await refuseDivergedStep(open.runner, result, loop)
  }
  const { step, epoch, learningRate } = loop
  const { loss, gradientNorm: gradient_norm, distance: covariance_distance } = result
  const logits = result.logits.subarray(0, labels.length * loop.nClasses)
  const accuracy = countCorrect(logits, labels) / labels.length
  options.onProgress?.({ kind: 'step', step, nSteps, learningRate, loss, accuracy })
  return {
    ...{ step, epoch: epoch + 1, learning_rate: learningRate, loss, accuracy, gradient_norm },
    covariance_distance,
  }
}

/** @throws InputError if the state holds NaN or infinity, so that no file gets it */
async function goodState(loop: LoopState): Promise<Weights> {
  const state = await loop.open.runner.state()
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
  const { options, metrics, phase, step, afterRun: random, epochStart, best } = loop
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
  const weights = await writeWeights(loop, await loop.open.runner.state(), LAST)
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
