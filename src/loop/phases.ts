/**
 * A run has one phase, or two where its first stages are frozen for a time: in the first only the head is trained,
 * on features; in the second the whole network, on stamps, with the optimiser's state at zero again.
 */
import {
  Graph,
  openTrainer,
  type Trainer,
  type TrainingStep,
  trainingStep,
  type Weights,
} from '../nn/index.js'
import { type Evaluator, openEvaluator } from './evaluator.js'
import { type Examples, pictureOf, stampExamples } from './examples.js'
import type { TrainingJob } from './options.js'
import { openTrunk, type Trunk } from './trunk.js'

export interface Phase {
  readonly isFrozen: boolean
  /** Epochs of the run, counted from 0: [first, end). */
  readonly firstEpoch: number
  readonly endEpoch: number
  readonly learningRate: number
}

/** What a phase works with. */
export interface OpenPhase extends Phase {
  readonly step: TrainingStep
  readonly trainer: Trainer
  readonly evaluator?: Evaluator
  readonly training: Examples
  readonly validation?: Examples
  release(): Promise<void>
}

/** @example phasesOf({ ...job, epochs: 30, frozen: { ...stages, epochs: 10 } }).length // 2 */
export function phasesOf({ epochs, frozen, learningRate }: TrainingJob): readonly Phase[] {
  const thawed = { isFrozen: false, firstEpoch: 0, endEpoch: epochs, learningRate }
  if (!frozen) return [thawed]
  const endEpoch = Math.min(epochs, frozen.epochs ?? epochs)
  const first = { ...thawed, isFrozen: true, endEpoch }
  const rated = { ...first, learningRate: frozen.learningRate ?? learningRate }
  return endEpoch === epochs ? [rated] : [rated, { ...thawed, firstEpoch: endEpoch }]
}

/**
 * The step of a phase.
 *
 * @throws InputError if shapes do not fit, naming the layer
 */
export function stepOf(job: TrainingJob, phase: Phase): TrainingStep {
  const network = networkOf(job, phase)
  return trainingStep({ ...job, network, shape: [job.batch, ...exampleShape(job, phase)] })
}

/** What one example is made of: a stamp, or the features of one. */
export function exampleShape(job: TrainingJob, { isFrozen }: Phase): readonly number[] {
  const picture = pictureOf(job.training)
  if (!isFrozen || !job.frozen) return picture
  const graph = new Graph(job.name)
  const features = job.frozen.trunk(graph, graph.input('stamps', [1, ...picture]))
  return features.shape.slice(1) as number[]
}

/** @param state weights, and the optimiser's state where the phase goes on */
export async function openPhase(
  job: TrainingJob,
  phase: Phase,
  state: Weights,
): Promise<OpenPhase> {
  const held: { release(): Promise<void> }[] = []
  const release = async () => {
    for (const one of held.splice(0)) await one.release()
  }
  try {
    const step = stepOf(job, phase)
    const trunk = await trunkOf(job, phase)
    if (trunk) held.push(trunk)
    const trainer = await openTrainer(step, state, job)
    held.push(trainer)
    const { training, validation } = examplesOf(job, trunk)
    const network = networkOf(job, phase)
    const evaluator = validation && (await openEvaluator({ ...job, network }, training.shape))
    if (evaluator) held.push(evaluator)
    return { ...{ ...phase, step, trainer, evaluator, training, validation }, release }
  } catch (error) {
    await release()
    throw error
  }
}

function networkOf({ network, frozen }: TrainingJob, { isFrozen }: Phase) {
  return isFrozen && frozen ? frozen.head : network
}

async function trunkOf(job: TrainingJob, { isFrozen }: Phase): Promise<Trunk | undefined> {
  if (!isFrozen || !job.frozen) return undefined
  return openTrunk({ ...job, trunk: job.frozen.trunk }, pictureOf(job.training))
}

function examplesOf(job: TrainingJob, trunk: Trunk | undefined) {
  const training = stampExamples(job.training)
  const validation = job.validation && stampExamples(job.validation)
  if (!trunk) return { training, validation }
  const { keepFeatures = true } = job.frozen ?? {}
  return {
    training: trunk.examplesOf(training, keepFeatures),
    validation: validation && trunk.examplesOf(validation, keepFeatures),
  }
}
