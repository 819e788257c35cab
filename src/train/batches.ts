/**
 * The stamps in a new order every epoch, batch by batch. Each batch is full: the graph of a step has one
 * size, and rows of padding would enter the statistics of batch norm. So the last stamps of an epoch's order,
 * fewer than a batch, are not seen in that epoch (PyTorch's `drop_last=True`); another order leaves out others.
 */
import { InputError } from '../errors.js'
import type { Batch } from '../nn/index.js'
import type { Random } from '../random.js'
import type { LabelledStamps } from './labelled-stamps.js'
import { type LossOptions, softTargetsOf, targetsOf } from './targets.js'

/** @throws InputError if the stamps do not fill one batch */
export function batchesInEpoch(nStamps: number, batch: number): number {
  if (Number.isInteger(batch) && batch >= 1 && nStamps >= batch) return Math.floor(nStamps / batch)
  throw new InputError({
    what: 'the size of a batch',
    expected: `a whole number from 1 to ${nStamps}, the number of stamps`,
    got: `${batch}`,
    remedy: 'give a smaller --batch',
  })
}

/** 0 to n - 1 in random order (Fisher & Yates; Durstenfeld 1964). */
export function shuffled(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

/** The stamps of these rows with the coefficients of their loss. */
export function batchOf(
  data: LabelledStamps,
  rows: Uint32Array,
  nClasses: number,
  options: LossOptions,
): Batch & { labels: Uint8Array } {
  const labels = Uint8Array.from(rows, (row) => data.labels[row])
  const { softLabels } = data
  const targets = softLabels
    ? softTargetsOf(picked(softLabels, rows, nClasses), nClasses, options)
    : targetsOf(labels, nClasses, options)
  const length = data.stamps.length / data.shape[0]
  return { stamps: picked(data.stamps, rows, length), targets, labels }
}

function picked(values: Float32Array, rows: Uint32Array, length: number): Float32Array {
  const part = new Float32Array(rows.length * length)
  for (const [i, row] of rows.entries()) {
    part.set(values.subarray(row * length, (row + 1) * length), i * length)
  }
  return part
}
