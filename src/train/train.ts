/**
 * The training loop. A run is a folder:
 *
 *   metrics.csv             a row a step, written as it goes
 *   checkpoint.safetensors  all that the run needs to go on; replaced every epoch, or more often
 *   best.safetensors        weights of the epoch with the best accuracy on the held-out stamps
 *   last.safetensors        weights at the end
 *
 * The checkpoint comes last: what it refers to is on disk by then. So a run that is killed at any moment and
 * resumed repeats the steps since its checkpoint and writes the same bytes as one that was not.
 */
import { join } from 'node:path'
import { writeAtomically } from '../files/index.js'
import { safetensorsBytes } from '../models/index.js'
import { learningRateFactor, type Weights } from '../nn/index.js'
import { Random } from '../random.js'
import { batchOf, shuffled } from './batches.js'
import { type Position, writeCheckpoint } from './checkpoint.js'
import { countCorrect } from './evaluator.js'
import type { TrainingJob } from './job.js'
import type { MetricsRow } from './metrics.js'
import { refuseNotFinite, refuseNotFiniteState } from './not-finite.js'
import { CHECKPOINT, openRun, type Run } from './run.js'

export interface TrainingOutcome {
  readonly nSteps: number
  /** Weights and buffers at the end. */
  readonly weights: Weights
  /** The epoch with the best accuracy on the held-out stamps (of equal ones, the lower loss). */
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
    while (run.epoch < job.epochs) await trainEpoch(run)
    return await finish(run)
  } finally {
    await run.trainer.release()
    await run.evaluator?.release()
    await run.metrics.close()
  }
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
  const order = shuffled(run.job.training.shape[0], run.random)
  if (run.batch > 0) run.random = now
  return order
}

async function trainStep(run: Run, rows: Uint32Array): Promise<MetricsRow> {
  const { job, trainer, graph, nSteps } = run
  const factor = learningRateFactor(job.schedule ?? { kind: 'constant' }, run.step, nSteps)
  const learningRate = job.learningRate * factor
  const batch = batchOf(job.training, rows, graph.nClasses, job)
  const result = await trainer.step(batch, run.step, learningRate, run.random)
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
  const state = await run.trainer.state()
  refuseNotFiniteState(state, run)
  return state
}

/** Scores the epoch on the held-out stamps, and keeps its weights if it is the best. */
async function score(run: Run, state: Weights): Promise<MetricsRow> {
  const { job, evaluator, best } = run
  const epoch = run.epoch + 1
  if (!evaluator || !job.validation) {
    job.onProgress?.({ kind: 'epoch', epoch })
    return {}
  }
  const score = await evaluator.score(state, job.validation)
  const { loss, accuracy } = score
  const isTie = accuracy === best?.accuracy
  if (!best || accuracy > best.accuracy || (isTie && loss < best.loss)) {
    run.best = { epoch, ...score }
    await writeWeights(run, state, 'best.safetensors')
  }
  job.onProgress?.({ kind: 'epoch', epoch, score })
  return { validation_loss: loss, validation_accuracy: accuracy }
}

async function checkpoint(
  run: Run,
  state: Weights,
  { epoch, batch }: { epoch: number; batch: number },
): Promise<void> {
  const { metrics, step, epochStart, best } = run
  await metrics.sync()
  const random = run.random.toState()
  const metricsBytes = metrics.position
  const position: Position = { step, epoch, batch, random, epochStart, metricsBytes, best }
  await writeCheckpoint(join(run.job.out, CHECKPOINT), state, position, run.recipe)
  run.kept = `${CHECKPOINT} holds step ${step}`
}

async function finish(run: Run): Promise<TrainingOutcome> {
  const weights = await writeWeights(run, await run.trainer.state(), 'last.safetensors')
  return { nSteps: run.step, weights, best: run.best }
}

/** Weights and buffers as PyTorch's safetensors loads them. */
async function writeWeights({ job, graph }: Run, state: Weights, name: string): Promise<Weights> {
  const weights = new Map([...graph.weights.keys()].map((name) => [name, state.get(name)!]))
  const bytes = safetensorsBytes(weights, { format: 'pt' })
  await writeAtomically(join(job.out, name), (file) => file.write(bytes))
  return weights
}
