/**
 * How the learning rate changes over a run: a factor for each step, counted from 0, on the rate that the
 * user gave. Formulas: constant; step decay, cosine without restarts (Loshchilov & Hutter 2017, eq. 5);
 * one cycle with warm-up (Smith & Topin 2018) in the two cosine pieces of PyTorch's OneCycleLR, which
 * leaves the momentum alone here (`cycle_momentum=False`).
 */

export type Schedule =
  | { readonly kind: 'constant' }
  /** Times `factor` (default 0.1) after every `everySteps` steps. */
  | { readonly kind: 'step'; readonly everySteps: number; readonly factor?: number }
  /** From 1 down to `end` (default 0), a half period over the whole run. */
  | { readonly kind: 'cosine'; readonly end?: number }
  /**
   * From `start` (default 1/25) up to 1 in the first `warmUp` (default 0.3) of the run, then down to
   * `end` (default 4e-6).
   */
  | {
      readonly kind: 'one-cycle'
      readonly warmUp?: number
      readonly start?: number
      readonly end?: number
    }

/**
 * The factor on the learning rate.
 *
 * @param step 0-based
 * @param nSteps of the whole run
 * @example learningRateFactor({ kind: 'cosine' }, 50, 100) // 0.5
 */
export function learningRateFactor(schedule: Schedule, step: number, nSteps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1
    case 'step':
      return (schedule.factor ?? 0.1) ** Math.floor(step / schedule.everySteps)
    case 'cosine':
      return between(1, schedule.end ?? 0, step / nSteps)
    case 'one-cycle':
      return oneCycle(schedule, step, nSteps)
  }
}

/** PyTorch's phases end on step numbers: the top is at warmUp * nSteps - 1, the end at nSteps - 1. */
function oneCycle(
  { warmUp = 0.3, start = 1 / 25, end = 1 / 25e4 }: Schedule & { kind: 'one-cycle' },
  step: number,
  nSteps: number,
): number {
  const top = warmUp * nSteps - 1
  if (step <= top) return between(start, 1, top > 0 ? step / top : 1)
  return between(1, end, (step - top) / (nSteps - 1 - top))
}

/** Half a period of a cosine from `from` to `to`. @param share in [0, 1] */
function between(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share))
}
