/**
 * Runs of steps: a run is one call of the runtime. It ends where an epoch ends or a checkpoint is
 * due, for nothing can be read or written inside it. All that is drawn for its steps is drawn step
 * by step. So where runs begin and end changes no byte of what the loop writes.
 */
import { learningRateFactor, type StepResult } from '../nn/index.js'
import { type BatchRows, type PreparedRun, prepare } from './beside.js'
import type { LoopState } from './state.js'

/** The batch after the last one of the run that begins at `batch`, where both are in one epoch. */
function endOfRun(loop: LoopState, batch: number): number {
  const { options, nBatches, open } = loop
  const { checkpointEvery: every = Number.POSITIVE_INFINITY } = options
  const step = loop.step + batch - loop.batch
  return Math.min(batch + open.runner.nAtOnce, nBatches, batch + every - (step % every))
}

/** The rows of an epoch, batch after batch. */
export type EpochOrder = BatchRows

/** Makes the batches of a run ready. */
function prepareRun(loop: LoopState, order: EpochOrder, batch: number): Promise<PreparedRun> {
  const { batch: size } = loop.options
  const rows = Array.from({ length: endOfRun(loop, batch) - batch }, (_, i) => {
    const [start, end] = [(batch + i) * size, (batch + i + 1) * size]
    return {
      labelled: order.labelled.subarray(start, end),
      unlabelled: order.unlabelled?.subarray(start, end),
    }
  })
  return prepare(loop, rows)
}

/** What a step gave, and the classes of its stamps. */
export type LabelledResult = StepResult & { readonly labels: Uint8Array }

/**
 * The steps of one run. Meanwhile the batches of the following one are made ready.
 *
 * @param order of the stamps in this epoch
 */
export async function trainRun(loop: LoopState, order: EpochOrder): Promise<LabelledResult[]> {
  const { batch, step, nBatches, open, options } = loop
  const end = endOfRun(loop, batch)
  const rates = Array.from({ length: end - batch }, (_, i) => rateOf(loop, step + i))
  const run = await (loop.ahead ?? prepareRun(loop, order, batch))
  const running = open.runner.run(run, step - open.firstEpoch * nBatches, rates)
  loop.afterRun = run.drawn
  loop.ahead = end < nBatches ? prepareRun(loop, order, end) : undefined
  const results = await running
  await loop.beside.check()
  const labelsOf = (i: number) => run.labels.subarray(i * options.batch, (i + 1) * options.batch)
  return results.map((result, i) => ({ ...result, labels: labelsOf(i) }))
}

/** The learning rate of a step. @param step counted from 0 */
export function rateOf({ options, nBatches, open }: LoopState, step: number): number {
  const { firstEpoch, endEpoch, learningRate } = open
  const { schedule = { kind: 'constant' } } = options
  const nSteps = (endEpoch - firstEpoch) * nBatches
  return learningRate * learningRateFactor(schedule, step - firstEpoch * nBatches, nSteps)
}
