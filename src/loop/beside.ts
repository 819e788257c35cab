/**
 * What goes on while the network's steps run: the file of a checkpoint is written, and the next
 * batches are made ready. Neither changes a byte of what the loop writes.
 */
import { type Batch, type Batches, dropoutMasks, joinedFloats } from '../nn/index.js'
import type { Random, RandomState } from '../random.js'
import { batchesOf } from './batches.js'
import { nBandsOf } from './examples.js'
import type { LoopOptions } from './options.js'
import type { OpenPhase } from './phases.js'
import { drawVariations, type Variation } from './variation.js'

/** One piece of work at a time. Its error comes out where it is waited for. */
export class Beside {
  private work: Promise<void> = Promise.resolve()
  private hasFailed = false

  /** Begins a piece of work, after the one before. */
  async start(work: () => Promise<void>): Promise<void> {
    await this.settled()
    this.work = work()
    this.work.catch(() => {
      this.hasFailed = true
    })
  }

  /** Throws the error of the work if it has failed, without waiting for it. */
  async check(): Promise<void> {
    if (this.hasFailed) await this.settled()
  }

  /** Waits for the work, and throws its error, once. */
  async settled(): Promise<void> {
    const { work } = this
    this.work = Promise.resolve()
    this.hasFailed = false
    await work
  }
}

/** What the loop makes batches from. */
interface Making {
  readonly options: LoopOptions
  readonly nClasses: number
  readonly open: OpenPhase
  readonly random: Random
}

/** All that some steps are given. */
export interface PreparedRun extends Batches {
  /** Of the stamps of all steps. */
  readonly labels: Uint8Array
  /** The generator when all of it was drawn. */
  readonly drawn: RandomState
}

/** The rows of a batch: of the training set, and of the stamps without labels. */
export interface BatchRows {
  readonly labelled: Uint32Array
  readonly unlabelled?: Uint32Array
}

/**
 * Draws, at once, how the stamps of some steps are varied and what they drop, and makes their
 * batches ready. An error comes out where these are waited for.
 *
 * @param rows of each step
 */
export function prepare(making: Making, rows: readonly BatchRows[]): Promise<PreparedRun> {
  const prepared = preparedRun(making, rows)
  prepared.catch(() => undefined)
  return prepared
}

async function preparedRun(making: Making, rows: readonly BatchRows[]): Promise<PreparedRun> {
  const { options, nClasses, open, random } = making
  const nBands = nBandsOf(options.training)
  const drawn = ({ length }: ArrayLike<number>) =>
    drawVariations(length, nBands, options.augmentation, random)
  const draws = rows.map(({ labelled, unlabelled }) => ({
    variations: drawn(labelled),
    ofOthers: unlabelled && drawn(unlabelled),
    masks: dropoutMasks(open.step.graph, random),
  }))
  const state = random.toState()
  const variations = draws.flatMap((draw) => draw.variations)
  const labelled = rows.map((ofBatch) => ofBatch.labelled)
  const [batches, others] = await Promise.all([
    batchesOf(open.training, labelled, variations, nClasses, options),
    othersOf(open, rows[0], draws[0].ofOthers),
  ])
  const whole = others ? withOthers(batches, others) : batches
  return { ...whole, masks: draws.map((draw) => draw.masks), drawn: state }
}

/** The stamps without labels of a step, which is then a run of its own (phases.ts). */
async function othersOf(
  { unlabelled }: OpenPhase,
  rows: BatchRows,
  variations: readonly Variation[] | undefined,
): Promise<Float32Array | undefined> {
  return rows.unlabelled && variations && unlabelled?.read(rows.unlabelled, variations)
}

type LabelledBatch = Batch & { readonly labels: Uint8Array }

/** The batch, with stamps behind it that have no part in the loss of the labels. */
function withOthers(batch: LabelledBatch, others: Float32Array): LabelledBatch {
  const { stamps, targets, labels } = batch
  const none = new Float32Array((targets.length * others.length) / stamps.length)
  return { stamps: joinedFloats([stamps, others]), targets: joinedFloats([targets, none]), labels }
}
