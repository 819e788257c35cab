/**
 * The classes of star-cluster candidates (Adamo et al. 2017 for LEGUS, Whitmore et al. 2021 for
 * PHANGS-HST), and how the codes of catalogues become classes.
 */
import { InputError } from '../errors.js'

/** A class 1-4, or 0 where no human looked. */
export type ClassCode = 0 | 1 | 2 | 3 | 4

/** One class. */
export interface MorphologyClass {
  readonly code: 1 | 2 | 3 | 4
  readonly name: string
  readonly description: string
  /** Whether it counts as a cluster where there are two classes. */
  readonly isCluster: boolean
}

/** The four classes. */
export const CLASSES = [
  {
    code: 1,
    name: 'symmetric compact cluster',
    description: 'one centrally concentrated peak, symmetric, wider than a star',
    isCluster: true,
  },
  {
    code: 2,
    name: 'asymmetric compact cluster',
    description: 'one centrally concentrated peak, elongated or asymmetric',
    isCluster: true,
  },
  {
    code: 3,
    name: 'compact association',
    description: 'several peaks',
    isCluster: false,
  },
  {
    code: 4,
    name: 'not a cluster',
    description:
      'anything else: star, pair, artifact, saturated star, spike, background galaxy, edge',
    isCluster: false,
  },
] as const satisfies readonly MorphologyClass[]

/** The code of an object at which no human looked. */
export const NOT_INSPECTED = 0

/** Finer codes of PHANGS-HST. All of them are class 4. Code 18 is not used. */
export const PHANGS_SUBCODES: Readonly<Record<number, string>> = {
  4: 'star',
  5: 'pair',
  6: 'saturated',
  7: 'redundant',
  8: 'spike',
  9: 'background galaxy',
  10: 'too faint',
  11: 'several stars',
  12: 'edge',
  13: 'triple',
  14: 'bad pixel',
  15: 'nucleus',
  16: 'fluff',
  17: 'other',
  19: 'very red star',
}

/** Whether a class is a cluster where there are two classes: {1, 2} against {3, 4}. */
export function isCluster(code: number): boolean {
  return code === 1 || code === 2
}

/** Codes that a catalogue uses beside 1-4. */
export interface ClassScheme {
  readonly name: string
  /** Codes for objects at which no human looked. */
  readonly notInspected: readonly number[]
  /** Codes that mean class 4. */
  readonly asFour: readonly number[]
}

/** 1-4 are the classes, 0 is not inspected. */
export const PLAIN_SCHEME: ClassScheme = { name: 'classes 0-4', notInspected: [0], asFour: [] }

/** In the catalogue of NGC 4449, 5 means not inspected. */
export const FIVE_IS_UNSEEN: ClassScheme = {
  name: 'classes 0-4, and 5 for not inspected',
  notInspected: [0, 5],
  asFour: [],
}

/** The codes of PHANGS-HST. */
export const PHANGS_SCHEME: ClassScheme = {
  name: 'PHANGS-HST codes',
  notInspected: [0, -9999],
  asFour: Object.keys(PHANGS_SUBCODES).map(Number),
}

/**
 * The class of one code, 0 for NaN (a missing value); undefined if the scheme does not have the
 * code.
 */
export function classOf(code: number, scheme: ClassScheme): ClassCode | undefined {
  if (code === 1 || code === 2 || code === 3 || code === 4) return code
  if (Number.isNaN(code) || scheme.notInspected.includes(code)) return NOT_INSPECTED
  return scheme.asFour.includes(code) ? 4 : undefined
}

/**
 * Codes as classes 0-4.
 *
 * @param where table and column, for the error
 * @throws InputError naming the first row whose code the scheme does not have
 * @example classesOf([1, 9, Number.NaN], PHANGS_SCHEME, 'a.fits, column C') // Uint8Array [1, 4, 0]
 */
export function classesOf(
  codes: ArrayLike<number>,
  scheme: ClassScheme,
  where: string,
): Uint8Array {
  return Uint8Array.from({ length: codes.length }, (_, row) => {
    const found = classOf(codes[row], scheme)
    if (found !== undefined) return found
    throw new InputError({
      what: 'unknown class',
      where: `${where}, row ${row + 1}`,
      expected: scheme.name,
      got: `${codes[row]}`,
      remedy: 'change it to 1-4, or to 0 for not inspected',
    })
  })
}

/** Numbers of objects of classes 0, 1, 2, 3, 4. */
export function classCounts(classes: ArrayLike<number>): number[] {
  const counts = [0, 0, 0, 0, 0]
  for (let i = 0; i < classes.length; i++) counts[classes[i]]++
  return counts
}
