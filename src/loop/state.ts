/** Opens a run: everything is checked before the first step, and a run that was interrupted is taken up. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { checkWritable, sweep } from '../files/index.js'
import { fixed, Graph, learningRateFactor, shapeText } from '../nn/index.js'
import { Random } from '../random.js'
import { batchesInEpoch } from './batches.js'
import { type Position, readCheckpoint, settleBest } from './checkpoint.js'
import { type LabelledStamps, pictureOf } from './examples.js'
import { type Identity, identityOf } from './identity.js'
import { type MetricsFile, openMetrics } from './metrics.js'
import type { TrainingJob } from './options.js'
import { type OpenPhase, openPhase, type Phase, phasesOf, stepOf } from './phases.js'
import { targetsOf } from './targets.js'

export const CHECKPOINT = 'checkpoint.safetensors'

/** A run that is going on: what it works with, and where it stands. */
export interface Run {
  readonly job: TrainingJob
  readonly identity: Identity
  readonly phases: readonly Phase[]
  readonly metrics: MetricsFile
  readonly nClasses: number
  /** Of all weights and buffers, in the network's order. */
  readonly names: readonly string[]
  /** In an epoch. */
  readonly nBatches: number
  /** In all. */
  readonly nSteps: number
  open: OpenPhase
  /** As {@link Position}. */
  phase: number
  step: number
  epoch: number
  batch: number
  random: Random
  epochStart: Position['epochStart']
  best: Position['best']
  /** Of the step done last. */
  learningRate: number
  /** What a message says of the checkpoint that stands. */
  kept: string
}

/** @throws InputError if anything of the job does not fit */
export async function openRun(job: TrainingJob): Promise<Run> {
  const nBatches = batchesInEpoch(job.training.shape[0], job.batch)
  const { nClasses, names } = wholeNetwork(job)
  const phases = phasesOf(job)
  checkJob(job, nClasses)
  checkSchedule(job, phases, nBatches)
  const identity = identityOf(job, nClasses)
  const found = await previousRun(job, phases, identity)
  const position = found?.position ?? startOf(job.seed)
  const open = await openPhase(job, phases[position.phase], found?.state ?? job.weights)
  const path = join(job.out, 'metrics.csv')
  const metrics = await openMetrics(path, found?.position.metricsBytes).catch(
    async (error: unknown) => {
      await open.release()
      throw error
    },
  )
  const nSteps = nBatches * job.epochs
  return {
    ...{ job, identity, phases, metrics, nClasses, names, nBatches, nSteps, open },
    ...position,
    best: position.best,
    random: Random.fromState(position.random),
    learningRate: job.learningRate,
    kept: found ? `${CHECKPOINT} holds step ${position.step}` : 'there is no checkpoint yet',
  }
}

function wholeNetwork({ name, network, training }: TrainingJob) {
  const graph = new Graph(name)
  const logits = network(graph, graph.input('stamps', ['batch', ...pictureOf(training)]))
  return { nClasses: fixed(logits.shape[1], name), names: [...graph.parameterShapes().keys()] }
}

function startOf(seed: number): Position {
  const random = new Random(seed).toState()
  return { phase: 0, step: 0, epoch: 0, batch: 0, random, epochStart: random, metricsBytes: 0 }
}

async function previousRun(job: TrainingJob, phases: readonly Phase[], identity: Identity) {
  const path = join(job.out, CHECKPOINT)
  await checkWritable(path)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (job.resume) await sweep(job.out)
  if (!isThere) return undefined
  const step = (phase: number) => phases[phase] && stepOf(job, phases[phase])
  if (job.resume) {
    const found = await readCheckpoint(path, step, identity)
    await settleBest(job.out, found.position.best?.epoch)
    return found
  }
  throw new InputError({
    what: 'a run is in this folder already',
    where: path,
    remedy: 'go on with --resume, or give another folder',
  })
}

function checkJob(job: TrainingJob, nClasses: number): void {
  wholeNumber('epochs', job.epochs)
  if (job.checkpointEvery !== undefined)
    wholeNumber('steps between checkpoints', job.checkpointEvery)
  if (!(job.learningRate > 0 && Number.isFinite(job.learningRate))) {
    throw notANumber('the learning rate', 'a number above 0', job.learningRate)
  }
  if (job.maxGradientNorm !== undefined && !(job.maxGradientNorm > 0)) {
    throw notANumber('the largest gradient norm', 'a number above 0', job.maxGradientNorm)
  }
  if (job.frozen?.epochs !== undefined) wholeNumber('frozen epochs', job.frozen.epochs)
  if (job.patience !== undefined) checkPatience(job)
  const { bandDropout = 0 } = job.augmentation ?? {}
  if (!(bandDropout >= 0 && bandDropout < 1)) {
    throw notANumber('the chance of a band to be hidden', 'at least 0, below 1', bandDropout)
  }
  checkData(job.training, 'training set', job, nClasses)
  if (job.validation) checkData(job.validation, 'validation set', job, nClasses)
}

function checkPatience({ patience = 0, validation }: TrainingJob): void {
  wholeNumber('epochs without a better one', patience)
  if (validation) return
  throw new InputError({
    what: 'an early end without held-out stamps',
    remedy: 'hold some out, or let all epochs run',
  })
}

/** Each phase has the schedule to itself. */
function checkSchedule(
  { schedule = { kind: 'constant' } }: TrainingJob,
  phases: readonly Phase[],
  nBatches: number,
): void {
  for (const { firstEpoch, endEpoch } of phases) {
    const nSteps = (endEpoch - firstEpoch) * nBatches
    for (let step = 0; step < nSteps; step++) {
      const factor = learningRateFactor(schedule, step, nSteps)
      if (factor >= 0 && Number.isFinite(factor)) continue
      const what = `the schedule's factor at step ${firstEpoch * nBatches + step + 1}`
      throw notANumber(what, 'a number of at least 0', factor, JSON.stringify(schedule))
    }
  }
}

function checkData(data: LabelledStamps, where: string, job: TrainingJob, nClasses: number): void {
  const { stamps, shape, labels, softLabels, preparation } = data
  const n = shape[0]
  const picture = pictureOf(data)
  const expected = pictureOf(job.training)
  if (shapeText(picture) !== shapeText(expected)) {
    throw new InputError({
      what: 'stamps of another shape',
      where,
      expected: shapeText(expected),
      got: shapeText(picture),
    })
  }
  const nPixels = shape.reduce((product, length) => product * length, 1)
  const isWhole = stamps.length === nPixels && labels.length === n
  if (!isWhole || (softLabels && softLabels.length !== n * nClasses)) {
    throw new Error(`internal: ${where} of ${shapeText(shape)}, arrays of other lengths`)
  }
  const foreign = labels.findIndex((label) => label >= nClasses)
  if (foreign >= 0) {
    throw new InputError({
      what: 'a label outside the classes of the network',
      where: `${where}, stamp ${foreign}`,
      expected: `0 to ${nClasses - 1}`,
      got: `${labels[foreign]}`,
    })
  }
  targetsOf([...new Set(labels)], nClasses, job)
  const bad = preparation ? -1 : stamps.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    const at = `${where}, stamp ${Math.floor((bad * n) / nPixels)}`
    throw notANumber('a pixel', 'a finite number', stamps[bad], at)
  }
}

function wholeNumber(what: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw notANumber(what, 'a whole number of at least 1', value)
  }
}

function notANumber(what: string, expected: string, value: number, where?: string): InputError {
  return new InputError({ what, where, expected, got: `${value}` })
}
