/**
 * Which sub-class a candidate of class 4 has in a varied field, and the form of a candidate of any
 * class. The public tables give PHANGS-HST's codes, but no counts by code. What is said in words
 * (Maschmann+2024: most of what people take out are triples, pairs, redundant and single stars)
 * sets the order of the shares; each field multiplies them by factors of its own.
 */
import type { SourceShape } from '../light/index.js'
import type { Random } from '../random.js'
import { type DrawOptions, drawShape } from './candidate-shapes.js'
import { pick } from './gaussian-mixture.js'
import type { Alike, Morphology, MorphologyOptions } from './morphology.js'
import type { ClassValue, Magnitudes } from './population.js'
import { roundCluster } from './round-clusters.js'
import { canHave, isVeryRed, type SubClass } from './sub-classes.js'
import { unevenCluster } from './uneven-clusters.js'
import { variedAssociation } from './varied-associations.js'
import { variedOther } from './varied-others.js'

/** Shares among class 4; a very red star is one by its colours. */
const SHARES = {
  triple: 0.17,
  pair: 0.19,
  star: 0.23,
  'several-stars': 0.11,
  faint: 0.12,
  fluff: 0.08,
  'galaxy-disc': 0.03,
  'galaxy-spiral': 0.015,
  'galaxy-spheroid': 0.03,
  'cosmic-ray': 0.025,
  'hot-pixel': 0.015,
  edge: 0.015,
  spike: 0.008,
  saturated: 0.008,
} as const satisfies Partial<Record<SubClass, number>>

export type OtherShares = Readonly<Partial<Record<SubClass, number>>>

/** The shares of a field: each times a log-normal factor. */
export function drawOtherShares(random: Random): OtherShares {
  const drawn = Object.entries(SHARES).map(([name, share]) => [
    name,
    share * Math.exp(0.5 * random.normal()),
  ])
  const total = drawn.reduce((sum, [, share]) => sum + Number(share), 0)
  return Object.fromEntries(drawn.map(([name, share]) => [name, Number(share) / total]))
}

const CLUSTERS = { 1: 'symmetric', 2: 'elongated', 3: 'association' } as const

/** Draws the sub-class of a candidate of a varied field. */
export function variedSubClass(
  classValue: ClassValue,
  magnitudes: Magnitudes,
  shares: OtherShares,
  random: Random,
): SubClass {
  if (classValue !== 4) return CLUSTERS[classValue]
  if (isVeryRed(magnitudes)) return 'very-red-star'
  const possible = Object.entries(shares).filter(([name]) => canHave(name, magnitudes))
  const at = pick(
    possible.map(([, share]) => share),
    random,
  )
  return possible[at][0] as SubClass
}

const FORMS: Readonly<
  Record<1 | 2 | 3, (random: Random, options: MorphologyOptions) => Morphology>
> = { 1: roundCluster, 2: unevenCluster, 3: variedAssociation }

/** Nobody takes these for a cluster, or nearly nobody. */
const CLEAR: Alike = { 1: 0.02, 2: 0.02, 3: 0.02 }

/**
 * Draws the form of a candidate.
 *
 * @example drawMorphology(2, 'elongated', random, { ...options, sizeFactor: 1 }).name // 'tailed'
 */
export function drawMorphology(
  classValue: ClassValue,
  subClass: SubClass,
  random: Random,
  options: MorphologyOptions & DrawOptions,
): Morphology {
  if (classValue !== 4) return FORMS[classValue](random, options)
  const other = variedOther(subClass, random, options)
  if (other) return other
  const shape: SourceShape = drawShape(subClass, random, options)
  const isOfGalaxy = subClass === 'nucleus'
  return {
    name: subClass,
    shape,
    fit: isOfGalaxy ? 'size' : 'drawn',
    alike: isOfGalaxy ? { 1: 0.35 } : CLEAR,
  }
}
