/**
 * What people would say of a source whose class is known. Every person errs by the same matrix C, `C[true][said]`,
 * and, given the truth, independently of the others and of everything else about the source. Two people then say
 * s and t with the shares
 *
 *   P = C^T diag(p) C,        p: shares of the true classes.
 *
 * P is measured: people's votes in LEGUS's catalogues. C follows if errors leave the shares of the classes as they are,
 * p_i C_ij = p_j C_ji. Then P = diag(p) C C, so C is the principal square root of K = diag(p)^-1 P, the
 * probability that a second person says t when a first one says s; its rows sum to 1 because K's do.
 *
 * P: mean over the objects of NGC 628-c, NGC 1313-e and NGC 3344 whose votes can be told from mode and mean (2,733; evaluate/
 * votes-from-mean.ts), p its margins. All 39 public fields (7,946 objects) agree better than these three: 70.4 % in four classes,
 * 84.6 % in two. So the disagreements of P are scaled, 1-2 and 3-4 by 1.037 to 14.2 %, those across by 0.748 to
 * 15.4 %; the diagonal takes what is left of p. test/simulate/votes.test.ts does all this anew.
 */
import { Random, seedFor } from '../random.js'
import { pick } from './gaussian-mixture.js'
import type { ClassValue } from './population.js'

/** A row a true class, a column what is said. */
export const PERSON: Readonly<Record<ClassValue, readonly number[]>> = {
  1: [0.8334, 0.0755, 0.0235, 0.0676],
  2: [0.0718, 0.8191, 0.0661, 0.043],
  3: [0.021, 0.062, 0.8021, 0.1149],
  4: [0.0396, 0.0265, 0.0754, 0.8585],
}

/**
 * Votes of one person. Each has a stream of random numbers of its own, so nothing else that is drawn depends on how many
 * people there are.
 *
 * @param seed of the field
 * @param person 1, 2, ...
 * @returns classes 1 to 4, one a source
 * @example votesOfPerson([1, 4, 4], 7, 1) // Uint8Array [1, 4, 3]
 */
export function votesOfPerson(
  classes: readonly ClassValue[],
  seed: number,
  person: number,
): Uint8Array {
  const random = new Random(seedFor(seed, 'person', person))
  return Uint8Array.from(classes, (classValue) => 1 + pick(PERSON[classValue], random))
}
