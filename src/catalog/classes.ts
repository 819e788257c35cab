/**
 * The classes of star-cluster candidates (Adamo+2017 for LEGUS, Whitmore+2021 for PHANGS-HST), and
 * how the codes of catalogues become them.
 */
import { InputError } from '../errors.js'

/** A class 1-4, or 0 where no human has looked. */
export type ClassCode = 0 | 1 | 2 | 3 | 4

export interface MorphologyClass {
  readonly code: 1 | 2 | 3 | 4
  readonly name: string
  readonly description: string
  /** Whether the two-class score counts it as a cluster. */
  readonly isCluster: boolean
}

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

export const NOT_INSPECTED = 0

/** PHANGS-HST's finer codes; each of them is class 4. Code 18 is not used. */
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

/** {1, 2} against {3, 4}. */
export function isCluster(code: number): boolean {
  return code === 1 || code === 2
}

/** Which codes a catalogue uses beside 1-4. */
export interface ClassScheme {
  readonly name: string
  /** Codes that say that nobody looked. */
  readonly notInspected: readonly number[]
  /** Codes beyond 4 that are class 4. */
  readonly asFour: readonly number[]
}

/** 0 is not inspected; 1-4 are the classes. */
export const PLAIN_SCHEME: ClassScheme = { name: 'classes 0-4', notInspected: [0], asFour: [] }

/** NGC 4449 writes 5 where nobody looked. */
export const FIVE_IS_UNSEEN: ClassScheme = {
  name: 'classes 0-4, and 5 for not inspected',
  notInspected: [0, 5],
  asFour: [],
}

export const PHANGS_SCHEME: ClassScheme = {
  name: 'PHANGS-HST codes',
  notInspected: [0, -9999],
  asFour: Object.keys(PHANGS_SUBCODES).map(Number),
}

/** The class of one code; NaN (a missing value) is 0; undefined if the scheme does not have the code. */
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
      remedy: 'map it to 1-4, or to 0 for not inspected',
    })
  })
}

/** How many there are of classes 0, 1, 2, 3, 4. */
export function classCounts(classes: ArrayLike<number>): number[] {
  const counts = [0, 0, 0, 0, 0]
  for (let i = 0; i < classes.length; i++) counts[classes[i]]++
  return counts
}
