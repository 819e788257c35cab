/** Opens a run: everything is checked before the first step, and a run that was interrupted is taken up. */
import { access, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { checkWritable } from '../files/index.js'
import {
  learningRateFactor,
  openTrainer,
  shapeText,
  type Trainer,
  type TrainingStep,
  trainingStep,
} from '../nn/index.js'
import { Random } from '../random.js'
import { batchesInEpoch } from './batches.js'
import { type Position, readCheckpoint } from './checkpoint.js'
import { type Evaluator, openEvaluator } from './evaluator.js'
import type { TrainingJob } from './job.js'
import type { LabelledStamps } from './labelled-stamps.js'
import { type MetricsFile, openMetrics } from './metrics.js'
import { type Recipe, recipeOf } from './recipe.js'
import { targetsOf } from './targets.js'

export const CHECKPOINT = 'checkpoint.safetensors'

/** A run that is going on: what it works with, and where it stands. */
export interface Run {
  readonly job: TrainingJob
  readonly graph: TrainingStep
  readonly recipe: Recipe
  readonly trainer: Trainer
  readonly evaluator?: Evaluator
  readonly metrics: MetricsFile
  /** In an epoch. */
  readonly nBatches: number
  /** In all. */
  readonly nSteps: number
  /** As {@link Position}. */
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
  const [n, ...picture] = job.training.shape
  const nBatches = batchesInEpoch(n, job.batch)
  const graph = trainingStep({ ...job, shape: [job.batch, ...picture] })
  checkJob(job, graph.nClasses)
  checkSchedule(job, nBatches * job.epochs)
  const recipe = recipeOf(job, graph)
  const found = await previousRun(job, graph, recipe)
  const position = found?.position ?? startOf(job.seed)
  const trainer = await openTrainer(graph, found?.state ?? job.weights, job)
  const evaluator = job.validation && (await openEvaluator(job, picture))
  const metrics = await openMetrics(join(job.out, 'metrics.csv'), found?.position.metricsBytes)
  const nSteps = nBatches * job.epochs
  job.onProgress?.({ kind: 'start', step: position.step, nSteps })
  return {
    ...{ job, graph, recipe, trainer, evaluator, metrics, nBatches, nSteps },
    ...position,
    best: position.best,
    random: Random.fromState(position.random),
    learningRate: job.learningRate,
    kept: found ? `${CHECKPOINT} holds step ${position.step}` : 'there is no checkpoint yet',
  }
}

function startOf(seed: number): Position {
  const random = new Random(seed).toState()
  return { step: 0, epoch: 0, batch: 0, random, epochStart: random, metricsBytes: 0 }
}

async function previousRun(job: TrainingJob, graph: TrainingStep, recipe: Recipe) {
  const path = join(job.out, CHECKPOINT)
  await checkWritable(path)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (job.resume) await sweep(job.out)
  if (!isThere) return undefined
  if (job.resume) return readCheckpoint(path, graph, recipe)
  throw new InputError({
    what: 'a run is in this folder already',
    where: path,
    remedy: 'go on with --resume, or give another folder',
  })
}

/** What a killed process was writing. */
async function sweep(folder: string): Promise<void> {
  const unfinished = /^\.(checkpoint|best|last)\.safetensors\.[0-9a-f]+\.part$/
  for (const name of await readdir(folder)) {
    if (unfinished.test(name)) await rm(join(folder, name), { force: true })
  }
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
  checkData(job.training, 'training set', job, nClasses)
  if (job.validation) checkData(job.validation, 'validation set', job, nClasses)
}

function checkSchedule({ schedule = { kind: 'constant' } }: TrainingJob, nSteps: number): void {
  for (let step = 0; step < nSteps; step++) {
    const factor = learningRateFactor(schedule, step, nSteps)
    if (factor >= 0 && Number.isFinite(factor)) continue
    const what = `the schedule's factor at step ${step + 1}`
    throw notANumber(what, 'a number of at least 0', factor, JSON.stringify(schedule))
  }
}

function checkData(
  { stamps, shape, labels, softLabels }: LabelledStamps,
  where: string,
  job: TrainingJob,
  nClasses: number,
): void {
  const [n, ...picture] = shape
  const expected = job.training.shape.slice(1)
  if (shapeText(picture) !== shapeText(expected)) {
    throw new InputError({
      what: 'stamps of another shape',
      where,
      expected: shapeText(expected),
      got: shapeText(picture),
    })
  }
  const nPixels = picture.reduce((product, length) => product * length, n)
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
  const bad = stamps.findIndex((value) => !Number.isFinite(value))
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
