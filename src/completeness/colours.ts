/**
 * The colours of artificial sources: each has those of a source of the field, drawn by chance, for
 * clusters of what the network keeps as clusters, for stars of what is as concentrated as stars.
 *
 * A source tells its colours by its V alone. Where it is hardly seen in another band, it keeps the
 * flux that was measured there: without such sources the injections would lack the red ones, and
 * with upper limits in their place they would be too blue. A flux of 0 or less is no light. So the
 * mean flux of a band is right, and a little too large only where most sources are not seen.
 *
 * The error of that flux goes into the injection, beside the noise of the mosaic. A source that is
 * 1 mag brighter than the injection makes it 0.4 of that noise, which grows by 8 %. So injections
 * have the colours of sources about 1 mag brighter, as far as there are any.
 */
import { InputError } from '../errors.js'
import { photometryFlag } from '../photometry/index.js'
import type { Random } from '../random.js'
import { firstAtLeast, median } from '../statistics/index.js'

export interface ColourWords {
  /** Magnitude less V by filter, for all injections; default: those of the field's sources. */
  readonly colours?: Readonly<Record<string, number>>
}

/** A source whose colours an injection may have. */
export interface ColouredSource {
  /** mag */
  readonly v: number
  /** Magnitudes less V, in the order of the bands; NaN for no light. */
  readonly lessV: readonly number[]
}

/** The brightest first. */
export interface DrawnColours {
  readonly cluster: readonly ColouredSource[]
  readonly star: readonly ColouredSource[]
}

export interface BandOfSources {
  readonly filter: string
  /** e-/s of each source in the main aperture, and its error. */
  readonly flux: Float64Array
  readonly error: Float64Array
  readonly ci: Float64Array
  /** The sum of {@link photometryFlag}. */
  readonly flags: ArrayLike<number>
  /** Magnitude of 1 e-/s. */
  readonly zero: number
}

/** A source tells colours where V is so many sigma. */
const V_SIGMAS = 10
/** Fewer sources of a kind are not enough to draw from. */
const LEAST = 10
/** So much brighter than the injection are those it is drawn from, mag, and so many they are. */
const BRIGHTER_MAG = 1
const ALIKE = 25

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
  const unasked = bands.filter(({ filter }, k) => k !== v && colours[filter] === undefined)
  if (unasked.length === 0) {
    const one = [{ v: 0, lessV: bands.map(({ filter }) => colours[filter] ?? 0) }]
    return { colours: { cluster: one, star: one }, note: undefined }
  }
  const all = [...isCluster.keys()].filter((row) => isTold(bands[v], unasked, row))
  const whole = withoutSaturated(all, [bands[v], ...unasked])
  const told = whole.length > 0 ? whole : all
  if (told.length === 0) throw noColours(bands[v], unasked[0])
  const middle = median(told.map((row) => bands[v].ci[row]).filter((ci) => !Number.isNaN(ci)))
  const clusters = told.filter((row) => isCluster[row])
  const stars = told.filter((row) => !isCluster[row] && bands[v].ci[row] <= middle)
  const few = [clusters, stars].map((rows) => rows.length < LEAST)
  const of = (rows: readonly number[]) =>
    rows.map((row) => colouredSource(bands, v, row, colours)).sort((a, b) => a.v - b.v)
  const drawn = { cluster: of(few[0] ? told : clusters), star: of(few[1] ? told : stars) }
  const note = whole.length === 0 ? ALL_SATURATED : fewNote(few, told.length, bands[v].filter)
  return { colours: drawn, note }
}

/** The colours of an injection of magnitude v: magnitudes less V, NaN for no light. */
export function coloursFor(
  sources: readonly ColouredSource[],
  v: number,
  random: Random,
): readonly number[] {
  const n = Math.min(ALIKE, sources.length)
  const own = sources.map((source) => source.v)
  const middle = firstAtLeast(own, v - BRIGHTER_MAG) - Math.floor(n / 2)
  const first = Math.min(Math.max(0, middle), sources.length - n)
  return sources[first + random.integer(n)].lessV
}

const UNFIT = (['outside', 'edge', 'gap', 'no_sky'] as const).reduce(
  (sum, name) => sum + photometryFlag(name),
  0,
)

/** Whether the source is there in V, and was measured in the others. */
function isTold(ofV: BandOfSources, others: readonly BandOfSources[], row: number): boolean {
  return (
    ofV.flux[row] > V_SIGMAS * ofV.error[row] &&
    [ofV, ...others].every(
      ({ flux, flags }) => Number.isFinite(flux[row]) && (flags[row] & UNFIT) === 0,
    )
  )
}

const ALL_SATURATED =
  'all sources of the field that tell colours are saturated in a band: injected colours are wrong'

/** Saturated sources have wrong colours. */
function withoutSaturated(rows: readonly number[], bands: readonly BandOfSources[]): number[] {
  const saturated = photometryFlag('saturated')
  return rows.filter((row) => bands.every(({ flags }) => (flags[row] & saturated) === 0))
}

function colouredSource(
  bands: readonly BandOfSources[],
  v: number,
  row: number,
  colours: Readonly<Record<string, number>>,
): ColouredSource {
  const magnitude = ({ zero, flux }: BandOfSources) =>
    flux[row] > 0 ? zero - 2.5 * Math.log10(flux[row]) : Number.NaN
  const ofV = magnitude(bands[v])
  return {
    v: ofV,
    lessV: bands.map((band, k) => (k === v ? 0 : (colours[band.filter] ?? magnitude(band) - ofV))),
  }
}

function fewNote(
  [clusters, stars]: readonly boolean[],
  n: number,
  filter: string,
): string | undefined {
  if (!clusters && !stars) return undefined
  const kinds = [...(clusters ? ['clusters'] : []), ...(stars ? ['stars'] : [])].join(' and ')
  return (
    `fewer than ${LEAST} ${kinds} of the field have ${V_SIGMAS} sigma in ${filter}: injected ` +
    `${kinds} have the colours of all ${n} sources that do; --colour sets others`
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

function noColours(ofV: BandOfSources, other: BandOfSources): InputError {
  return new InputError({
    what: 'no source of the field tells colours, so colours are not known',
    expected: `a source of ${V_SIGMAS} sigma in ${ofV.filter}, with all pixels in the other bands`,
    remedy: `give colours, e.g. --colour ${other.filter}=0.5 (its magnitude less V)`,
  })
}
