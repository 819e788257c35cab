/**
 * Runs steps of training, one or several at a time. A step of a small network takes less time than
 * a call of ONNX Runtime and its answer. Several such steps are one call: Scan repeats the graph of
 * a step (scan.ts), and weights and the optimiser's state stay in it. The numbers are the same to
 * the last bit.
 */
import { encodeGraph, encodeModel } from './onnx-write.js'
import { repeated } from './scan.js'
import { openSession, type SessionOptions } from './session.js'
import { joinedFloats, sizeOf, type Tensor, type Weights } from './tensor.js'
import { type Masks, openTrainer, type StepResult, startOf, type Trainer } from './trainer.js'
import type { TrainingStep } from './training-step.js'

/** The batches of some steps, one after another in each array. */
export interface Batches {
  /** (steps, batch, bands, height, width), or what the first layer takes instead. */
  readonly stamps: Float32Array
  /** Coefficients of the loss, (steps, batch, classes). */
  readonly targets: Float32Array
  /** Dropout masks of each step. */
  readonly masks: readonly Masks[]
}

export interface StepRunner extends Pick<Trainer, 'release'> {
  /** So many steps at most are one run. */
  readonly nAtOnce: number
  /**
   * Some steps, one after another. They end with the first that gives NaN or infinity.
   *
   * @param first number of the first step, 0-based, counted from the start of the phase
   * @param learningRates of each step
   */
  run(
    batches: Batches,
    first: number,
    learningRates: readonly number[],
  ): Promise<readonly StepResult[]>
  /**
   * As {@link Trainer.state}. `previous` is before the last run, or before the step that gave NaN
   * or infinity.
   */
  state: Trainer['state']
}

/** Whether the step gave NaN or infinity. */
export function isDiverged({ loss, gradientNorm }: StepResult): boolean {
  return !(Number.isFinite(loss) && Number.isFinite(gradientNorm))
}

/**
 * Opens a step on a device.
 *
 * @param nAtOnce more than 1 only on the CPU, and for a step without parts (parts.ts)
 * @throws InputError as {@link openTrainer}
 */
export async function openRunner(
  step: TrainingStep,
  state: Weights,
  nAtOnce: number,
  options: SessionOptions = {},
): Promise<StepRunner> {
  return nAtOnce > 1
    ? openSeveral(step, state, nAtOnce, options)
    : oneByOne(await openTrainer(step, state, options))
}

function oneByOne(trainer: Trainer): StepRunner {
  return {
    nAtOnce: 1,
    run: async ({ stamps, targets, masks: [masks] }, first, [rate]) => [
      await trainer.step({ stamps, targets, masks }, first, rate),
    ],
    state: (which) => trainer.state(which),
    release: () => trainer.release(),
  }
}

const RESULTS = ['logits', 'loss', 'gradient-norm']

async function openSeveral(
  step: TrainingStep,
  given: Weights,
  nAtOnce: number,
  options: SessionOptions,
): Promise<StepRunner> {
  const { graph, carried } = step
  const inputs = graph.inputs.map(({ name }) => name)
  const each = inputs.filter((name) => !carried.has(name))
  const outer = repeated(graph, { carried, each, results: RESULTS })
  const producer = { name: 'starsift', version: '' }
  const model = encodeModel(encodeGraph(outer), {}, producer, graph.domains)
  let current = startOf(step, given)
  let previous = current
  const session = await openSession(model, options)
  const from = async (state: Weights, asked: Asked) => {
    const answers = await session.run({ ...stateInputs(step, state), ...turnInputs(step, asked) })
    return { results: resultsOf(answers), state: stateAfter(step, state, answers) }
  }
  return {
    nAtOnce,
    async run(batches, first, rates) {
      const asked = { batches, first, rates }
      const done = await from(current, asked)
      const bad = done.results.findIndex(isDiverged)
      if (bad < 0) {
        ;[previous, current] = [current, done.state]
        return done.results
      }
      if (bad > 0) current = (await from(current, part(step, asked, 0, bad))).state
      previous = current
      current = (await from(current, part(step, asked, bad, bad + 1))).state
      return done.results.slice(0, bad + 1)
    },
    async state(which = 'current') {
      if (which === 'current') return new Map(current)
      return new Map([...previous].filter(([name]) => step.weights.has(name)))
    },
    release: () => session.release(),
  }
}

/** What a run is asked for. */
interface Asked {
  readonly batches: Batches
  readonly first: number
  readonly rates: readonly number[]
}

/** Some of the steps: [begin, end). */
function part(
  { shape, nClasses }: TrainingStep,
  { batches, first, rates }: Asked,
  begin: number,
  end: number,
): Asked {
  const [stamps, targets] = [
    [batches.stamps, sizeOf(shape)] as const,
    [batches.targets, shape[0] * nClasses] as const,
  ].map(([data, length]) => data.subarray(begin * length, end * length))
  const masks = batches.masks.slice(begin, end)
  return {
    batches: { stamps, targets, masks },
    first: first + begin,
    rates: rates.slice(begin, end),
  }
}

function stateInputs({ carried }: TrainingStep, state: Weights): Record<string, Tensor> {
  const named = [...state].map(([name, tensor]) => [
    carried.has(name) ? `first/${name}` : name,
    tensor,
  ])
  return Object.fromEntries(named)
}

/** What differs from step to step. */
function turnInputs(
  { shape, nClasses, scalars }: TrainingStep,
  { batches: { stamps, targets, masks }, first, rates }: Asked,
): Record<string, Tensor> {
  const n = rates.length
  const numbers = rates.map((rate, i) => scalars(first + i, rate))
  const inputs: Record<string, Tensor> = {
    'all/stamps': { shape: [n, ...shape], data: stamps },
    'all/targets': { shape: [n, shape[0], nClasses], data: targets },
  }
  for (const name of Object.keys(numbers[0])) {
    const data = Float32Array.from(numbers, (ofStep) => ofStep[name])
    inputs[`all/${name}`] = { shape: [n, 1], data }
  }
  for (const [name, { shape }] of Object.entries(masks[0])) {
    const data = joinedFloats(masks.map((ofStep) => ofStep[name].data))
    inputs[`all/${name}`] = { shape: [n, ...shape], data }
  }
  return inputs
}

function resultsOf(answers: Record<string, Tensor>): StepResult[] {
  const [logits, losses, norms] = RESULTS.map((name) => answers[`all/${name}`].data)
  const length = logits.length / losses.length
  return Array.from(losses, (loss, i) => ({
    loss,
    gradientNorm: norms[i],
    logits: logits.subarray(i * length, (i + 1) * length),
  }))
}

/** Frozen weights stay. */
function stateAfter(
  { carried }: TrainingStep,
  before: Weights,
  answers: Record<string, Tensor>,
): Weights {
  return new Map(
    [...before].map(([name, tensor]) => [
      name,
      carried.has(name) ? answers[`last/${name}`] : tensor,
    ]),
  )
}
