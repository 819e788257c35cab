/** `starsift simulate` as a function: fields with known truth, in the words of the command line. */
import { type PopulationName, populationOf, withClass4Share } from '../populations/index.js'
import {
  type SimulatedField,
  type SimulateProgress,
  simulatedBands,
  simulateFields,
} from '../simulate/index.js'

export interface SimulateOptions {
  /** Folder for the fields; each field gets a folder in it. */
  readonly out: string
  /** Seed for everything that is drawn; the same seed gives the same bytes. */
  readonly seed: number
  /** Number of fields; default 1. */
  readonly fields?: number
  /** Side of the mosaics, px, at least 128; default 2000. */
  readonly size?: number
  /** The galaxy whose clusters are imitated; default `ngc1566`. */
  readonly population?: PopulationName
  /** Share of class 4 among the candidates, 0 to 1; default: the population's. */
  readonly class4Share?: number
  /** Distance of the galaxy, Mpc; default: the population's. */
  readonly distanceMpc?: number
  /** Filters, blue to red, `ACS/` before those of ACS/WFC; default F275W to F814W of WFC3/UVIS. */
  readonly bands?: readonly string[]
  /** Exposure time per band, s; default: those of LEGUS's NGC 1566. */
  readonly exposures?: readonly number[]
  /** Rows of each catalogue; default 1000. */
  readonly candidatesPerField?: number
  /** Number of people whose votes the catalogues have; default 0. */
  readonly people?: number
  readonly onNote?: (note: string) => void
  readonly onProgress?: (event: SimulateProgress) => void
}

/**
 * Makes fields: one mosaic per band, a catalogue of candidates, and the truth.
 *
 * @throws InputError if the folder is not empty, or an option does not fit
 * @example
 * const [field] = await simulate({ out: 'fields', seed: 1, size: 1000, candidatesPerField: 200 })
 * field.candidates // path of a catalogue that `classify` takes
 */
export async function simulate({
  fields = 1,
  size = 2000,
  population: name = 'ngc1566',
  class4Share,
  candidatesPerField = 1000,
  ...options
}: SimulateOptions): Promise<SimulatedField[]> {
  const named = populationOf(name)
  const population = class4Share === undefined ? named : withClass4Share(named, class4Share)
  return simulateFields({
    ...options,
    nFields: fields,
    sizePx: size,
    bands: simulatedBands(options.bands, options.exposures),
    population,
    distanceMpc: options.distanceMpc ?? population.distanceMpc,
    candidatesPerField,
  })
}
