/**
 * The examples in a new order every epoch, batch by batch. Each batch is full: the graph of a step
 * has one size, and rows of padding would enter the statistics of batch norm. So the last examples
 * of an epoch's order, fewer than one batch, are not seen in that epoch (PyTorch's
 * `drop_last=True`); another order leaves out others.
 *
 * The labels of a batch are coefficients c of the loss -sum_nk c_nk log p_nk, so that it is
 * PyTorch's CrossEntropyLoss with `reduction='mean'`. With class weights w and label smoothing e
 * over K classes (Szegedy et al. 2016):
 *   one class y_n:            c_nk = ((1 - e) [k = y_n] w_k + e/K w_k) / sum_n w_{y_n}
 *   probabilities q_nk:       c_nk = ((1 - e) q_nk + e/K) w_k / N
 * PyTorch divides by the sum of the weights in the first case, by the number of stamps in the
 * second.
 */
import { InputError } from '../errors.js'
import { type Batch, joinedFloats, pickedRows } from '../nn/index.js'
import type { Random } from '../random.js'
import type { Examples } from './examples.js'
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
 * Rows of n examples for so many places: all of them in a new order, again and again.
 *
 * @example inRounds(3, 7, random) // e.g. [1, 0, 2, 2, 1, 0, 1]
 */
export function inRounds(n: number, nPlaces: number, random: Random): Uint32Array {
  const rows = new Uint32Array(nPlaces)
  for (let start = 0; start < nPlaces; start += n) {
    const order = random.shuffled(Array.from({ length: n }, (_, row) => row))
    rows.set(order.slice(0, nPlaces - start), start)
  }
  return rows
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

/**
 * The examples of some batches, varied, with the coefficients of their losses; batch after batch.
 *
 * @param rows of each batch
 * @param variations one for each row of all batches
 */
export async function batchesOf(
  examples: Examples,
  rows: readonly Uint32Array[],
  variations: readonly Variation[],
  nClasses: number,
  options: LossOptions,
): Promise<Batch & { labels: Uint8Array }> {
  const all = Uint32Array.from(rows.flatMap((ofBatch) => [...ofBatch]))
  const targets = joinedFloats(
    rows.map((ofBatch) => coefficientsOf(examples, ofBatch, nClasses, options)),
  )
  const labels = Uint8Array.from(all, (row) => examples.labels[row])
  return { stamps: await examples.read(all, variations), targets, labels }
}

/** The coefficients of one batch: it is weighted by itself. */
function coefficientsOf(
  { labels, softLabels }: Examples,
  rows: Uint32Array,
  nClasses: number,
  options: LossOptions,
): Float32Array {
  return softLabels
    ? softTargetsOf(pickedRows(softLabels, rows, nClasses), nClasses, options)
    : targetsOf(
        Array.from(rows, (row) => labels[row]),
        nClasses,
        options,
      )
}

export interface LossOptions {
  /** Weight of each class; default all 1. */
  readonly classWeights?: readonly number[]
  /** The e above, in [0, 1); default 0. */
  readonly labelSmoothing?: number
}

/**
 * Coefficients for classes.
 *
 * @param labels counted from 0
 * @returns (n, nClasses)
 * @throws InputError if a label or an option is out of range, or all weights of the batch are 0
 * @example targetsOf([1], 3, {}) // [0, 1, 0]
 */
export function targetsOf(
  labels: ArrayLike<number>,
  nClasses: number,
  options: LossOptions = {},
): Float32Array {
  const { weights, smoothing } = checked(nClasses, options)
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i] < nClasses)) throw unknownLabel(labels[i], i, nClasses)
    total += weights[labels[i]]
  }
  if (total === 0) throw new InputError({ what: 'every stamp of a batch has class weight 0' })
  return Float32Array.from({ length: labels.length * nClasses }, (_, i) => {
    const k = i % nClasses
    const hit = labels[Math.floor(i / nClasses)] === k ? 1 - smoothing : 0
    return ((hit + smoothing / nClasses) * weights[k]) / total
  })
}

/**
 * Coefficients for probabilities of the classes.
 *
 * @param probabilities (n, nClasses)
 * @returns (n, nClasses)
 */
export function softTargetsOf(
  probabilities: Float32Array,
  nClasses: number,
  options: LossOptions = {},
): Float32Array {
  const { weights, smoothing } = checked(nClasses, options)
  const n = probabilities.length / nClasses
  return probabilities.map(
    (q, i) => (((1 - smoothing) * q + smoothing / nClasses) * weights[i % nClasses]) / n,
  )
}

function checked(nClasses: number, { classWeights, labelSmoothing = 0 }: LossOptions) {
  const weights = classWeights ?? new Array<number>(nClasses).fill(1)
  if (weights.length !== nClasses || !weights.every((w) => w >= 0 && Number.isFinite(w))) {
    throw new InputError({
      what: 'class weights',
      expected: `${nClasses} numbers of at least 0`,
      got: weights.join(' '),
    })
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new InputError({
      what: 'label smoothing',
      expected: 'at least 0, below 1',
      got: `${labelSmoothing}`,
    })
  }
  return { weights, smoothing: labelSmoothing }
}

function unknownLabel(label: number, i: number, nClasses: number): InputError {
  return new InputError({
    what: 'a label outside the classes',
    where: `stamp ${i} of the batch`,
    expected: `0 to ${nClasses - 1}`,
    got: `${label}`,
  })
}
