/**
 * Two things that can be measured without labels: how sure a model is, and how steady. A model that
 * has learned something becomes steadier; one that only talks itself into its answers becomes surer
 * and no steadier. Neither says how often it is right.
 */
import { InputError } from '../errors.js'
import { indexOfLargest, softmax } from '../statistics/index.js'

export interface Steadiness {
  /** Mean probability of the class that the stamp gets, shown as it is. */
  readonly confidence: number
  /** Share of the other views, over all stamps, in which it gets the same class. */
  readonly consistency: number
}

/**
 * @param logits of each view, (n, nClasses); the first view is the stamp as it is
 * @example
 * steadinessOf([Float32Array.of(0, 9), Float32Array.of(9, 0)], 2).consistency // 0
 */
export function steadinessOf(
  [asItIs, ...others]: readonly Float32Array[],
  nClasses: number,
  temperature = 1,
): Steadiness {
  const n = asItIs.length / nClasses
  const p = new Float32Array(nClasses)
  let [sure, same] = [0, 0]
  for (let start = 0; start < asItIs.length; start += nClasses) {
    softmax(asItIs, start, p, temperature)
    const chosen = indexOfLargest(p)
    sure += p[chosen]
    for (const view of others) {
      if (indexOfLargest(view.subarray(start, start + nClasses)) === chosen) same += 1
    }
  }
  return { confidence: sure / n, consistency: same / (n * others.length) }
}

/** Both numbers before and after, to four digits, as cards have them. */
export function beforeAndAfter(
  before: Steadiness,
  after: Steadiness,
): Record<keyof Steadiness, [number, number]> {
  const rounded = (share: number) => Math.round(1e4 * share) / 1e4
  return {
    confidence: [rounded(before.confidence), rounded(after.confidence)],
    consistency: [rounded(before.consistency), rounded(after.consistency)],
  }
}

/**
 * Refuses a model that is more sure and less consistent than before.
 *
 * @param where the model, for the message
 * @throws InputError with both numbers, before and after
 */
export function refuseSurer(before: Steadiness, after: Steadiness, where: string): void {
  const isSurer = after.confidence > before.confidence
  if (!isSurer || after.consistency >= before.consistency) return
  // One stamp in one view more or less, of 400 in 12 views, is 0.02 %: it must show.
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  throw new InputError({
    what: 'adapting would make the model more sure and less consistent, so nothing is written',
    where,
    expected: 'a mean probability of the class that rises only if the classes become steadier',
    got:
      `mean probability ${percent(before.confidence)} before and ${percent(after.confidence)} ` +
      `after; same class in other views ${percent(before.consistency)} and ` +
      percent(after.consistency),
    remedy: 'use the model as it is, or give some labels to `starsift train --init`',
  })
}
