/**
 * How much empty apertures really scatter, in units of the errors that the noise of pixels gives
 * them. Undetected stars, texture of the galaxy and whatever else the model of the noise leaves out
 * are in them, so errors times this factor are right where the sources are (Labbe+2003, AJ 125,
 * 1107, section 5).
 */
import { Random } from '../random.js'
import { NeighbourSearch, quantile } from '../statistics/index.js'
import { photometryFlag } from './flags.js'
import {
  type ApertureSettings,
  type BandToMeasure,
  measureSources,
  type Places,
} from './measure-sources.js'

/**
 * How far from a source an empty aperture lies, px, and from any other at least. Nearer ones have
 * light of the source in their sky: at 10 px the errors in F275W were too large by a tenth.
 */
const [NEAREST_PX, FARTHEST_PX] = [16, 48]
const MOST_PLACES = 2000
/** Fewer scatter by chance: by 21 % for 50, by {@link LOWER_HALF_ERROR}. */
const LEAST_PLACES = 50
/**
 * Error of the width of the lower half of n normal numbers, times the root of n: that of a quantile
 * p is sqrt(p (1 - p)) / f, with f the density there, and both share what lies below the lower one.
 */
const LOWER_HALF_ERROR = 1.49
/** For each source so many places are tried. */
const TRIES = 4
const SEED = 1

/**
 * Places without a source, each near one of the sources, so that they lie in such surroundings.
 *
 * @returns up to 2000, 0-based; the same for the same sources
 */
export function emptyPlaces({ x, y }: Places): { x: number[]; y: number[] } {
  const known = Array.from(x, (_, row) => row).filter((row) => Number.isFinite(x[row] + y[row]))
  const random = new Random(SEED)
  const search = new NeighbourSearch([
    Float64Array.from(known, (row) => x[row]),
    Float64Array.from(known, (row) => y[row]),
  ])
  const out: { x: number[]; y: number[] } = { x: [], y: [] }
  const step = Math.max(1, known.length / MOST_PLACES)
  for (let k = 0; k < known.length; k += step) {
    const row = known[Math.floor(k)]
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const angle = 2 * Math.PI * random.uniform()
      const far = NEAREST_PX + (FARTHEST_PX - NEAREST_PX) * random.uniform()
      const [atX, atY] = [x[row] + far * Math.cos(angle), y[row] + far * Math.sin(angle)]
      if (search.within([atX, atY], NEAREST_PX).length > 0) continue
      out.x.push(atX)
      out.y.push(atY)
      break
    }
  }
  return out
}

/**
 * The factor of each aperture in a band: how far below the median 16 % of the fluxes of empty
 * apertures lie, in units of their errors. Stars that nobody lists only add light, so they widen
 * the upper half and hardly the lower one. The factor is 1 where it is less, and where it differs
 * from 1 by less than two of its own errors: errors are not made smaller than the noise of the
 * pixels gives.
 *
 * @param band without the noise of photons: an upward fluctuation is no light
 * @param places without sources, as {@link emptyPlaces} gives them
 * @returns undefined for fewer than 50 apertures with all of their pixels
 */
export async function emptyFactors(
  band: BandToMeasure,
  places: Places,
  settings: ApertureSettings,
): Promise<number[] | undefined> {
  const { apertures, flags } = await measureSources(band, places, settings)
  const factors = apertures.map(({ flux, error }) => scatterOf(flux, error, flags))
  return factors.every((factor) => factor !== undefined) ? factors : undefined
}

const UNFIT = (['outside', 'edge', 'gap', 'no_sky', 'saturated'] as const).reduce(
  (sum, name) => sum | photometryFlag(name),
  0,
)

function scatterOf(
  flux: Float64Array,
  error: Float64Array,
  flags: ArrayLike<number>,
): number | undefined {
  const pulls = flux.map((value, i) => ((flags[i] & UNFIT) === 0 ? value / error[i] : Number.NaN))
  const sorted = pulls.filter(Number.isFinite).sort()
  if (sorted.length < LEAST_PLACES) return undefined
  const factor = quantile(sorted, 0.5) - quantile(sorted, 0.1587)
  return factor > 1 + (2 * LOWER_HALF_ERROR) / Math.sqrt(sorted.length) ? factor : 1
}
