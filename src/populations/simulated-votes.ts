/**
 * What people would say of a source whose class is known. Every person errs by the same matrix C,
 * `C[true][said]`. For a given true class, one person's vote is independent of the other votes and
 * of all else about the source. Then the share of pairs of people who say s and t is
 *
 *   P = C^T diag(p) C,        p: shares of the true classes.
 *
 * P is measured from people's votes in LEGUS's catalogues. C follows if errors leave the shares of
 * the classes as they are, p_i C_ij = p_j C_ji. Then P = diag(p) C C, so C is the principal square
 * root of K = diag(p)^-1 P. K is the probability that a second person says t when a first one says
 * s; the rows of K sum to 1, so those of C do too.
 *
 * P is the mean over the 2,733 objects of NGC 628-c, NGC 1313-e and NGC 3344 whose votes follow
 * from their mode and mean (evaluate/people.ts); p are its margins. In all 39 public fields (7,946
 * objects) people agree better than in these three: 70.4 % in four classes, 84.6 % in two. So the
 * disagreements of P are scaled: those of 1-2 and 3-4 by 1.037 to 14.2 %, the others by 0.748 to
 * 15.4 %; the diagonal takes what is left of p. A test does all this again.
 */
import { Random, seedFor } from '../random.js'
import { pick } from './gaussian-mixture.js'
import type { ClassValue } from './population.js'

/** Probability of each vote (column) for a source of each true class (row). */
export const PERSON: Readonly<Record<ClassValue, readonly number[]>> = {
  1: [0.8334, 0.0755, 0.0235, 0.0676],
  2: [0.0718, 0.8191, 0.0661, 0.043],
  3: [0.021, 0.062, 0.8021, 0.1149],
  4: [0.0396, 0.0265, 0.0754, 0.8585],
}

/**
 * Votes of one person. Each person has a stream of random numbers, so nothing else depends on the
 * number of people.
 *
 * @param seed seed of the field
 * @param person number of the person: 1, 2, ...
 * @returns a class, 1 to 4, for each source
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
