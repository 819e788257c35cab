/**
 * What goes on while the network's steps run: the file of a checkpoint is written, and the next
 * batch is made ready. Neither changes a byte of what the loop writes.
 */
import { type Batch, joinedFloats } from '../nn/index.js'
import type { Random } from '../random.js'
import { batchOf } from './batches.js'
import { nBandsOf } from './examples.js'
import type { LoopOptions } from './options.js'
import type { OpenPhase } from './phases.js'
import { drawVariations } from './variation.js'

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

/** What the loop makes a batch from. */
interface Making {
  readonly options: LoopOptions
  readonly nClasses: number
  readonly open: OpenPhase
  readonly random: Random
}

export type PreparedBatch = Batch & { readonly labels: Uint8Array }

/** The rows of a batch: of the training set, and of the stamps without labels. */
export interface BatchRows {
  readonly labelled: Uint32Array
  readonly unlabelled?: Uint32Array
}

/**
 * Draws how the stamps of a batch are varied, at once, and makes them ready. An error comes out
 * where the batch is waited for.
 */
export function prepare(making: Making, rows: BatchRows): Promise<PreparedBatch> {
  const prepared = preparedBatch(making, rows)
  prepared.catch(() => undefined)
  return prepared
}

async function preparedBatch(
  making: Making,
  { labelled, unlabelled }: BatchRows,
): Promise<PreparedBatch> {
  const { options, nClasses, open, random } = making
  const nBands = nBandsOf(options.training)
  const drawn = (rows: Uint32Array) =>
    drawVariations(rows.length, nBands, options.augmentation, random)
  const variations = drawn(labelled)
  const [batch, others] = await Promise.all([
    batchOf(open.training, labelled, variations, nClasses, options),
    unlabelled && open.unlabelled?.read(unlabelled, drawn(unlabelled)),
  ])
  return others ? withOthers(batch, others) : batch
}

/** The batch, with stamps behind it that have no part in the loss of the labels. */
function withOthers(batch: PreparedBatch, others: Float32Array): PreparedBatch {
  const { stamps, targets, labels } = batch
  const none = new Float32Array((targets.length * others.length) / stamps.length)
  return { stamps: joinedFloats([stamps, others]), targets: joinedFloats([targets, none]), labels }
}
