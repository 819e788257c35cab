/**
 * Which sources a catalogue of the field would list: detected in at least four bands (or in all, if there are fewer) with an
 * error below 0.3 mag, and no more concentrated than LEGUS's cut, which removes most single stars (Adamo+2017). The cut takes
 * more of one class than of another; what is listed has the classes' shares all the same.
 */
import type { Measured } from './measure-candidates.js'
import { type ClassValue, type Population, QUANTITIES } from './population.js'

const LARGEST_ERROR = 0.3
const LEAST_BANDS = 4
const CI = QUANTITIES.indexOf('CI')
const CLASSES = [1, 2, 3, 4] as const

/** CI of the most concentrated object of the population, mag: its catalogue's cut. */
export function ciCut({ classes }: Population): number {
  return Math.min(...CLASSES.map((value) => classes[value].quantiles[CI][0]))
}

/**
 * Rows of the sources that pass, ascending: of each class the first ones up to its share, then, where a class has too
 * few, the first of the others.
 *
 * @param classes of the measured sources
 */
export function chosenRows(
  measured: Measured,
  classes: readonly ClassValue[],
  { population, nWanted }: { population: Population; nWanted: number },
): number[] {
  const passing = rowsThatPass(measured, ciCut(population))
  const chosen = new Set<number>()
  for (const value of CLASSES) {
    const nOfClass = Math.round(nWanted * population.classShares[value - 1])
    for (const row of passing.filter((row) => classes[row] === value).slice(0, nOfClass)) {
      chosen.add(row)
    }
  }
  for (const row of passing) if (chosen.size < nWanted) chosen.add(row)
  return [...chosen].slice(0, nWanted).sort((a, b) => a - b)
}

function rowsThatPass(measured: Measured, cut: number): number[] {
  const nWanted = Math.min(LEAST_BANDS, Object.keys(measured.errors).length)
  return [...measured.ci.keys()].filter(
    (row) => measured.ci[row] >= cut && nDetections(measured, row) >= nWanted,
  )
}

export function nDetections({ errors }: Measured, row: number): number {
  return Object.values(errors).filter((errs) => errs[row] < LARGEST_ERROR).length
}
