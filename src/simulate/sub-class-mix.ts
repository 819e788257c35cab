/**
 * Which sub-class a candidate is of. Class 4 depends on how concentrated the source is: near a star's CI stars with faint
 * neighbours, in between pairs and groups, above galaxies and diffuse light. No count of sub-classes is published for
 * LEGUS; the shares are a judgement, written here to be seen.
 */

import type { Random } from '../random.js'
import type { ClassValue } from './population.js'
import { pick } from './population-mixture.js'
import type { SubClass } from './shape.js'

type Mix = Readonly<Partial<Record<SubClass, number>>>

const CLUSTERS: Readonly<Record<1 | 2 | 3, Mix>> = {
  1: { symmetric: 1 },
  2: { elongated: 0.5, lopsided: 0.3, gradient: 0.2 },
  3: { association: 1 },
}

/** Up to a CI above that of a star, mag. */
const OTHERS: readonly { readonly upTo: number; readonly mix: Mix }[] = [
  {
    upTo: 0.35,
    mix: {
      star: 0.42,
      pair: 0.24,
      'several-stars': 0.08,
      faint: 0.08,
      'very-red-star': 0.05,
      'hot-pixel': 0.02,
      'cosmic-ray': 0.03,
      'galaxy-spheroid': 0.05,
      spike: 0.02,
      saturated: 0.01,
    },
  },
  {
    upTo: 0.7,
    mix: {
      pair: 0.28,
      triple: 0.2,
      'several-stars': 0.16,
      star: 0.1,
      faint: 0.08,
      'galaxy-spheroid': 0.04,
      'galaxy-disc': 0.05,
      'galaxy-spiral': 0.02,
      spike: 0.02,
      edge: 0.03,
      fluff: 0.02,
    },
  },
  {
    upTo: Number.POSITIVE_INFINITY,
    mix: {
      fluff: 0.28,
      triple: 0.18,
      'several-stars': 0.2,
      'galaxy-disc': 0.1,
      'galaxy-spiral': 0.08,
      faint: 0.08,
      edge: 0.06,
      spike: 0.02,
    },
  },
]

/**
 * @param excessCi CI of the candidate less that of a star, mag
 * @example drawSubClass(4, 0.2, random) // 'star', mostly
 */
export function drawSubClass(classValue: ClassValue, excessCi: number, random: Random): SubClass {
  if (classValue !== 4) return drawn(CLUSTERS[classValue], random)
  return drawn(OTHERS.find(({ upTo }) => excessCi < upTo)!.mix, random)
}

function drawn(mix: Mix, random: Random): SubClass {
  const names = Object.keys(mix) as SubClass[]
  return names[pick(Object.values(mix), random)]
}
