/**
 * The training loop. A run is a folder:
 *
 *   metrics.csv             a row a step, written as it goes
 *   checkpoint.safetensors  all that the run needs to go on; replaced every epoch, or more often
 *   best.safetensors        weights of the epoch that did best on the held-out stamps: see best-weights.ts
 *   last.safetensors        weights at the end
 *
 * The checkpoint comes last: what it refers to is on disk by then. So a run that is killed at any moment and
 * resumed repeats the steps since its checkpoint and writes the same bytes as one that was not.
 */
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { writeAtomically } from '../files/index.js'
import { learningRateFactor, type StepResult, type Trainer, type Weights } from '../nn/index.js'
import { Random } from '../random.js'
import { safetensorsBytes } from '../weights/index.js'
import { batchOf, orderOf } from './batches.js'
import { type Position, settleBest, waitingBest, writeCheckpoint } from './checkpoint.js'
import { countCorrect, scoreOf } from './evaluator.js'
import type { MetricsRow } from './metrics.js'
import type { Score, TrainingJob } from './options.js'
import { openPhase } from './phases.js'
import { CHECKPOINT, openRun, type Run } from './state.js'
import { drawVariations } from './variation.js'

export const LAST = 'last.safetensors'

export interface TrainingOutcome {
  readonly nSteps: number
  /** Weights and buffers at the end. */
  readonly weights: Weights
  /** The epoch that did best on the held-out stamps: {@link TrainingJob.selectBy}; of equal accuracies, the lower loss. */
  readonly best?: Position['best']
}

/**
 * Trains a network.
 *
 * @throws InputError if anything does not fit, before the first step; or if the loss becomes NaN or infinite:
 *   the last checkpoint then stands
 * @example
 * await train({ out: 'run', name: 'tiny', network, weights, training, validation, epochs: 10, batch: 32,
 *   optimiser: { kind: 'adam' }, learningRate: 1e-3, seed: 1 })
 */
export async function train(job: TrainingJob): Promise<TrainingOutcome> {
  const run = await openRun(job)
  try {
    job.onProgress?.({ kind: 'start', step: run.step, nSteps: run.nSteps })
    for (;;) {
      while (run.epoch < run.open.endEpoch && !isOver(run)) await trainEpoch(run)
      if (run.phase === run.phases.length - 1) return await finish(run)
      await nextPhase(run)
    }
  } finally {
    await run.open.release()
    await run.metrics.close()
  }
}

/** Whether there was no better epoch for so long that the run ends. */
function isOver({ job, epoch, best, open, phase, phases }: Run): boolean {
  if (job.patience === undefined || phase < phases.length - 1) return false
  const since = Math.max(best?.epoch ?? 0, open.firstEpoch)
  return epoch - since >= job.patience
}

/** Goes on with the weights as they are now; the optimiser starts anew. */
async function nextPhase(run: Run): Promise<void> {
  const state = await run.open.trainer.state()
  await run.open.release()
  run.phase += 1
  run.open = await openPhase(run.job, run.phases[run.phase], wholeWeights(run, state))
}

/** From the run's place in the epoch to its end. */
async function trainEpoch(run: Run): Promise<void> {
  const { job, nBatches, metrics } = run
  const order = startEpoch(run)
  while (run.batch < nBatches) {
    const rows = order.subarray(run.batch * job.batch, (run.batch + 1) * job.batch)
    const row = await trainStep(run, rows)
    const isEpochsEnd = run.batch === nBatches
    if (!isEpochsEnd) await metrics.append(row)
    else {
      const state = await goodState(run)
      await metrics.append({ ...row, ...(await score(run, state)) })
      run.epochStart = run.random.toState()
      await checkpoint(run, state, { epoch: run.epoch + 1, batch: 0 })
    }
    if (!isEpochsEnd && job.checkpointEvery && run.step % job.checkpointEvery === 0) {
      await checkpoint(run, await goodState(run), run)
    }
  }
  run.epoch += 1
  run.batch = 0
}

/** The order of the stamps; a resumed epoch is shuffled as it was, and goes on where it was. */
function startEpoch(run: Run): Uint32Array {
  const now = run.random
  run.random = Random.fromState(run.epochStart)
  const { training, sampling = 'natural' } = run.job
  const order = orderOf(training.labels, sampling, run.random)
  if (run.batch > 0) run.random = now
  return order
}

async function trainStep(run: Run, rows: Uint32Array): Promise<MetricsRow> {
  const { job, nSteps, nBatches, nClasses } = run
  const { trainer, training, firstEpoch, endEpoch, learningRate: highest } = run.open
  const step0 = run.step - firstEpoch * nBatches
  const schedule = job.schedule ?? { kind: 'constant' }
  const factor = learningRateFactor(schedule, step0, (endEpoch - firstEpoch) * nBatches)
  const learningRate = highest * factor
  const nBands = job.training.shape[1]
  const variations = drawVariations(rows.length, nBands, job.augmentation, run.random)
  const batch = await batchOf(training, rows, variations, nClasses, job)
  const result = await trainer.step(batch, step0, learningRate, run.random)
  run.step += 1
  run.batch += 1
  run.learningRate = learningRate
  await refuseNotFinite(trainer, result, run)
  const { step, epoch } = run
  const { loss, gradientNorm: gradient_norm } = result
  const accuracy = countCorrect(result.logits, batch.labels) / rows.length
  job.onProgress?.({ kind: 'step', step, nSteps, learningRate, loss, accuracy })
  return { step, epoch: epoch + 1, learning_rate: learningRate, loss, accuracy, gradient_norm }
}

/** @throws InputError rather than give a state with NaN or infinity to a file */
async function goodState(run: Run): Promise<Weights> {
  const state = await run.open.trainer.state()
  refuseNotFiniteState(state, run)
  return state
}

/** Scores the epoch on the held-out stamps, and keeps its weights if it is the best. */
async function score(run: Run, state: Weights): Promise<MetricsRow> {
  const { job, best } = run
  const { evaluator, validation } = run.open
  const epoch = run.epoch + 1
  if (!evaluator || !validation) {
    job.onProgress?.({ kind: 'epoch', epoch })
    return {}
  }
  const whole = new Map([...run.job.weights, ...state])
  const score = scoreOf(await evaluator.logits(whole, validation), validation.labels)
  if (!best || isBetter(score, best, job.selectBy)) {
    run.best = { epoch, ...score }
    await writeWeights(run, state, waitingBest(epoch))
  }
  job.onProgress?.({ kind: 'epoch', epoch, score })
  return { validation_loss: score.loss, validation_accuracy: score.accuracy }
}

function isBetter(a: Score, b: Score, by: TrainingJob['selectBy']): boolean {
  if (by === 'loss') return a.loss < b.loss
  return a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.loss < b.loss)
}

async function checkpoint(
  run: Run,
  state: Weights,
  { epoch, batch }: { epoch: number; batch: number },
): Promise<void> {
  const { metrics, phase, step, epochStart, best } = run
  await metrics.sync()
  const random = run.random.toState()
  const metricsBytes = metrics.position
  const position: Position = { phase, step, epoch, batch, random, epochStart, metricsBytes, best }
  await writeCheckpoint(join(run.job.out, CHECKPOINT), state, position, run.identity)
  await settleBest(run.job.out, best?.epoch)
  run.kept = `${CHECKPOINT} holds step ${step}`
}

async function finish(run: Run): Promise<TrainingOutcome> {
  const weights = await writeWeights(run, await run.open.trainer.state(), LAST)
  return { nSteps: run.step, weights, best: run.best }
}

/** Weights and buffers as PyTorch's safetensors loads them. */
async function writeWeights(run: Run, state: Weights, name: string): Promise<Weights> {
  const weights = wholeWeights(run, state)
  const bytes = safetensorsBytes(weights, { format: 'pt' })
  await writeAtomically(join(run.job.out, name), (file) => file.write(bytes))
  return weights
}

/** Those of frozen stages are the first ones. */
function wholeWeights({ job, names }: Run, state: Weights): Weights {
  return new Map(names.map((name) => [name, state.get(name) ?? job.weights.get(name)!]))
}

/* A run that has gone bad: which tensor was the first. */

/**
 * Throws if the step just done gave NaN or infinity. What went into it is looked at before what came out.
 *
 * @param step counted from 1
 * @param kept what to say of the checkpoint that stands
 */
export async function refuseNotFinite(
  trainer: Trainer,
  { loss, gradientNorm, logits }: StepResult,
  { step, learningRate, kept }: { step: number; learningRate: number; kept: string },
): Promise<void> {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return
  const first =
    firstNotFinite(valuesOf(await trainer.state('previous'), step - 1)) ??
    firstNotFinite([['logits', logits]]) ??
    firstNotFinite(valuesOf(await trainer.state(), step))
  const what = Number.isFinite(loss) ? `norm of the gradients ${gradientNorm}` : `loss ${loss}`
  throw diverged(what, step, learningRate, first ?? 'none but the loss', kept)
}

/** Throws if the state is not to be kept. */
export function refuseNotFiniteState(
  state: Weights,
  { step, learningRate, kept }: { step: number; learningRate: number; kept: string },
): void {
  const first = firstNotFinite(valuesOf(state, step))
  if (first) throw diverged('weights that are not finite', step, learningRate, first, kept)
}

function diverged(
  what: string,
  step: number,
  learningRate: number,
  first: string,
  kept: string,
): InputError {
  return new InputError({
    what: `${what} at step ${step}, learning rate ${Number(learningRate.toPrecision(6))}`,
    where: 'training stopped',
    got: `first bad tensor: ${first}`,
    remedy: `${kept}; try a smaller learning rate or clipping`,
  })
}

function* valuesOf(state: Weights, step: number): Generator<[string, Float32Array]> {
  for (const [name, { data }] of state) yield [`${name} after step ${step}`, data]
}

function firstNotFinite(tensors: Iterable<readonly [string, Float32Array]>): string | undefined {
  for (const [name, data] of tensors) {
    const nBad = data.reduce((n, value) => (Number.isFinite(value) ? n : n + 1), 0)
    if (nBad > 0) return `${name} (${nBad} of ${data.length} values)`
  }
  return undefined
}
