/**
 * The centre of a source in a Gaussian window, as SExtractor's XWIN_IMAGE (its manual, "Windowed
 * positional parameters"): nearly as good as a fit of the PSF, and moved little by neighbours.
 *
 * x' = x + 2 sum(w I (x_i - x)) / sum(w I), with w = exp(-r^2 / 2 sigma^2) out to 4 sigma, until x
 * stays. sigma is the diameter that holds half of the light, over 2.35.
 */
import type { Tile } from '../cutouts/index.js'
import { overlap } from './apertures.js'

const WINDOW_SIGMAS = 4
const SETTLED_PX = 2e-4
const MOST_ROUNDS = 16
const FWHM_PER_SIGMA = 2 * Math.sqrt(2 * Math.LN2)
/** A window is at least as wide as one pixel. */
const LEAST_SIGMA_PX = 1 / FWHM_PER_SIGMA

/** How far a window reaches, px. */
export function windowRadius(halfLightPx: number): number {
  return WINDOW_SIGMAS * sigmaOf(halfLightPx)
}

function sigmaOf(halfLightPx: number): number {
  return Math.max((2 * halfLightPx) / FWHM_PER_SIGMA, LEAST_SIGMA_PX)
}

export interface WindowedCentre {
  readonly x: number
  readonly y: number
  /** False where the window met pixels without data or lost the source: x, y are the start then. */
  readonly isFound: boolean
}

/**
 * The windowed centre.
 *
 * @param x, y where the source is about, in the mosaic, 0-based
 * @param halfLightPx radius that holds half of the light
 * @param sky level to subtract, in the unit of the pixels
 * @example windowedCentre(tile, 310, 88, 1.1, sky.level) // { x: 310.42, y: 87.93, isFound: true }
 */
export function windowedCentre(
  tile: Tile,
  x: number,
  y: number,
  halfLightPx: number,
  sky: number,
): WindowedCentre {
  const sigma = sigmaOf(halfLightPx)
  let [cx, cy] = [x - tile.x0, y - tile.y0]
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const shift = shiftOf(tile, cx, cy, sigma, sky)
    cx += shift.dx
    cy += shift.dy
    const isLost = !(Math.hypot(cx + tile.x0 - x, cy + tile.y0 - y) < 2 * sigma)
    if (isLost) return { x, y, isFound: false }
    if (Math.hypot(shift.dx, shift.dy) < SETTLED_PX) break
  }
  return { x: cx + tile.x0, y: cy + tile.y0, isFound: true }
}

/** NaN where the window leaves the tile, covers a NaN, or holds no light. */
function shiftOf(
  { width, height, pixels }: Tile,
  cx: number,
  cy: number,
  sigma: number,
  sky: number,
) {
  const radius = WINDOW_SIGMAS * sigma
  const [left, right] = [Math.ceil(cx - radius - 0.5), Math.floor(cx + radius + 0.5)]
  const [bottom, top] = [Math.ceil(cy - radius - 0.5), Math.floor(cy + radius + 0.5)]
  const [across, up] = [bell(left, right, cx, sigma), bell(bottom, top, cy, sigma)]
  let sum = 0
  let sx = 0
  let sy = 0
  for (let row = bottom; row <= top; row++) {
    const dy = row - cy
    for (let column = left; column <= right; column++) {
      const dx = column - cx
      const share = overlap(dx, dy, radius)
      if (share === 0) continue
      const isIn = row >= 0 && column >= 0 && row < height && column < width
      const value = isIn ? pixels[row * width + column] - sky : Number.NaN
      const weight = share * across[column - left] * up[row - bottom] * value
      sum += weight
      sx += weight * dx
      sy += weight * dy
    }
  }
  return sum > 0 ? { dx: (2 * sx) / sum, dy: (2 * sy) / sum } : { dx: Number.NaN, dy: Number.NaN }
}

/** exp(-d^2 / 2 sigma^2) of the pixels first to last, d being their distance from the centre. */
function bell(first: number, last: number, centre: number, sigma: number): Float64Array {
  const out = new Float64Array(last - first + 1)
  for (let i = 0; i < out.length; i++) {
    const d = first + i - centre
    out[i] = Math.exp(-(d * d) / (2 * sigma * sigma))
  }
  return out
}
