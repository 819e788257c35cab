/**
 * What goes on while the network's steps run: the file of a checkpoint is written, and the next
 * batches are made ready. Neither changes a byte of what the loop writes.
 */
import { type Batches, dropoutMasks } from '../nn/index.js'
import type { Random, RandomState } from '../random.js'
import { batchesOf } from './batches.js'
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

/**
 * Draws, at once, how the stamps of some steps are varied and what they drop, and makes their
 * batches ready. An error comes out where these are waited for.
 *
 * @param rows of each step
 */
export function prepare(making: Making, rows: readonly Uint32Array[]): Promise<PreparedRun> {
  const prepared = preparedRun(making, rows)
  prepared.catch(() => undefined)
  return prepared
}

async function preparedRun(making: Making, rows: readonly Uint32Array[]): Promise<PreparedRun> {
  const { options, nClasses, open, random } = making
  const nBands = nBandsOf(options.training)
  const draws = rows.map(({ length }) => ({
    variations: drawVariations(length, nBands, options.augmentation, random),
    masks: dropoutMasks(open.step.graph, random),
  }))
  const drawn = random.toState()
  const variations = draws.flatMap((draw) => draw.variations)
  const batches = await batchesOf(open.training, rows, variations, nClasses, options)
  return { ...batches, masks: draws.map((draw) => draw.masks), drawn }
}
