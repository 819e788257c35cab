/** `starsift simulate` as a function: makes fields and writes their mosaics and catalogues. */
import { InputError } from '../errors.js'
import { listenerOf, type NoteOptions } from '../notes.js'
import { populationOf, withClass4Share } from '../populations/index.js'
import {
  type SimulatedField,
  simulatedBands,
  simulateFields,
  type VariedKind,
  variedKinds,
} from '../simulate/index.js'

export interface SimulateOptions extends NoteOptions {
  /** Folder in which each field gets a folder of its own. */
  out: string
  /** Seed for everything; the same seed gives the same bytes. */
  seed: number
  /** Number of fields; default 1. */
  fields?: number
  /** Side of the mosaics, px; default 2000. */
  size?: number
  /** Galaxy whose photometry the classes have: `ngc1566` (default), `ngc628c` or `mean`. */
  population?: string
  /** Share of class 4, above 0; default: from the population. */
  class4Share?: number
  /** Distance of the galaxy; default: from the population. */
  distanceMpc?: number
  /** Bands, e.g. `F275W`, or `ACS/F814W` for F814W of ACS; default: five bands of WFC3. */
  bands?: readonly string[]
  /** Exposure time of each band, s. */
  exposures?: readonly number[]
  /** Number of candidates in the catalogue of a field; default 1000. */
  candidatesPerField?: number
  /** Number of simulated people who vote, in columns vote_1, ...; default 0. */
  people?: number
  /**
   * Draws anew for each field what differs from one observation to the next: point spread function,
   * filters, depth, noise, sky, flaws, registration, positions, galaxy, crowding, and several forms
   * for each class. Three to five people vote, and err where it is hard to tell. What another
   * option gives is not drawn.
   */
  vary?: boolean
  /**
   * What `vary` leaves as it is without it, to find out what its variation is good for: some of
   * `optics`, `noise`, `flaws`, `registration`, `positions`, `forms`, `filters`. All other
   * nuisances of a field are drawn alike. Default: none.
   */
  notVaried?: readonly string[]
  /** Makes only this one of the fields, counted from 0, with the bytes that it has among all. */
  only?: number
  /** Called with the share of the work that is done, 0-1. */
  onProgress?: (share: number) => void
}

/**
 * Makes Hubble fields whose classes are known: mosaics, a catalogue of candidates, and the truth.
 *
 * @throws InputError if the folder cannot be written or an option is out of range
 * @example
 * const [field] = await simulate({ out: 'fields', seed: 1, size: 500, candidatesPerField: 50 })
 * field.candidates // path of the catalogue
 */
export async function simulate(options: SimulateOptions): Promise<SimulatedField[]> {
  const { fields = 1, size = 2000, candidatesPerField = 1000, people = 0, onProgress } = options
  const named = populationOf(options.population ?? 'ngc1566')
  const population =
    options.class4Share === undefined ? named : withClass4Share(named, options.class4Share)
  const bands = simulatedBands(options.bands, options.exposures)
  const { distanceMpc, class4Share } = options
  const fixed = {
    ...(options.population !== undefined && { population: named }),
    ...((options.bands ?? options.exposures) && { bands }),
    ...{ distanceMpc, class4Share, people: options.people },
    notVaried: notVariedBy(options),
  }
  return simulateFields({
    ...{ out: options.out, seed: options.seed, candidatesPerField, people, population },
    ...{ nFields: fields, sizePx: size, only: options.only },
    bands,
    distanceMpc: distanceMpc ?? population.distanceMpc,
    ...(options.vary && { vary: fixed }),
    onNote: listenerOf(options),
    onProgress: ({ field, share }) => onProgress?.((field + share) / fields),
  })
}

function notVariedBy({ vary, notVaried = [] }: SimulateOptions): VariedKind[] {
  if (notVaried.length > 0 && !vary) {
    throw new InputError({
      what: 'something is not to be varied in plain fields, where nothing varies',
      got: notVaried.join(),
      remedy: 'add --vary, or leave out --not-varied',
    })
  }
  return variedKinds(notVaried)
}
