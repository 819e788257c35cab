/**
 * People who err where it is hard to tell: on what lies between two classes, and where it is faint
 * or crowded. All of them see the same object, so they err on the same ones; each leans a little to
 * some classes. The chance that a person says k of an object of class c is
 *
 *   q_k = (1 - h) a_k + h M_ck        for k not c,
 *
 * with a what the object's form may be taken for (morphology.ts), h in [0, 1] how hard it is to
 * see, and M the errors of people on average (simulated-votes.ts), enlarged. For each c and k, the
 * q_k are scaled so that their mean over the objects of c is M_ck. Then they are multiplied by one
 * factor where k is on c's side ({1, 2} or {3, 4}) and by another where it is not, so that pairs of
 * people agree as in LEGUS: in 84.6 % of two classes and 70.4 % of four.
 */
import { Random, seedFor } from '../random.js'
import { pick } from './gaussian-mixture.js'
import type { Alike } from './morphology.js'
import type { ClassValue } from './population.js'
import { PERSON } from './simulated-votes.js'

/** An object as people see it. */
export interface SeenObject {
  readonly classValue: ClassValue
  readonly alike: Alike
  /** How hard it is to see, 0 to 1. */
  readonly hardness: number
}

export interface Opinions {
  /** For each object, the chance that somebody says class 1, 2, 3, 4. */
  readonly chances: readonly (readonly number[])[]
  /** For each person, a class for each object. */
  readonly votes: readonly Uint8Array[]
}

export interface Agreement {
  readonly fourClasses: number
  readonly twoClasses: number
}

/** Two people of LEGUS: 7,946 objects of 39 fields (docs/studies/real-catalogues.md). */
export const LEGUS_AGREEMENT: Agreement = { fourClasses: 0.704, twoClasses: 0.846 }

/** Standard deviation of a person's leaning to a class, as the logarithm of a factor. */
const LEANING = 0.2
/** Where nothing can be seen, errors are this much more frequent than on average. */
const BLIND = 3
const N_HALVINGS = 25
const LARGEST_FACTOR = 12

/**
 * What people say of the objects of a field.
 *
 * @param nPeople 2 or more for an agreement; 0 for chances alone
 * @param wanted agreement of pairs, over all objects together
 */
export function opinionsOf(
  objects: readonly SeenObject[],
  seed: number,
  nPeople: number,
  wanted: Agreement = LEGUS_AGREEMENT,
): Opinions {
  const wrong = balanced(objects)
  const people = Array.from({ length: nPeople }, (_, k) => {
    const random = new Random(seedFor(seed, 'opinion', k + 1))
    return { random, leanings: [1, 2, 3, 4].map(() => Math.exp(LEANING * random.normal())) }
  })
  const all = people.map(({ leanings }) => leanings)
  const chancesFor = (within: number, across: number) =>
    objects.map(({ classValue }, i) => scaled(wrong[i], classValue, within, across))
  const across = factorFor((factor) => {
    return agreementOf(chancesFor(1, factor), all).twoClasses > wanted.twoClasses
  })
  const within = factorFor((factor) => {
    return agreementOf(chancesFor(factor, across), all).fourClasses > wanted.fourClasses
  })
  const chances = chancesFor(within, across)
  const votes = people.map(({ random, leanings }) =>
    Uint8Array.from(chances, (row) => 1 + pick(leaning(row, leanings), random)),
  )
  return { chances, votes }
}

/**
 * How often two people agree, on average over the objects; people without leanings if none are
 * given.
 */
export function agreementOf(
  chances: readonly (readonly number[])[],
  leanings: readonly (readonly number[])[] = [],
): Agreement {
  const people = leanings.length > 1 ? leanings : [ALIKE, ALIKE]
  let [four, two, n] = [0, 0, 0]
  for (const row of chances) {
    const said = people.map((person) => normalised(leaning(row, person)))
    for (let a = 0; a < said.length; a++) {
      for (let b = a + 1; b < said.length; b++) {
        const [s, t] = [said[a], said[b]]
        four += s[0] * t[0] + s[1] * t[1] + s[2] * t[2] + s[3] * t[3]
        two += (s[0] + s[1]) * (t[0] + t[1]) + (s[2] + s[3]) * (t[2] + t[3])
        n++
      }
    }
  }
  return { fourClasses: four / n, twoClasses: two / n }
}

const ALIKE = [1, 1, 1, 1]

/** Chances of the wrong classes before they are scaled; 0 at the own class. */
function errorsOf({ classValue, alike, hardness }: SeenObject): number[] {
  return PERSON[classValue].map((error, k) => {
    if (k + 1 === classValue) return 0
    const looks = alike[(k + 1) as ClassValue] ?? 0
    return (1 - hardness) * looks + hardness * BLIND * error
  })
}

/** A factor from few objects is not trusted beyond this. */
const LARGEST_BALANCE = 5

/** Errors whose means by class are in the proportions of those of real people. */
function balanced(objects: readonly SeenObject[]): number[][] {
  const errors = objects.map(errorsOf)
  const factors = [1, 2, 3, 4].map((value) => {
    const own = errors.filter((_, i) => objects[i].classValue === value)
    return PERSON[value as ClassValue].map((error, k) => {
      const mean = own.reduce((sum, row) => sum + row[k], 0) / own.length
      return Math.min(LARGEST_BALANCE, Math.max(1 / LARGEST_BALANCE, error / mean || 1))
    })
  })
  return errors.map((row, i) =>
    row.map((error, k) => error * factors[objects[i].classValue - 1][k]),
  )
}

function scaled(
  wrong: readonly number[],
  classValue: ClassValue,
  within: number,
  across: number,
): number[] {
  const isSameSide = (k: number) => k < 2 === classValue < 3
  const row = wrong.map((error, k) => error * (isSameSide(k) ? within : across))
  const total = row.reduce((sum, error) => sum + error, 0)
  // No other class is said more often than the own one.
  const factor = Math.min(1, 1 / (total + Math.max(...row)))
  const errors = row.map((error) => factor * error)
  errors[classValue - 1] = 1 - factor * total
  return errors
}

/** The largest factor at which people still agree too well, by halving. */
function factorFor(isTooGood: (factor: number) => boolean): number {
  let [low, high] = [0, LARGEST_FACTOR]
  for (let k = 0; k < N_HALVINGS; k++) {
    const middle = (low + high) / 2
    if (isTooGood(middle)) low = middle
    else high = middle
  }
  return low
}

function leaning(row: readonly number[], leanings: readonly number[]): number[] {
  return row.map((chance, k) => chance * leanings[k])
}

function normalised(row: readonly number[]): number[] {
  const total = row[0] + row[1] + row[2] + row[3]
  return row.map((chance) => chance / total)
}
