/**
 * How uneven a source looks after the telescope's blur, in V and without noise: the larger of its
 * elongation and its asymmetry. A round source at any size has about 0.03, from the telescope.
 *
 * With the weight w = exp(-r^2 / 2 s^2) about the centroid of the weighted light: elongation is
 * sqrt((xx - yy)^2 + 4 xy^2) / (xx + yy) of the weighted second moments; asymmetry is the sum of
 * w |I(r) - I(-r)| divided by twice the sum of w I (Conselice 2003, without the sky).
 */
import type { Tile } from '../cutouts/index.js'
import type { Psf, SourceShape } from '../light/index.js'
import { noiselessTile, type Placement } from './observed-band.js'

/** s: people judge a form by some 6 px around the source. */
const WINDOW_PX = 3
const FAINTEST = 3e-4
const N_CENTRINGS = 4
const REACH_PX = 8
/** A centre that moves by 1 px from B to I is as uneven as this. */
const PER_PX_OF_COLOUR = 0.12

export function visibleUnevenness(shape: SourceShape, place: Placement, psf: Psf): number {
  const { x, y } = place
  const tile = noiselessTile({ x, y, shape, flux: 1 }, place.at, psf, FAINTEST)
  const centre = centroid(tile, place.at)
  return Math.max(elongation(tile, centre), asymmetry(tile, centre), unevenInColour(shape))
}

interface Place {
  readonly x: number
  readonly y: number
}

function centroid(tile: Tile, at: Place): Place {
  let centre = at
  for (let k = 0; k < N_CENTRINGS; k++) {
    let [sum, sx, sy] = [0, 0, 0]
    forPixels(tile, centre, (light, dx, dy) => {
      sum += light
      sx += light * dx
      sy += light * dy
    })
    if (!(sum > 0)) return centre
    // The weight halves the step of a source that is as wide as it.
    centre = { x: centre.x + sx / sum, y: centre.y + sy / sum }
  }
  return centre
}

function elongation(tile: Tile, centre: Place): number {
  let [xx, yy, xy] = [0, 0, 0]
  forPixels(tile, centre, (light, dx, dy) => {
    xx += light * dx * dx
    yy += light * dy * dy
    xy += light * dx * dy
  })
  return Math.hypot(xx - yy, 2 * xy) / (xx + yy)
}

function asymmetry(tile: Tile, centre: Place): number {
  let [difference, sum] = [0, 0]
  forPixels(tile, centre, (light, dx, dy, weight) => {
    const opposite = lightAt(tile, centre.x - dx, centre.y - dy)
    difference += Math.abs(light - weight * opposite)
    sum += light
  })
  return difference / (2 * sum)
}

/** Visits the pixels near a centre with their weighted light. */
function forPixels(
  { x0, y0, width, height, pixels }: Tile,
  { x, y }: Place,
  visit: (light: number, dx: number, dy: number, weight: number) => void,
): void {
  for (let j = Math.max(y0, Math.ceil(y - REACH_PX)); j <= y + REACH_PX; j++) {
    if (j >= y0 + height) break
    for (let i = Math.max(x0, Math.ceil(x - REACH_PX)); i <= x + REACH_PX; i++) {
      if (i >= x0 + width) break
      const [dx, dy] = [i - x, j - y]
      const weight = Math.exp(-(dx * dx + dy * dy) / (2 * WINDOW_PX ** 2))
      visit(weight * pixels[(j - y0) * width + i - x0], dx, dy, weight)
    }
  }
}

/** Bilinear; 0 outside. */
function lightAt({ x0, y0, width, height, pixels }: Tile, x: number, y: number): number {
  const [i, j] = [Math.floor(x) - x0, Math.floor(y) - y0]
  if (i < 0 || j < 0 || i >= width - 1 || j >= height - 1) return 0
  const [s, t] = [x - x0 - i, y - y0 - j]
  const at = j * width + i
  const low = pixels[at] + s * (pixels[at + 1] - pixels[at])
  const high = pixels[at + width] + s * (pixels[at + width + 1] - pixels[at + width])
  return low + t * (high - low)
}

/** From the shift of the centre with wavelength, over log10(814 / 435). */
function unevenInColour(shape: SourceShape): number {
  if (shape.kind !== 'eff' || !shape.gradient) return 0
  return PER_PX_OF_COLOUR * 0.27 * Math.hypot(...shape.gradient.shiftPx)
}
