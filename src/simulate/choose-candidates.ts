/**
 * Which sources a catalogue of the field would list: detected in at least four bands (or in all, if there are fewer) with an
 * error below 0.3 mag, and no more concentrated than LEGUS's cut, which removes most single stars (Adamo+2017).
 */
import type { Measured } from './measure-candidates.js'
import { type ClassValue, type Population, QUANTITIES } from './population.js'

const LARGEST_ERROR = 0.3
const LEAST_BANDS = 4
const CI = QUANTITIES.indexOf('CI')

/** CI of the most concentrated object of the population, mag: its catalogue's cut. */
export function ciCut({ classes }: Population): number {
  return Math.min(...[1, 2, 3, 4].map((value) => classes[value as ClassValue].quantiles[CI][0]))
}

/** Rows of the sources that pass, at most as many as are wanted, in their order. */
export function chosenRows(
  measured: Measured,
  { population, nWanted }: { population: Population; nWanted: number },
): number[] {
  const cut = ciCut(population)
  const rows: number[] = []
  for (let row = 0; row < measured.ci.length && rows.length < nWanted; row++) {
    const nBands = Object.keys(measured.errors).length
    if (measured.ci[row] >= cut && nDetections(measured, row) >= Math.min(LEAST_BANDS, nBands)) {
      rows.push(row)
    }
  }
  return rows
}

export function isDetected(error: number): boolean {
  return error < LARGEST_ERROR
}

export function nDetections({ errors }: Measured, row: number): number {
  return Object.values(errors).filter((errs) => isDetected(errs[row])).length
}
