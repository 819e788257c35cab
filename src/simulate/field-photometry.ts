/**
 * Photometry of the planned sources on the finished mosaics, and which of them a catalogue lists:
 * those that are detected in at least four bands (or in all, if there are fewer) with an error
 * below 0.3 mag, and that are no more concentrated than LEGUS's cut, which removes most single
 * stars (Adamo+2017). The cut removes more of one class than of another; the list has the classes'
 * shares all the same.
 */
import type { BandLetter } from '../catalog/index.js'
import { openMosaic, TileStrip } from '../cutouts/index.js'
import { openFile } from '../files/index.js'
import {
  concentrationIndex,
  LEGUS_RADIUS_PX,
  magnitudeError,
  magnitudeOf,
  measureAperture,
} from '../photometry/index.js'
import { type ClassValue, type Population, QUANTITIES } from '../populations/index.js'
import type { ObservedBand } from './observed-band.js'
import type { PlannedSource } from './planned-source.js'

/** Measurements of all sources, in their order; NaN where there is none. */
export interface Measured {
  readonly magnitudes: Readonly<Partial<Record<BandLetter, Float64Array>>>
  readonly errors: Readonly<Partial<Record<BandLetter, Float64Array>>>
  /** Concentration index in V, mag. */
  readonly ci: Float64Array
}

/** Half the side of a window, px: it holds the annulus around a position anywhere in its pixel. */
const REACH_PX = 10
const LARGEST_ERROR = 0.3
const LEAST_BANDS = 4
const CI = QUANTITIES.indexOf('CI')
const CLASSES = [1, 2, 3, 4] as const

/**
 * Measures sources.
 *
 * @param files path of each band's mosaic
 */
export async function measureSources(
  sources: readonly PlannedSource[],
  bands: readonly ObservedBand[],
  files: ReadonlyMap<BandLetter, string>,
): Promise<Measured> {
  const magnitudes: Partial<Record<BandLetter, Float64Array>> = {}
  const errors: Partial<Record<BandLetter, Float64Array>> = {}
  const ci = new Float64Array(sources.length)
  const order = [...sources.keys()].sort((a, b) => sources[a].at.y - sources[b].at.y)
  for (const band of bands) {
    const [found, errs] = [new Float64Array(sources.length), new Float64Array(sources.length)]
    const mosaic = await openMosaic(await openFile(files.get(band.letter)!))
    try {
      const strip = new TileStrip(mosaic, REACH_PX)
      for (const i of order) {
        const { at } = sources[i]
        const tile = await strip.tileAbout(at.x, at.y)
        const { exposureS } = band
        const { flux, fluxErr } = measureAperture(tile, at.x, at.y, LEGUS_RADIUS_PX, { exposureS })
        found[i] = magnitudeOf(flux, band) + band.correctionMag
        errs[i] = magnitudeError(flux, fluxErr)
        if (band.letter === 'v') ci[i] = concentrationIndex(tile, at.x, at.y).ci
      }
    } finally {
      await mosaic.close()
    }
    magnitudes[band.letter] = found
    errors[band.letter] = errs
  }
  return { magnitudes, errors, ci }
}

/**
 * Rows of the sources that the catalogue lists, ascending: the first ones of each class up to its
 * share and, if a class has too few, the first ones of the others.
 *
 * @param classes classes of the measured sources
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

/** Number of bands in which a source is detected. */
export function nDetections({ errors }: Measured, row: number): number {
  return Object.values(errors).filter((errs) => errs[row] < LARGEST_ERROR).length
}

function rowsThatPass(measured: Measured, cut: number): number[] {
  const nWanted = Math.min(LEAST_BANDS, Object.keys(measured.errors).length)
  return [...measured.ci.keys()].filter(
    (row) => measured.ci[row] >= cut && nDetections(measured, row) >= nWanted,
  )
}

/** CI of the most concentrated object of the population, which is its catalogue's cut, mag. */
function ciCut({ classes }: Population): number {
  return Math.min(...CLASSES.map((value) => classes[value].quantiles[CI][0]))
}
