/**
 * What the sources of a field are like: magnitudes, colours and concentration of the four classes, as in
 * LEGUS's catalogues. docs/decisions/0007-populations.md says how the numbers were fitted and what they
 * leave out.
 *
 * A class has the distributions of {@link QUANTITIES} one by one, as quantiles, and a Gaussian mixture of their
 * normal scores, which ties them together (marginal-score.ts). So nothing leaves the range of the catalogue, whose cuts
 * are sharp. Components that end before NUV-B, or before U-B, are the sources without a detection in
 * NUV, or in U and NUV.
 */
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import type { Random } from '../random.js'
import { POPULATIONS } from './coefficients.js'
import { type GaussianMixture, pick, sampleMixture } from './gaussian-mixture.js'
import {
  fromMarginalScore,
  fromNormalScore,
  marginalScore,
  toNormalScore,
} from './normal-scores.js'

export type ClassValue = 1 | 2 | 3 | 4

/** LEGUS's bands, bluest first; which filter is behind b and v differs from field to field. */
export const BAND_LETTERS = ['nuv', 'u', 'b', 'v', 'i'] as const
export type BandLetter = (typeof BAND_LETTERS)[number]

/** Vega magnitudes, corrected to total as LEGUS does; NaN where the source is not detected. */
export type Magnitudes = Readonly<Record<BandLetter, number>>

/** What is drawn, in this order, so that the others can be drawn for a given V and CI. */
export const QUANTITIES = ['V', 'CI', 'B-V', 'V-I', 'U-B', 'NUV-B'] as const

export interface SourceDraw {
  readonly magnitudes: Magnitudes
  /** mag(1 px) - mag(3 px) in V that the source shall have; its shape is chosen to give it. */
  readonly ciTarget: number
}

export interface ClassPopulation {
  /** Human-classified objects behind the fit. */
  readonly nObjects: number
  /** Of each of {@link QUANTITIES}, in mag: its values at `NORMAL_SCORES`, ascending. */
  readonly quantiles: readonly (readonly number[])[]
  readonly mixture: GaussianMixture
}

export interface Population {
  readonly name: string
  /** Distance at which V holds. */
  readonly distanceMpc: number
  /** Shares of classes 1-4 among the candidates that humans classified; they sum to 1. */
  readonly classShares: readonly [number, number, number, number]
  readonly classes: Readonly<Record<ClassValue, ClassPopulation>>
}

/** Fields, and all six together. */
export type PopulationName = 'ngc628c' | 'ngc1566' | 'mean'

/**
 * A population by name.
 *
 * @throws CommandError for a name that is none of theirs
 * @example populationOf('ngc628c').classShares // [0.214, 0.229, 0.209, 0.348]
 */
export function populationOf(name: string): Population {
  const names = Object.keys(POPULATIONS)
  if (names.includes(name)) return POPULATIONS[name as PopulationName]
  const near = closest(name, names)
  throw new CommandError({
    what: 'unknown population',
    expected: names.join(', '),
    got: name,
    remedy: near && `did you mean ${near}?`,
  })
}

/**
 * The population as it would look from another distance: V shifts by the distance modulus. CI stays
 * that of the population's own distance, since it depends on the sizes, which the shapes have.
 */
export function atDistance(population: Population, distanceMpc: number): Population {
  const shift = 5 * Math.log10(distanceMpc / population.distanceMpc)
  const moved = ({ quantiles: [v, ...others], ...rest }: ClassPopulation) => ({
    ...rest,
    quantiles: [v.map((knot) => knot + shift), ...others],
  })
  const { 1: one, 2: two, 3: three, 4: four } = population.classes
  const classes = { 1: moved(one), 2: moved(two), 3: moved(three), 4: moved(four) }
  return { ...population, distanceMpc, classes }
}

/**
 * The population with another share of class 4, the others in their proportions: real fields have from 18 to 85 %.
 *
 * @param share between 0 and 1, both excluded
 * @throws CommandError for another share
 * @example withClass4Share(populationOf('ngc1566'), 0.85).classShares[3] // 0.85
 */
export function withClass4Share(population: Population, share: number): Population {
  if (!(share > 0 && share < 1)) {
    throw new CommandError({
      what: 'share of class 4',
      expected: 'a number between 0 and 1',
      got: `${share}`,
    })
  }
  const [one, two, three, four] = population.classShares
  const left = (1 - share) / (1 - four)
  return { ...population, classShares: [left * one, left * two, left * three, share] }
}

/** A class by the population's shares. */
export function drawClass(population: Population, random: Random): ClassValue {
  return (pick(population.classShares, random) + 1) as ClassValue
}

/**
 * One source of a class.
 *
 * @example
 * drawSource(populationOf('ngc1566'), 1, new Random(1))
 * // { magnitudes: { nuv: 22.9, u: 22.7, b: 23.1, v: 22.8, i: 22.1 }, ciTarget: 1.47 }
 */
export function drawSource(
  population: Population,
  classValue: ClassValue,
  random: Random,
): SourceDraw {
  const { quantiles, mixture } = population.classes[classValue]
  const [v, ciTarget, ...colours] = sampleMixture(mixture, random).map((z, k) =>
    fromNormalScore(quantiles[k], marginalScore(mixture, k, z)),
  )
  return { magnitudes: magnitudesOf(v, colours), ciTarget }
}

/**
 * Magnitudes of a source of known V and CI, e.g. one whose shape came first. Values beyond the class's
 * range take the colours of its ends.
 */
export function drawColours(
  population: Population,
  classValue: ClassValue,
  known: { readonly v: number; readonly ci: number },
  random: Random,
): Magnitudes {
  const { quantiles, mixture } = population.classes[classValue]
  const prefix = [known.v, known.ci].map((value, k) =>
    fromMarginalScore(mixture, k, toNormalScore(quantiles[k], value)),
  )
  const [, , ...colours] = sampleMixture(mixture, random, prefix).map((z, k) =>
    fromNormalScore(quantiles[k], marginalScore(mixture, k, z)),
  )
  return magnitudesOf(known.v, colours)
}

/** From B-V, V-I, U-B, NUV-B; NaN where the drawn vector ended earlier. */
function magnitudesOf(v: number, colours: readonly number[]): Magnitudes {
  const [bv, vi, ub = Number.NaN, nuvb = Number.NaN] = colours
  const b = v + bv
  return { nuv: b + nuvb, u: b + ub, b, v, i: v - vi }
}
