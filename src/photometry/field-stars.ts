/**
 * Which of the measured sources are stars. Stars of one band are alike, while clusters are wider by
 * different amounts: so the stars are where the concentration indices lie closest together.
 */
import { ascending, NeighbourSearch } from '../statistics/index.js'
import type { BandPhotometry, Places } from './measure-sources.js'

const LEAST_SIGNAL_TO_NOISE = 30
/** A neighbour with less than this share of the light is none. */
const NEIGHBOUR_SHARE = 0.05

/** Bright sources without flags, with no other within the radius; the brightest first. */
export function isolatedSources(
  { x, y }: Places,
  measured: BandPhotometry,
  radiusPx: number,
): number[] {
  const { flux, error } = measured.apertures[measured.apertures.length - 1]
  const bright = [...flux.keys()].filter(
    (row) => flux[row] > LEAST_SIGNAL_TO_NOISE * error[row] && measured.flags[row] === 0,
  )
  const search = new NeighbourSearch([x, y])
  const isAlone = (of: number) =>
    search
      .within([x[of], y[of]], radiusPx)
      .every(({ row }) => row === of || !(flux[row] > NEIGHBOUR_SHARE * flux[of]))
  return bright.sort((a, b) => flux[b] - flux[a]).filter(isAlone)
}

/** The index of stars is the middle of the shortest interval with this share of the sources. */
const MODE_SHARE = 0.2
/** Fewer say nothing. */
export const FEWEST_STARS = 5
/** Stars are within this of their index, mag. */
export const STAR_CI_MAG = 0.1

/**
 * The concentration index at which most sources lie.
 *
 * @param indices in any order, mag
 * @returns undefined for fewer than 5
 * @example commonCi([1.1, 1.12, 1.11, 1.13, 1.1, 1.6, 1.9]) // 1.115
 */
export function commonCi(indices: readonly number[]): number | undefined {
  const sorted = ascending(indices)
  const n = Math.max(FEWEST_STARS, Math.ceil(MODE_SHARE * sorted.length))
  if (sorted.length < n) return undefined
  let [least, mode] = [Number.POSITIVE_INFINITY, Number.NaN]
  for (let i = 0; i + n <= sorted.length; i++) {
    const width = sorted[i + n - 1] - sorted[i]
    if (width < least) [least, mode] = [width, (sorted[i] + sorted[i + n - 1]) / 2]
  }
  return mode
}

/** A star's sky reaches to 8 px, and a neighbour's light some px farther. */
const ALONE_PX = 12
const MOST_STARS = 100

/**
 * Rows of the stars of a band: bright, isolated, without flags, with the index of most and less
 * than that of clusters. The brightest 100.
 *
 * @param ciCut CI from which a source counts as a cluster, mag
 */
export function fieldStars(places: Places, measured: BandPhotometry, ciCut: number): number[] {
  const { ci } = measured
  const sharp = isolatedSources(places, measured, ALONE_PX).filter((row) => ci[row] < ciCut)
  const common = commonCi(sharp.map((row) => ci[row]))
  if (common === undefined) return []
  return sharp.filter((row) => Math.abs(ci[row] - common) <= STAR_CI_MAG).slice(0, MOST_STARS)
}
