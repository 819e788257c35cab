/** What the loop refuses before its first step. */
import { InputError } from '../errors.js'
import { learningRateFactor, shapeText } from '../nn/index.js'
import { targetsOf } from './batches.js'
import { type LabelledStamps, pictureOf } from './examples.js'
import type { LoopOptions } from './options.js'
import type { Phase } from './phases.js'

interface Extent {
  readonly nClasses: number
  readonly phases: readonly Phase[]
  /** Batches per epoch. */
  readonly nBatches: number
}

/** @throws InputError naming the first option, stamp or label that does not fit */
export function checkOptions(options: LoopOptions, { nClasses, phases, nBatches }: Extent): void {
  const { epochs, checkpointEvery, learningRate, maxGradientNorm, frozen, patience } = options
  wholeNumber('epochs', epochs)
  if (checkpointEvery !== undefined) wholeNumber('steps between checkpoints', checkpointEvery)
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw notANumber('the learning rate', 'a number above 0', learningRate)
  }
  if (maxGradientNorm !== undefined && !(maxGradientNorm > 0)) {
    throw notANumber('the largest gradient norm', 'a number above 0', maxGradientNorm)
  }
  if (frozen?.epochs !== undefined) wholeNumber('frozen epochs', frozen.epochs)
  if (patience !== undefined) checkPatience(options)
  const { bandDropout = 0 } = options.augmentation ?? {}
  if (!(bandDropout >= 0 && bandDropout < 1)) {
    throw notANumber('the probability that a band is hidden', 'at least 0, below 1', bandDropout)
  }
  checkStamps(options.training, 'training set', options, nClasses)
  if (options.validation) checkStamps(options.validation, 'validation set', options, nClasses)
  if (options.alignment) {
    if (frozen) throw new Error('internal: an alignment beside frozen stages')
    checkStamps(options.alignment.unlabelled, 'stamps without labels', options, nClasses)
  }
  checkSchedule(options, phases, nBatches)
}

function checkPatience({ patience = 0, validation }: LoopOptions): void {
  wholeNumber('patience', patience)
  if (validation) return
  throw new InputError({
    what: 'patience needs a validation set',
    remedy: 'hold some stamps out, or leave patience out',
  })
}

/** Each phase has the schedule to itself. */
function checkSchedule(
  { schedule = { kind: 'constant' } }: LoopOptions,
  phases: readonly Phase[],
  nBatches: number,
): void {
  for (const { firstEpoch, endEpoch } of phases) {
    const nSteps = (endEpoch - firstEpoch) * nBatches
    for (let step = 0; step < nSteps; step++) {
      const factor = learningRateFactor(schedule, step, nSteps)
      if (factor >= 0 && Number.isFinite(factor)) continue
      const what = `the schedule's factor at step ${firstEpoch * nBatches + step + 1}`
      throw notANumber(what, 'a number of at least 0', factor, JSON.stringify(schedule))
    }
  }
}

function checkStamps(
  data: LabelledStamps,
  where: string,
  options: LoopOptions,
  nClasses: number,
): void {
  const { stamps, shape, labels, softLabels, preparation } = data
  const n = shape[0]
  const picture = pictureOf(data)
  const expected = pictureOf(options.training)
  if (shapeText(picture) !== shapeText(expected)) {
    throw new InputError({
      what: 'stamps of another shape',
      where,
      expected: shapeText(expected),
      got: shapeText(picture),
    })
  }
  const nPixels = shape.reduce((product, length) => product * length, 1)
  const isWhole = stamps.length === nPixels && labels.length === n
  if (!isWhole || (softLabels && softLabels.length !== n * nClasses)) {
    throw new Error(`internal: ${where} of ${shapeText(shape)}, arrays of other lengths`)
  }
  refuseForeignLabel(labels, where, nClasses)
  targetsOf([...new Set(labels)], nClasses, options)
  const bad = preparation ? -1 : firstNotFinite(stamps)
  if (bad >= 0) {
    const at = `${where}, stamp ${Math.floor((bad * n) / nPixels)}`
    throw notANumber('a pixel', 'a finite number', stamps[bad], at)
  }
}

/**
 * The place of the first value that is not finite, or -1. NaN and infinity are NaN if multiplied by
 * 0, all others give 0: so a sum tells whether there is one, in a fifth of the time.
 */
function firstNotFinite(values: Float32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * 0
  return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
}

function refuseForeignLabel(labels: Uint8Array, where: string, nClasses: number): void {
  const foreign = labels.findIndex((label) => label >= nClasses)
  if (foreign < 0) return
  throw new InputError({
    what: 'a label outside the classes of the network',
    where: `${where}, stamp ${foreign}`,
    expected: `0 to ${nClasses - 1}`,
    got: `${labels[foreign]}`,
  })
}

function wholeNumber(what: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) {
    throw notANumber(what, 'a whole number of at least 1', value)
  }
}

function notANumber(what: string, expected: string, value: number, where?: string): InputError {
  return new InputError({ what, where, expected, got: `${value}` })
}
