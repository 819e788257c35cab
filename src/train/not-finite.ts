/** A run that has gone bad: which tensor was the first. */
import { InputError } from '../errors.js'
import type { StepResult, Trainer, Weights } from '../nn/index.js'

/**
 * Throws if the step just done gave NaN or infinity. What went into it is looked at before what came out.
 *
 * @param step counted from 1
 * @param kept what to say of the checkpoint that stands
 */
export async function refuseNotFinite(
  trainer: Trainer,
  { loss, gradientNorm, logits }: StepResult,
  { step, learningRate, kept }: { step: number; learningRate: number; kept: string },
): Promise<void> {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return
  const first =
    firstNotFinite(valuesOf(await trainer.state('previous'), step - 1)) ??
    firstNotFinite([['logits', logits]]) ??
    firstNotFinite(valuesOf(await trainer.state(), step))
  const what = Number.isFinite(loss) ? `norm of the gradients ${gradientNorm}` : `loss ${loss}`
  throw diverged(what, step, learningRate, first ?? 'none but the loss', kept)
}

/** Throws if the state is not to be kept. */
export function refuseNotFiniteState(
  state: Weights,
  { step, learningRate, kept }: { step: number; learningRate: number; kept: string },
): void {
  const first = firstNotFinite(valuesOf(state, step))
  if (first) throw diverged('weights that are not finite', step, learningRate, first, kept)
}

function diverged(
  what: string,
  step: number,
  learningRate: number,
  first: string,
  kept: string,
): InputError {
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
