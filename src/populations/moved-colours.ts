/**
 * A population whose clusters have the colours of PHANGS-HST's (phangs-colours.ts). The mixture of
 * normal scores stays: it ties the colours to V and CI. Class 4 keeps LEGUS's colours, since the
 * public table has clusters alone; so does NUV-B.
 */
import { PHANGS_COLOURS } from './phangs-colours.js'
import { type ClassPopulation, type Population, QUANTITIES } from './population.js'

/** Shares of classes 1 to 4 among the 39,340 candidates that PHANGS-HST's people inspected. */
export const PHANGS_SHARES = [0.198, 0.194, 0.158, 0.45] as const

/**
 * @param share how far the colours are moved: 0 not at all, 1 to PHANGS's
 * @example withPhangsColours(populationOf('mean'), 1)
 */
export function withPhangsColours(population: Population, share: number): Population {
  const { 1: one, 2: two, 3: three, 4: four } = population.classes
  const classes = { 1: moved(one, 1, share), 2: moved(two, 2, share), 3: moved(three, 3, share) }
  return { ...population, classes: { ...classes, 4: four } }
}

function moved(own: ClassPopulation, value: 1 | 2 | 3, share: number): ClassPopulation {
  const { bv, vi, ub } = PHANGS_COLOURS[value]
  const wanted: Readonly<Partial<Record<(typeof QUANTITIES)[number], readonly number[]>>> = {
    'B-V': bv,
    'V-I': vi,
    'U-B': ub,
  }
  const quantiles = own.quantiles.map((knots, k) => {
    const other = wanted[QUANTITIES[k]]
    return other ? knots.map((knot, i) => (1 - share) * knot + share * other[i]) : knots
  })
  return { ...own, quantiles }
}

/**
 * The population with all V shifted, as if it were nearer or farther; CI and colours stay.
 *
 * @param mag added to V
 */
export function withFainter(population: Population, mag: number): Population {
  const shifted = ({ quantiles: [v, ...others], ...rest }: ClassPopulation) => ({
    ...rest,
    quantiles: [v.map((knot) => knot + mag), ...others],
  })
  const { 1: one, 2: two, 3: three, 4: four } = population.classes
  const classes = { 1: shifted(one), 2: shifted(two), 3: shifted(three), 4: shifted(four) }
  return { ...population, classes }
}
