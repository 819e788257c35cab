/** Runs a training step on a device, one batch after another. */
import { InputError } from '../errors.js'
import { encodeGraph, encodeModel } from './onnx-write.js'
import type { SessionOptions } from './session.js'
import { openStateful, type StatefulSession } from './stateful-session.js'
import { shapeText, sizeOf, type Tensor, type Weights } from './tensor.js'
import type { TrainingStep } from './training-step.js'

export interface Batch {
  /** (batch, bands, height, width), or what the first layer takes instead. */
  readonly stamps: Float32Array
  /** Coefficients of the loss, (batch, classes). */
  readonly targets: Float32Array
  /** Needed where the network has dropout (`dropoutMasks`). */
  readonly masks?: Masks
}

/** Dropout masks of a step, by the names of their inputs. */
export type Masks = Readonly<Record<string, Tensor>>

export interface StepResult {
  /** Of the targets alone. */
  readonly loss: number
  /** Of the covariances of an aligned step (coral.ts), without its weight. */
  readonly distance?: number
  /** Global norm of the gradients, before clipping. */
  readonly gradientNorm: number
  /** (batch, classes), before the update; valid until the next step. */
  readonly logits: Float32Array
}

/** A network in training. */
export interface Trainer {
  /**
   * One step.
   *
   * @param step 0-based, counted from the start of the phase
   */
  step(batch: Batch, step: number, learningRate: number): Promise<StepResult>
  /**
   * A copy of weights, buffers and the optimiser's state after the last step (`current`, the
   * default), or of weights and buffers before it (`previous`; large weights are overwritten,
   * unless the loss was NaN or infinite). After such a loss the current state is not whole.
   */
  state(which?: 'current' | 'previous'): Promise<Map<string, Tensor>>
  release(): Promise<void>
}

/**
 * Opens the step on a device.
 *
 * @param state weights and buffers by name; also the optimiser's state, to continue a training
 * @throws InputError if a weight is missing or its shape differs, or the device cannot be used
 * @example
 * const trainer = await openTrainer(step, initialWeights(step.graph, random), { device: 'cpu' })
 * const { loss } = await trainer.step({ stamps, targets }, 0, 1e-3)
 */
export async function openTrainer(
  step: TrainingStep,
  state: Weights,
  options: SessionOptions = {},
): Promise<Trainer> {
  const { graph, shape, nClasses, isAligned, carried, inPlace, parts, weights } = step
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(graph), {}, producer, graph.domains)
  const results = new Map<string, readonly number[]>([
    ['logits', [shape[0], nClasses]],
    ['loss', []],
    ['gradient-norm', []],
    ...(isAligned ? ([['distance', []]] as const) : []),
  ])
  const session = await openStateful(
    model,
    { carried, inPlace, parts, waiting: wholesOf(parts, weights), results },
    startOf(step, state),
    options,
  )
  return {
    step: (batch, index, rate) => run(session, step, batch, index, rate),
    state: (which) => session.state(which),
    release: () => session.release(),
  }
}

/** The weights that are updated in parts; they wait for the loss. */
function wholesOf(
  parts: TrainingStep['parts'],
  weights: TrainingStep['weights'],
): ReadonlySet<string> {
  return new Set([...parts.values()].map(({ of }) => of).filter((name) => weights.has(name)))
}

async function run(
  session: StatefulSession,
  { shape, nClasses, scalars }: TrainingStep,
  { stamps, targets, masks }: Batch,
  index: number,
  learningRate: number,
): Promise<StepResult> {
  const inputs: Record<string, Tensor> = {
    ...masks,
    stamps: { shape, data: stamps },
    targets: { shape: [shape[0], nClasses], data: targets },
  }
  for (const [name, value] of Object.entries(scalars(index, learningRate))) {
    inputs[name] = { shape: [1], data: Float32Array.of(value) }
  }
  const { logits, loss, 'gradient-norm': norm, distance } = await session.run(inputs)
  return {
    ...{ loss: loss.data[0], gradientNorm: norm.data[0], logits: logits.data },
    ...(distance && { distance: distance.data[0] }),
  }
}

/** The first state: the given weights, and the given state of the optimiser or zeros. */
export function startOf({ weights, optimiserState }: TrainingStep, state: Weights): Weights {
  const start = new Map<string, Tensor>()
  for (const [name, shape] of weights) {
    const found = state.get(name)
    if (found && shapeText(found.shape) === shapeText(shape)) start.set(name, found)
    else {
      throw new InputError({
        what: `weight ${name} does not fit the network`,
        expected: shapeText(shape),
        got: found ? shapeText(found.shape) : 'nothing',
      })
    }
  }
  for (const [name, shape] of optimiserState) {
    start.set(name, state.get(name) ?? { shape, data: new Float32Array(sizeOf(shape)) })
  }
  return start
}
