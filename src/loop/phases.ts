/**
 * The loop has one phase, or two where the first stages are frozen for a time: in the first phase
 * only the head is trained, on features; in the second the whole network, on stamps, with the
 * optimiser's state at zero again.
 */
import {
  Graph,
  openRunner,
  type SessionOptions,
  type StepRunner,
  sizeOf,
  type TrainingStep,
  trainingStep,
  type Weights,
} from '../nn/index.js'
import { type Evaluator, openEvaluator } from './evaluator.js'
import { type Examples, pictureOf, stampExamples } from './examples.js'
import type { LoopOptions } from './options.js'
import { openTrunk, type Trunk } from './trunk.js'

export interface Phase {
  readonly isFrozen: boolean
  /** Epochs of the loop, counted from 0: [first, end). */
  readonly firstEpoch: number
  readonly endEpoch: number
  readonly learningRate: number
}

/** What a phase works with. */
export interface OpenPhase extends Phase {
  readonly step: TrainingStep
  readonly runner: StepRunner
  readonly evaluator?: Evaluator
  readonly training: Examples
  readonly validation?: Examples
  /** Stamps without labels, for the alignment. */
  readonly unlabelled?: Examples
  release(): Promise<void>
}

/** @example phasesOf({ ...options, epochs: 30, frozen: { ...stages, epochs: 10 } }).length // 2 */
export function phasesOf({ epochs, frozen, learningRate }: LoopOptions): readonly Phase[] {
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
export function stepOf(options: LoopOptions, phase: Phase): TrainingStep {
  const network = networkOf(options, phase)
  return trainingStep({
    ...options,
    network,
    shape: [options.alignment ? 2 * options.batch : options.batch, ...exampleShape(options, phase)],
  })
}

/** What one example is made of: a stamp, or the features of one. */
export function exampleShape(options: LoopOptions, { isFrozen }: Phase): readonly number[] {
  const picture = pictureOf(options.training)
  if (!isFrozen || !options.frozen) return picture
  const graph = new Graph(options.name)
  const features = options.frozen.trunk(graph, graph.input('stamps', [1, ...picture]))
  return features.shape.slice(1) as number[]
}

/** @param state weights, and the optimiser's state where the phase goes on */
export async function openPhase(
  options: LoopOptions,
  phase: Phase,
  state: Weights,
): Promise<OpenPhase> {
  const held: { release(): Promise<void> }[] = []
  const release = async () => {
    for (const one of held.splice(0)) await one.release()
  }
  try {
    const step = stepOf(options, phase)
    const running = threadsFor(step, options, phase)
    const nAtOnce = stepsAtOnce(step, options, phase)
    const opening = [trunkOf(options, phase), openRunner(step, state, nAtOnce, running)] as const
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled' && one.value) held.push(one.value)
    }
    const [trunk, runner] = await Promise.all(opening)
    const examples = examplesOf(options, trunk)
    const { training, validation } = examples
    const network = networkOf(options, phase)
    const evaluator =
      validation && (await openEvaluator({ ...options, ...running, network }, training.shape))
    if (evaluator) held.push(evaluator)
    return { ...{ ...phase, step, runner, evaluator, ...examples }, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** A head of so few weights does too little in a step for two threads, or for a run of its own. */
const FEW_WEIGHTS = 2 ** 18
/** Steps of one run, at most: with more, the time for calling the runtime no longer shows. */
const MOST_STEPS = 16
/** Examples of one run, at most, bytes. Those of the next run are in memory, too. */
const RUN_BYTES = 2 ** 23

/** Whether features are trained on, with few weights. A picture takes longer. */
function isSmallHead({ weights, shape }: TrainingStep, { isFrozen }: Phase): boolean {
  const nWeights = [...weights.values()].reduce((n, shape) => n + sizeOf(shape), 0)
  return nWeights < FEW_WEIGHTS && (isFrozen || sizeOf(shape.slice(2)) === 1)
}

/**
 * A small head has one thread. A second one would wait for work by spinning, and so take the time
 * of the threads that make the features.
 */
function threadsFor(
  step: TrainingStep,
  { device, nThreads }: SessionOptions,
  phase: Phase,
): SessionOptions {
  return { device, nThreads: isSmallHead(step, phase) ? 1 : nThreads }
}

/**
 * The steps that are one run: several for a small head on the CPU, whatever its options, but for an
 * alignment. A run ends early where an epoch ends or a checkpoint is due (runs.ts). Where it ends
 * changes no bit.
 */
function stepsAtOnce(
  step: TrainingStep,
  { device = 'cpu', alignment }: LoopOptions,
  phase: Phase,
): number {
  if (device !== 'cpu' || alignment || !isSmallHead(step, phase)) return 1
  const bytes = sizeOf(step.shape) * Float32Array.BYTES_PER_ELEMENT
  return Math.max(1, Math.min(MOST_STEPS, Math.floor(RUN_BYTES / bytes)))
}

function networkOf({ network, frozen }: LoopOptions, { isFrozen }: Phase) {
  return isFrozen && frozen ? frozen.head : network
}

async function trunkOf(options: LoopOptions, { isFrozen }: Phase): Promise<Trunk | undefined> {
  if (!isFrozen || !options.frozen) return undefined
  return openTrunk({ ...options, trunk: options.frozen.trunk }, pictureOf(options.training))
}

function examplesOf(options: LoopOptions, trunk: Trunk | undefined) {
  const training = stampExamples(options.training)
  const validation = options.validation && stampExamples(options.validation)
  const unlabelled = options.alignment && stampExamples(options.alignment.unlabelled)
  if (!trunk) return { training, validation, unlabelled }
  const { keepFeatures = true } = options.frozen ?? {}
  return {
    training: trunk.examplesOf(training, keepFeatures),
    validation: validation && trunk.examplesOf(validation, keepFeatures),
  }
}
