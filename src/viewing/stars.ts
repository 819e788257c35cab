/**
 * How the stars of a field look. They are looked for in the middle band, in windows that are spread
 * over the mosaic:
 *
 * 1. A peak is the brightest pixel within 3 px and 50 times the noise above the sky; within 10 px
 *    every pixel has data, and none beyond 3 px has half of its brightness.
 * 2. Most such peaks are stars, and stars of one band are alike, while clusters are wider by
 *    different amounts: the stars are where the concentration indices lie closest together. Peaks
 *    with an index below 0.6 are sharper than any star and left out as cosmic rays.
 * 3. Peaks within 0.1 mag of that index are the stars, at most 100 of them, the nearest first.
 */
import type { Mosaic, Tile } from '../cutouts/index.js'
import { paddedWindow } from '../cutouts/index.js'
import {
  centreOf,
  concentrationIndex,
  PROFILE_RADII_PX,
  radialProfile,
} from '../photometry/index.js'
import { ascending, median, quantile } from '../statistics/index.js'
import type { StarProfile } from './field-view.js'
import type { SkyLevel } from './rgb.js'

const WINDOW_PX = 512
/** Windows along each side of the mosaic, at most. */
const MOST_ALONG = 4
const PEAK_SIGMA = 50
const PEAK_PX = 3
const ALONE_PX = 10
/** A star's window: the sky of its profile ends at 12 px. */
const STAR_PX = 31
const SHARPEST_CI = 0.6
/** The mode is the middle of the shortest interval that holds this share of the peaks. */
const MODE_SHARE = 0.2
const STAR_CI_MAG = 0.1
const FEWEST_STARS = 5
const MOST_STARS = 100

interface Peak {
  readonly x: number
  readonly y: number
  readonly ci: number
}

/**
 * Profiles and concentration indices of the stars, band by band.
 *
 * @param middle the band in which they are looked for
 * @returns null where there are fewer than five
 */
export async function starProfile(
  mosaics: readonly Mosaic[],
  middle: number,
  sky: SkyLevel,
): Promise<StarProfile | null> {
  const peaks: Peak[] = []
  for (const tile of await spreadWindows(mosaics[middle])) peaks.push(...peaksIn(tile, sky))
  const stars = starsAmong(peaks)
  if (stars.length < FEWEST_STARS) return null
  const profiles: Float64Array[] = []
  const concentration: (readonly [number, number, number])[] = []
  for (const mosaic of mosaics) {
    const looks = await Promise.all(stars.map((star) => lookOf(mosaic, star)))
    profiles.push(
      Float64Array.from(PROFILE_RADII_PX, (_, k) => median(looks.map(({ profile }) => profile[k]))),
    )
    const indices = ascending(looks.map(({ ci }) => ci))
    const [low, middle, high] = [0.16, 0.5, 0.84].map((share) => quantile(indices, share))
    concentration.push([low, middle, high])
  }
  return { radiiPx: PROFILE_RADII_PX, profiles, concentration, nStars: stars.length }
}

async function lookOf(mosaic: Mosaic, { x, y }: Peak) {
  const tile = await tileAt(
    mosaic,
    Math.round(x) - (STAR_PX >> 1),
    Math.round(y) - (STAR_PX >> 1),
    STAR_PX,
  )
  const centre = centreOf(tile, x, y)
  return { profile: radialProfile(tile, ...centre), ci: concentrationIndex(tile, ...centre).ci }
}

async function tileAt(mosaic: Mosaic, x0: number, y0: number, sizePx: number): Promise<Tile> {
  const pixels = await paddedWindow(mosaic, x0, y0, sizePx)
  return { x0, y0, width: sizePx, height: sizePx, pixels }
}

/** At most 4 x 4 windows at equal distances. */
async function spreadWindows(mosaic: Mosaic): Promise<Tile[]> {
  const starts = (length: number) => {
    const n = Math.min(MOST_ALONG, Math.ceil(length / WINDOW_PX))
    return Array.from({ length: n }, (_, i) => Math.round(((i + 0.5) * length) / n - WINDOW_PX / 2))
  }
  const tiles: Tile[] = []
  for (const y0 of starts(mosaic.height)) {
    for (const x0 of starts(mosaic.width)) tiles.push(await tileAt(mosaic, x0, y0, WINDOW_PX))
  }
  return tiles
}

function peaksIn(tile: Tile, { sky, noise }: SkyLevel): Peak[] {
  const { x0, y0, width, height, pixels } = tile
  const peaks: Peak[] = []
  for (let row = ALONE_PX; row < height - ALONE_PX; row++) {
    for (let column = ALONE_PX; column < width - ALONE_PX; column++) {
      const value = pixels[row * width + column]
      if (!(value > sky + PEAK_SIGMA * noise)) continue
      if (!isAlone(tile, column, row, value, sky)) continue
      const [x, y] = centreOf(tile, x0 + column, y0 + row)
      const { ci } = concentrationIndex(tile, x, y)
      if (ci >= SHARPEST_CI) peaks.push({ x, y, ci })
    }
  }
  return peaks
}

/** Whether nothing within 3 px is as bright, nor within 10 px half as bright. */
function isAlone(
  { width, pixels }: Tile,
  column: number,
  row: number,
  value: number,
  sky: number,
): boolean {
  const half = sky + (value - sky) / 2
  for (let dy = -ALONE_PX; dy <= ALONE_PX; dy++) {
    for (let dx = -ALONE_PX; dx <= ALONE_PX; dx++) {
      if (dx === 0 && dy === 0) continue
      const other = pixels[(row + dy) * width + column + dx]
      const isNear = Math.max(Math.abs(dx), Math.abs(dy)) <= PEAK_PX
      if (!(other < (isNear ? value : half)) || other === 0) return false
    }
  }
  return true
}

/** The peaks whose concentration is that of most. */
function starsAmong(peaks: readonly Peak[]): Peak[] {
  const indices = ascending(peaks.map(({ ci }) => ci))
  const n = Math.max(FEWEST_STARS, Math.ceil(MODE_SHARE * indices.length))
  if (indices.length < n) return []
  let [least, mode] = [Number.POSITIVE_INFINITY, Number.NaN]
  for (let i = 0; i + n <= indices.length; i++) {
    const width = indices[i + n - 1] - indices[i]
    if (width < least) [least, mode] = [width, (indices[i] + indices[i + n - 1]) / 2]
  }
  const off = ({ ci }: Peak) => Math.abs(ci - mode)
  return peaks
    .filter((peak) => off(peak) <= STAR_CI_MAG)
    .sort((a, b) => off(a) - off(b))
    .slice(0, MOST_STARS)
}
