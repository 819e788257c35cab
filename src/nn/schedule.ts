/**
 * How the learning rate changes over a run: for each step, counted from 0, a factor on the rate
 * that the user gave. Cosine: Loshchilov & Hutter 2017, equation 5, without restarts. One cycle
 * with warm-up: Smith & Topin 2018, as two pieces of a cosine, like PyTorch's OneCycleLR with
 * `cycle_momentum=False` (the momentum does not change).
 */

export type Schedule =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` (default 0.1) after every `everySteps` steps. */
  | { readonly kind: 'step'; readonly everySteps: number; readonly factor?: number }
  /** From 1 down to `end` (default 0): half a period of a cosine over the whole run. */
  | { readonly kind: 'cosine'; readonly end?: number }
  /**
   * From `start` (default 1/25) up to 1 in the first part of the run, the share `warmUp` (default
   * 0.3) of it, then down to `end` (default 4e-6).
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
 * @param nSteps number of steps of the whole run
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

/**
 * PyTorch's phases end on step numbers: the top is at warmUp * nSteps - 1, the end at nSteps - 1.
 */
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
