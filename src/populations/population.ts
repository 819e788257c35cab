/**
 * What the sources of a field are like: magnitudes, colours and concentration of the four classes,
 * as in LEGUS's catalogues. docs/decisions/0007-populations.md says how the numbers were fitted and
 * what they leave out.
 *
 * A class has the distribution of each of {@link QUANTITIES} as quantiles, and a Gaussian mixture
 * of their normal scores, which ties them together (gaussian-mixture.ts). So no value leaves the
 * range of the catalogue, whose cuts are sharp. A mixture component that ends before NUV-B, or
 * before U-B, stands for sources without a detection in NUV, or in U and NUV.
 */
import type { BandLetter } from '../catalog/index.js'
import { closest } from '../closest.js'
import { CommandError } from '../errors.js'
import type { Random } from '../random.js'
import { FITTED_POPULATIONS } from './fitted-populations.js'
import {
  fromMarginalScore,
  fromNormalScore,
  type GaussianMixture,
  marginalScore,
  pick,
  sampleMixture,
  toNormalScore,
} from './gaussian-mixture.js'

export type ClassValue = 1 | 2 | 3 | 4

/** Vega magnitudes, corrected to total as LEGUS does; NaN where the source is not detected. */
export type Magnitudes = Readonly<Record<BandLetter, number>>

/**
 * The quantities of a source, in the order of drawing: V and CI may be given, and the others drawn
 * for them.
 */
export const QUANTITIES = ['V', 'CI', 'B-V', 'V-I', 'U-B', 'NUV-B'] as const

export interface SourceDraw {
  readonly magnitudes: Magnitudes
  /** mag(1 px) - mag(3 px) in V that the source should have; its shape is chosen so that it has. */
  readonly ciTarget: number
}

export interface ClassPopulation {
  /** Number of human-classified objects that were fitted. */
  readonly nObjects: number
  /** For each of {@link QUANTITIES}: its values at `NORMAL_SCORES`, ascending, mag. */
  readonly quantiles: readonly (readonly number[])[]
  readonly mixture: GaussianMixture
}

export interface Population {
  readonly name: string
  /** Distance for which V is given. */
  readonly distanceMpc: number
  /** Shares of classes 1-4 among the candidates that humans classified; they sum to 1. */
  readonly classShares: readonly [number, number, number, number]
  readonly classes: Readonly<Record<ClassValue, ClassPopulation>>
}

/** Two fields of LEGUS, and all six together. */
export type PopulationName = 'ngc628c' | 'ngc1566' | 'mean'

/**
 * A population by name.
 *
 * @throws CommandError for an unknown name
 * @example populationOf('ngc628c').classShares // [0.214, 0.229, 0.209, 0.348]
 */
export function populationOf(name: string): Population {
  const populations: Readonly<Record<PopulationName, Population>> = FITTED_POPULATIONS
  const names = Object.keys(populations)
  if (names.includes(name)) return populations[name as PopulationName]
  const near = closest(name, names)
  throw new CommandError({
    what: 'unknown population',
    expected: names.join(', '),
    got: name,
    remedy: near && `did you mean ${near}?`,
  })
}

/**
 * The population as seen from another distance: V shifts by the difference of the distance moduli.
 * CI stays the one at the population's own distance, since it depends on sizes, and the shapes have
 * these.
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
 * The population with another share of class 4; the other classes keep their proportions. In real
 * fields the share is 18 to 85 %.
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

/** A class, drawn with the population's shares. */
export function drawClass(population: Population, random: Random): ClassValue {
  return (pick(population.classShares, random) + 1) as ClassValue
}

/**
 * A source of a class, drawn from the population.
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
 * Magnitudes of a source whose V and CI are known, for example from its shape. A value beyond the
 * range of the class gets the colours at the end of the range.
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
