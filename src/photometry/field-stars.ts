/** Which of the measured sources stand alone, and which of these are stars. */
import { NeighbourSearch } from '../statistics/index.js'
import type { BandPhotometry, Places } from './measure-sources.js'

/** A neighbour with less than this share of the light is none. */
const NEIGHBOUR_SHARE = 0.05

/**
 * Bright sources without flags, with no other within the radius; the brightest first.
 *
 * @param leastRatio of flux and error in the main aperture
 */
export function isolatedSources(
  { x, y }: Places,
  measured: BandPhotometry,
  radiusPx: number,
  leastRatio: number,
): number[] {
  const { flux, error } = measured.apertures[measured.apertures.length - 1]
  const bright = [...flux.keys()].filter(
    (row) => flux[row] > leastRatio * error[row] && measured.flags[row] === 0,
  )
  const search = new NeighbourSearch([x, y])
  const isAlone = (of: number) =>
    search
      .within([x[of], y[of]], radiusPx)
      .every(({ row }) => row === of || !(flux[row] > NEIGHBOUR_SHARE * flux[of]))
  return bright.sort((a, b) => flux[b] - flux[a]).filter(isAlone)
}

const STAR_RATIO = 20
/** The sky of a star ends here. */
const ALONE_PX = 8
const MOST_STARS = 100
/**
 * CI of stars less that of the fitted camera's star, mag. A star off the middle of its pixel has up
 * to 0.05 more. Blends and compact clusters begin not far above.
 */
const CI_WINDOW = [-0.12, 0.08] as const

/**
 * Rows of the stars of a band: bright, isolated, without flags, and as concentrated as a star of
 * the fitted camera. The brightest 100.
 *
 * @param starCi CI of that star, mag
 */
export function fieldStars(places: Places, measured: BandPhotometry, starCi: number): number[] {
  const { ci } = measured
  const [least, most] = CI_WINDOW.map((offset) => starCi + offset)
  return isolatedSources(places, measured, ALONE_PX, STAR_RATIO)
    .filter((row) => ci[row] >= least && ci[row] <= most)
    .slice(0, MOST_STARS)
}
