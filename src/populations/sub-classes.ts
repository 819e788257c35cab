/**
 * The kinds of candidates, and how often each occurs. In class 4 the sub-class depends on how
 * concentrated the source is: near the CI of a star, stars with faint neighbours; then pairs and
 * groups; then galaxies and diffuse light. It also depends on the colours, which not every
 * sub-class can have. No counts of sub-classes are published for LEGUS: the shares are a judgement,
 * written here to be seen.
 */
import type { Random } from '../random.js'
import { pick } from './gaussian-mixture.js'
import type { ClassValue, Magnitudes } from './population.js'

/**
 * What a candidate may be, with the class that people give it (docs/reference/conventions.md) and
 * its code in PHANGS-HST. Codes 7 (redundant) and 17 (other) of class 4 are not simulated: they say
 * nothing about the light.
 */
export const SUB_CLASSES = [
  { name: 'symmetric', humanClass: 1, phangsCode: 1 },
  { name: 'elongated', humanClass: 2, phangsCode: 2 },
  { name: 'lopsided', humanClass: 2, phangsCode: 2 },
  { name: 'gradient', humanClass: 2, phangsCode: 2 },
  { name: 'association', humanClass: 3, phangsCode: 3 },
  { name: 'star', humanClass: 4, phangsCode: 4 },
  { name: 'pair', humanClass: 4, phangsCode: 5 },
  { name: 'saturated', humanClass: 4, phangsCode: 6 },
  { name: 'spike', humanClass: 4, phangsCode: 8 },
  { name: 'galaxy-disc', humanClass: 4, phangsCode: 9 },
  { name: 'galaxy-spiral', humanClass: 4, phangsCode: 9 },
  { name: 'galaxy-spheroid', humanClass: 4, phangsCode: 9 },
  { name: 'faint', humanClass: 4, phangsCode: 10 },
  { name: 'several-stars', humanClass: 4, phangsCode: 11 },
  { name: 'edge', humanClass: 4, phangsCode: 12 },
  { name: 'triple', humanClass: 4, phangsCode: 13 },
  { name: 'cosmic-ray', humanClass: 4, phangsCode: 14 },
  { name: 'hot-pixel', humanClass: 4, phangsCode: 14 },
  { name: 'nucleus', humanClass: 4, phangsCode: 15 },
  { name: 'fluff', humanClass: 4, phangsCode: 16 },
  { name: 'very-red-star', humanClass: 4, phangsCode: 19 },
] as const

export type SubClass = (typeof SUB_CLASSES)[number]['name']

type Mix = Readonly<Partial<Record<SubClass, number>>>

const CLUSTERS: Readonly<Record<1 | 2 | 3, Mix>> = {
  1: { symmetric: 1 },
  2: { elongated: 0.5, lopsided: 0.3, gradient: 0.2 },
  3: { association: 1 },
}

/** Sub-classes of class 4, by the CI of the candidate minus the CI of a star, mag. */
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

/** Only a very red star has a larger V-I. */
const VERY_RED = 2
/** A red star has a larger B-V too; a candidate that has not is a flaw of one band. */
const LEAST_RED = 0.4

/**
 * B-V and V-I of the light of many stars: young ones in clouds, old or reddened ones in galaxies.
 */
const COLOURS_OF_MANY: Readonly<Record<string, { bv: readonly number[]; vi: readonly number[] }>> =
  {
    'galaxy-disc': { bv: [0.1, 1.5], vi: [0.2, 1.7] },
    'galaxy-spiral': { bv: [0.1, 1.3], vi: [0.2, 1.5] },
    'galaxy-spheroid': { bv: [0.4, 1.6], vi: [0.6, 1.8] },
    fluff: { bv: [-0.4, 1.2], vi: [-0.4, 1.4] },
    edge: { bv: [-0.2, 1.2], vi: [-0.2, 1.4] },
  }

/**
 * Draws the sub-class of a candidate.
 *
 * @param excessCi CI of the candidate minus the CI of a star, mag
 * @param magnitudes magnitudes of the candidate; NaN where it is not detected
 * @example drawSubClass(4, { excessCi: 0.2, magnitudes }, random) // 'star', mostly
 */
export function drawSubClass(
  classValue: ClassValue,
  { excessCi, magnitudes }: { excessCi: number; magnitudes: Magnitudes },
  random: Random,
): SubClass {
  if (classValue !== 4) return drawn(CLUSTERS[classValue], random)
  if (isVeryRed(magnitudes)) return 'very-red-star'
  const { mix } = OTHERS.find(({ upTo }) => excessCi < upTo)!
  const possible = Object.entries(mix).filter(([name]) => canHave(name, magnitudes))
  return drawn(Object.fromEntries(possible), random)
}

/** Whether only a very red star has such colours. */
export function isVeryRed({ b, v, i }: Magnitudes): boolean {
  return v - i > VERY_RED && b - v > LEAST_RED
}

/** Whether a source with these magnitudes can be of this sub-class. */
export function canHave(subClass: string, { b, v, i }: Magnitudes): boolean {
  const colours = COLOURS_OF_MANY[subClass]
  if (!colours) return true
  const within = ([low, high]: readonly number[], value: number) => value >= low && value <= high
  return within(colours.bv, b - v) && within(colours.vi, v - i)
}

function drawn(mix: Mix, random: Random): SubClass {
  const names = Object.keys(mix) as SubClass[]
  return names[pick(Object.values(mix), random)]
}
