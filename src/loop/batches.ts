/**
 * The examples in a new order every epoch, batch by batch. Each batch is full: the graph of a step
 * has one size, and rows of padding would enter the statistics of batch norm. So the last examples
 * of an epoch's order, fewer than one batch, are not seen in that epoch (PyTorch's
 * `drop_last=True`); another order leaves out others.
 */
import { InputError } from '../errors.js'
import type { Batch } from '../nn/index.js'
import type { Random } from '../random.js'
import type { Examples } from './examples.js'
import { type LossOptions, softTargetsOf, targetsOf } from './targets.js'
import type { Variation } from './variation.js'

/** `natural`: every example once per epoch. `balanced`: every class equally often. */
export type Sampling = 'natural' | 'balanced'

/** @throws InputError if the stamps do not fill a batch */
export function batchesInEpoch(nStamps: number, batch: number): number {
  if (Number.isInteger(batch) && batch >= 1 && nStamps >= batch) return Math.floor(nStamps / batch)
  throw new InputError({
    what: 'the size of a batch',
    expected: `a whole number from 1 to ${nStamps}, the number of stamps`,
    got: `${batch}`,
    remedy: 'give a smaller batch',
  })
}

/** The rows of an epoch, as many as there are examples. */
export function orderOf(labels: Uint8Array, sampling: Sampling, random: Random): Uint32Array {
  if (sampling === 'balanced') return balanced(labels, random)
  return Uint32Array.from(random.shuffled(labels.keys()))
}

/**
 * The classes in turn, so that every batch is balanced as far as its size allows; within a class
 * the examples in random order, each as often as the others to within one.
 */
function balanced(labels: Uint8Array, random: Random): Uint32Array {
  const classes = [...new Set(labels)].sort((a, b) => a - b)
  const rowsOf = classes.map((label) => [...labels.keys()].filter((row) => labels[row] === label))
  const waiting = rowsOf.map((): number[] => [])
  return Uint32Array.from(labels, (_, i) => {
    const k = i % classes.length
    if (waiting[k].length === 0) waiting[k] = random.shuffled(rowsOf[k])
    return waiting[k].pop()!
  })
}

/** The examples of these rows, varied, with the coefficients of their loss. */
export async function batchOf(
  examples: Examples,
  rows: Uint32Array,
  variations: readonly Variation[],
  nClasses: number,
  options: LossOptions,
): Promise<Batch & { labels: Uint8Array }> {
  const labels = Uint8Array.from(rows, (row) => examples.labels[row])
  const { softLabels } = examples
  const targets = softLabels
    ? softTargetsOf(picked(softLabels, rows, nClasses), nClasses, options)
    : targetsOf(labels, nClasses, options)
  return { stamps: await examples.read(rows, variations), targets, labels }
}

function picked(values: Float32Array, rows: Uint32Array, length: number): Float32Array {
  const part = new Float32Array(rows.length * length)
  for (const [i, row] of rows.entries()) {
    part.set(values.subarray(row * length, (row + 1) * length), i * length)
  }
  return part
}
