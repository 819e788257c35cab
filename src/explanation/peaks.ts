/** The places of a map that matter most, and a map as a picture. */
import { type RgbPicture, rgbPicture, skyLevel } from '../viewing/index.js'
import type { Explanations, OcclusionMap, Peak, RowExplanation } from './explanation.js'
import { type PatchGrid, patchCentre } from './patches.js'

type Of = Pick<Explanations, 'grid' | 'sizePx'>

/**
 * The patch that the row's class needs most, and the one that speaks most against it.
 *
 * @returns undefined for a side on which no patch is
 */
export function peaksOf(
  map: OcclusionMap,
  { window }: Pick<RowExplanation, 'window'>,
  { grid }: Pick<Of, 'grid'>,
): { for?: Peak; against?: Peak } {
  if (!window) return {}
  const at = (i: number): Peak => ({
    x: window.x0 + patchCentre(grid, i % grid.n),
    y: window.y0 + patchCentre(grid, Math.floor(i / grid.n)),
    fall: map[i],
  })
  let [most, least] = [0, 0]
  for (const [i, fall] of map.entries()) {
    if (fall > map[most]) most = i
    if (fall < map[least]) least = i
  }
  return {
    ...(map[most] > 0 && { for: at(most) }),
    ...(map[least] < 0 && { against: at(least) }),
  }
}

/** Light for the class, and against it: a pair that people who see few colours tell apart. */
export const FOR_COLOR = [230, 120, 0] as const
export const AGAINST_COLOR = [40, 110, 255] as const
/** ln p falls or rises by so much, a factor of 2.7 in p, where a map has its full colour. */
export const FULL_FALL = 1
/** Share of the full colour; the rest is the picture under it. */
const STRONGEST = 0.8

/**
 * A band of a stamp in grey, with a map over it.
 *
 * @param plane (side, side), e-/s; upright in the picture: its first row is at the bottom
 */
export function mapPicture(
  plane: Float32Array,
  map: OcclusionMap,
  { grid, sizePx }: Of,
): RgbPicture {
  const picture = rgbPicture([plane], sizePx, sizePx, [skyLevel(plane)])
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const fall = map[stepAt(grid, y) * grid.n + stepAt(grid, x)]
      const share = STRONGEST * Math.min(1, Math.abs(fall) / FULL_FALL)
      const color = fall > 0 ? FOR_COLOR : AGAINST_COLOR
      const to = 3 * ((sizePx - 1 - y) * sizePx + x)
      for (let c = 0; c < 3; c++) {
        picture.rgb[to + c] += Math.round(share * (color[c] - picture.rgb[to + c]))
      }
    }
  }
  return picture
}

/** Which step of the grid a pixel is in. */
function stepAt({ first, stepPx }: PatchGrid, pixel: number): number {
  return Math.floor((pixel - first) / stepPx)
}
