/**
 * A loop whose numbers have become NaN or infinite is stopped, and the message names the first bad
 * tensor: what went into the step is looked at before what came out of it. After a bad loss nothing
 * that comes out is good, so it is not looked at.
 */
import { InputError } from '../errors.js'
import type { StepResult, StepRunner, Weights } from '../nn/index.js'

/** Where the loop stands. */
interface Place {
  /** Counted from 1. */
  readonly step: number
  readonly learningRate: number
  /** What the message says of the checkpoint that stands. */
  readonly kept: string
}

/** @throws InputError always, for a step that gave NaN or infinity */
export async function refuseDivergedStep(
  runner: Pick<StepRunner, 'state'>,
  { loss, gradientNorm, logits }: StepResult,
  place: Place,
): Promise<never> {
  const { step } = place
  const first =
    firstNotFinite(valuesOf(await runner.state('previous'), step - 1)) ??
    firstNotFinite([['logits', logits]]) ??
    (Number.isFinite(loss) ? firstNotFinite(valuesOf(await runner.state(), step)) : undefined)
  const what = Number.isFinite(loss) ? `norm of the gradients ${gradientNorm}` : `loss ${loss}`
  throw diverged(what, first ?? 'none but the loss', place)
}

/** @throws InputError if the state has NaN or infinity, and must not be kept */
export function refuseDivergedState(state: Weights, place: Place): void {
  const first = firstNotFinite(valuesOf(state, place.step))
  if (first) throw diverged('weights that are not finite', first, place)
}

function diverged(what: string, first: string, { step, learningRate, kept }: Place): InputError {
  return new InputError({
    what: `${what} at step ${step}, learning rate ${Number(learningRate.toPrecision(6))}`,
    where: 'training stopped',
    got: `first bad tensor: ${first}`,
    remedy: `${kept}; try a smaller learning rate or clipping`,
  })
}

function* valuesOf(state: Weights, step: number): Generator<[string, Float32Array]> {
  for (const [name, { data }] of state) yield [`${name} after step ${step}`, data]
}

function firstNotFinite(tensors: Iterable<readonly [string, Float32Array]>): string | undefined {
  for (const [name, data] of tensors) {
    const nBad = data.reduce((n, value) => (Number.isFinite(value) ? n : n + 1), 0)
    if (nBad > 0) return `${name} (${nBad} of ${data.length} values)`
  }
  return undefined
}
