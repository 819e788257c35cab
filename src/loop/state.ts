/**
 * The state of the loop: what it works with and where it stands. It is opened at the start, or at a
 * checkpoint.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { checkWritable, sweep } from '../files/index.js'
import { fixed, Graph } from '../nn/index.js'
import { Random } from '../random.js'
import { batchesInEpoch } from './batches.js'
import { Beside, type PreparedRun } from './beside.js'
import { checkOptions } from './check.js'
import {
  CHECKPOINT,
  type Identity,
  identityOf,
  type Position,
  readCheckpoint,
  settleBest,
} from './checkpoint.js'
import { pictureOf } from './examples.js'
import { type MetricsFile, metricsColumns, openMetrics } from './metrics.js'
import type { LoopOptions } from './options.js'
import { type OpenPhase, openPhase, type Phase, phasesOf, stepOf } from './phases.js'

export interface LoopState {
  readonly options: LoopOptions
  readonly identity: Identity
  readonly phases: readonly Phase[]
  readonly metrics: MetricsFile
  readonly nClasses: number
  /** Names of all weights and buffers, in the network's order. */
  readonly names: readonly string[]
  /** Batches per epoch. */
  readonly nBatches: number
  /** Steps in all epochs. */
  readonly nSteps: number
  open: OpenPhase
  /** These six as in {@link Position}. */
  phase: number
  step: number
  epoch: number
  batch: number
  epochStart: Position['epochStart']
  best: Position['best']
  random: Random
  /** The generator as the run done last left it; batches that are made ready draw on. */
  afterRun: Position['random']
  /** The batches of the next run, if they are made ready already. */
  ahead: Promise<PreparedRun> | undefined
  /** Writes checkpoints while the steps go on. */
  readonly beside: Beside
  /** Learning rate of the step done last. */
  learningRate: number
  /** What a message says of the checkpoint that stands. */
  kept: string
}

/** @throws InputError if any of the options does not fit */
export async function openLoop(options: LoopOptions): Promise<LoopState> {
  const nBatches = batchesInEpoch(options.training.shape[0], options.batch)
  const { nClasses, names } = wholeNetwork(options)
  const phases = phasesOf(options)
  checkOptions(options, { nClasses, phases, nBatches })
  // Goes on while the phase is opened, in which this thread waits for others.
  const identifying = identityOf(options, nClasses)
  const found = await lastCheckpoint(options, phases, identifying)
  const position = found?.position ?? startOf(options.seed)
  const open = await openPhase(options, phases[position.phase], found?.state ?? options.weights)
  const identity = await identifying
  const path = join(options.out, 'metrics.csv')
  const columns = metricsColumns(options.alignment !== undefined)
  const metrics = await openMetrics(path, columns, found?.position.metricsBytes).catch(
    async (error: unknown) => {
      await open.release()
      throw error
    },
  )
  const nSteps = nBatches * options.epochs
  return {
    ...{ options, identity, phases, metrics, nClasses, names, nBatches, nSteps, open },
    ...position,
    best: position.best,
    random: Random.fromState(position.random),
    afterRun: position.random,
    ahead: undefined,
    beside: new Beside(),
    learningRate: options.learningRate,
    kept: found ? `${CHECKPOINT} holds step ${position.step}` : 'there is no checkpoint yet',
  }
}

function wholeNetwork({ name, network, training }: LoopOptions) {
  const graph = new Graph(name)
  const logits = network(graph, graph.input('stamps', ['batch', ...pictureOf(training)]))
  return { nClasses: fixed(logits.shape[1], name), names: [...graph.parameterShapes().keys()] }
}

function startOf(seed: number): Position {
  const random = new Random(seed).toState()
  return { phase: 0, step: 0, epoch: 0, batch: 0, random, epochStart: random, metricsBytes: 0 }
}

/** The checkpoint to go on from; undefined where there is none yet. */
async function lastCheckpoint(
  options: LoopOptions,
  phases: readonly Phase[],
  identifying: Promise<Identity>,
) {
  const path = join(options.out, CHECKPOINT)
  await checkWritable(path)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (options.resume) await sweep(options.out)
  if (!isThere) return undefined
  const step = (phase: number) => phases[phase] && stepOf(options, phases[phase])
  if (options.resume) {
    const found = await readCheckpoint(path, step, await identifying)
    await settleBest(options.out, found.position.best?.epoch)
    return found
  }
  throw new InputError({
    what: 'training was begun in this folder already',
    where: path,
    remedy: 'set resume: true, or give another folder',
  })
}
