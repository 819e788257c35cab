/**
 * Which sub-class a candidate is of. Class 4 depends on how concentrated the source is: near a star's CI stars with faint
 * neighbours, in between pairs and groups, above galaxies and diffuse light; and on its colours, which not every sub-class
 * can have. No count of sub-classes is published for LEGUS; the shares are a judgement, written here to be seen.
 */
import type { SubClass } from '../light/index.js'
import type { Random } from '../random.js'
import { pick } from './gaussian-mixture.js'
import type { ClassValue, Magnitudes } from './population.js'

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
      'hot-pixel': 0.02,
      'cosmic-ray': 0.03,
      'galaxy-spheroid': 0.05,
      spike: 0.004,
      saturated: 0.003,
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
      spike: 0.004,
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
      spike: 0.004,
    },
  },
]

/** V-I beyond which nothing but a very red star is that red. */
const VERY_RED = 2
/** B-V that a red star has as well; what has not is no star, but a flaw of one band. */
const LEAST_RED = 0.4

/** B-V and V-I of light that many stars made; young for clouds, old or reddened for galaxies. */
const COLOURS_OF_MANY: Readonly<Record<string, { bv: readonly number[]; vi: readonly number[] }>> =
  {
    'galaxy-disc': { bv: [0.1, 1.5], vi: [0.2, 1.7] },
    'galaxy-spiral': { bv: [0.1, 1.3], vi: [0.2, 1.5] },
    'galaxy-spheroid': { bv: [0.4, 1.6], vi: [0.6, 1.8] },
    fluff: { bv: [-0.4, 1.2], vi: [-0.4, 1.4] },
    edge: { bv: [-0.2, 1.2], vi: [-0.2, 1.4] },
  }

/**
 * @param excessCi CI of the candidate less that of a star, mag
 * @param magnitudes its colours; NaN where a band does not show it
 * @example drawSubClass(4, { excessCi: 0.2, magnitudes }, random) // 'star', mostly
 */
export function drawSubClass(
  classValue: ClassValue,
  { excessCi, magnitudes }: { excessCi: number; magnitudes: Magnitudes },
  random: Random,
): SubClass {
  if (classValue !== 4) return drawn(CLUSTERS[classValue], random)
  const { b, v, i } = magnitudes
  if (v - i > VERY_RED && b - v > LEAST_RED) return 'very-red-star'
  const { mix } = OTHERS.find(({ upTo }) => excessCi < upTo)!
  const possible = Object.entries(mix).filter(([name]) => canHave(name, magnitudes))
  return drawn(Object.fromEntries(possible), random)
}

function canHave(subClass: string, { b, v, i }: Magnitudes): boolean {
  const colours = COLOURS_OF_MANY[subClass]
  if (!colours) return true
  const within = ([low, high]: readonly number[], value: number) => value >= low && value <= high
  return within(colours.bv, b - v) && within(colours.vi, v - i)
}

function drawn(mix: Mix, random: Random): SubClass {
  const names = Object.keys(mix) as SubClass[]
  return names[pick(Object.values(mix), random)]
}
