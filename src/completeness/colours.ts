/**
 * The colours of artificial sources: each has those of a source of the field, drawn by chance, for
 * clusters of what the network keeps as clusters, for stars of what is as concentrated as stars.
 */
import { InputError } from '../errors.js'
import { median } from '../statistics/index.js'

export interface ColourWords {
  /** Magnitude less V by filter, for all injections; default: those of the field's sources. */
  readonly colours?: Readonly<Record<string, number>>
}

/** Lists of magnitudes less V, in the order of the bands. */
export interface DrawnColours {
  readonly cluster: readonly (readonly number[])[]
  readonly star: readonly (readonly number[])[]
}

export interface BandOfSources {
  readonly filter: string
  /** e-/s of each source in the main aperture, and its error. */
  readonly flux: Float64Array
  readonly error: Float64Array
  readonly ci: Float64Array
  /** Magnitude of 1 e-/s. */
  readonly zero: number
}

/** A source tells colours where V and the others are so many sigma. */
const SIGMAS = { v: 10, other: 3 }
/** Fewer sources of a kind are not enough to draw from. */
const LEAST = 10

/**
 * @param isCluster of each source
 * @returns with a doubt where the field has too few sources of a kind
 * @throws InputError for a filter that is not there, or if no source tells the colours
 */
export function drawnColours(
  bands: readonly BandOfSources[],
  v: number,
  isCluster: readonly boolean[],
  { colours = {} }: ColourWords,
): { colours: DrawnColours; note: string | undefined } {
  refuseOthers(bands, v, colours)
  const asked = (found: readonly number[]) =>
    bands.map(({ filter }, k) => colours[filter] ?? found[k])
  if (bands.every(({ filter }, k) => k === v || colours[filter] !== undefined)) {
    const one = [asked(bands.map(() => 0))]
    return { colours: { cluster: one, star: one }, note: undefined }
  }
  const told = [...isCluster.keys()].filter((row) => isTold(bands, v, row))
  const of = (row: number) => {
    const magnitude = ({ zero, flux }: BandOfSources) => zero - 2.5 * Math.log10(flux[row])
    return asked(bands.map((band) => magnitude(band) - magnitude(bands[v])))
  }
  if (told.length === 0) throw noColours(bands)
  const middle = median(told.map((row) => bands[v].ci[row]).filter((ci) => !Number.isNaN(ci)))
  const clusters = told.filter((row) => isCluster[row])
  const stars = told.filter((row) => !isCluster[row] && bands[v].ci[row] <= middle)
  const few = [clusters, stars].map((rows) => rows.length < LEAST)
  const drawn = {
    cluster: (few[0] ? told : clusters).map(of),
    star: (few[1] ? told : stars).map(of),
  }
  return { colours: drawn, note: fewNote(few, told.length) }
}

/** Whether the source is there in every band. */
function isTold(bands: readonly BandOfSources[], v: number, row: number): boolean {
  return bands.every(
    ({ flux, error }, k) => flux[row] > (k === v ? SIGMAS.v : SIGMAS.other) * error[row],
  )
}

function fewNote([clusters, stars]: readonly boolean[], n: number): string | undefined {
  if (!clusters && !stars) return undefined
  const kinds = [...(clusters ? ['clusters'] : []), ...(stars ? ['stars'] : [])].join(' and ')
  return (
    `fewer than ${LEAST} ${kinds} of the field are measured in all bands: injected ${kinds} have ` +
    `the colours of all ${n} sources that are; --colour sets others`
  )
}

function refuseOthers(
  bands: readonly BandOfSources[],
  v: number,
  colours: Readonly<Record<string, number>>,
): void {
  const filters = bands.map(({ filter }) => filter).filter((_, k) => k !== v)
  const other = Object.keys(colours).find((filter) => !filters.includes(filter))
  if (other === undefined) return
  throw new InputError({
    what: `--colour: a colour for ${other}`,
    expected: `one of the filters beside ${bands[v].filter}: ${filters.join(', ')}`,
  })
}

function noColours(bands: readonly BandOfSources[]): InputError {
  return new InputError({
    what: 'no source of the field is measured in all bands, so colours are not known',
    expected: `a source of ${SIGMAS.v} sigma in V and ${SIGMAS.other} in the others`,
    remedy: `give colours, e.g. --colour ${bands[0].filter}=0.5 (its magnitude less V)`,
  })
}
