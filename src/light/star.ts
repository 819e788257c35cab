/** A star in a tile: the sampled point spread function near it, the wings farther out. */
import type { Tile } from '../cutouts/index.js'
import { numbersAt, onKernels, pixelsAt, take } from '../kernels/index.js'
import type { Psf } from './psf.js'
import { overlapOf } from './stamp.js'
import {
  columnsOfWings,
  isOnSpike,
  sampledShare,
  WINGS_FROM_PX,
  WINGS_FULL_PX,
  wingAt,
  wingReach,
} from './wings.js'

/**
 * Adds a star's light to the pixels of a tile that it reaches.
 *
 * @param x @param y 0-based mosaic position
 * @param flux e-/s
 * @param faintest pixels that would get less are left as they are, e-/s; e.g. a tenth of the sky's
 *   noise
 * @example addStar(tile, 100.3, 57.9, 12.5, hubblePsf('WFC3/UVIS', 'F555W'), 1e-3)
 */
export function addStar(
  tile: Tile,
  x: number,
  y: number,
  flux: number,
  psf: Psf,
  faintest: number,
): void {
  const reach = starReach(psf, flux, faintest)
  addCore(tile, { x, y, flux }, psf, Math.min(reach, WINGS_FULL_PX))
  if (reach > WINGS_FROM_PX) addWings(tile, { x, y, flux }, psf, reach, faintest)
}

interface Star {
  readonly x: number
  readonly y: number
  readonly flux: number
}

/** Adds the sampled image of one star: only the pixels near it go to the kernel. */
function addCore(tile: Tile, { x, y, flux }: Star, psf: Psf, reach: number): void {
  const half = Math.ceil(reach) + 1
  const [left, low, side] = [Math.round(x) - half, Math.round(y) - half, 2 * half + 1]
  const { x0, y0, width, height } = overlapOf(
    { x0: left, y0: low, width: side, height: side },
    tile,
  )
  if (width <= 0 || height <= 0) return
  onKernels([psf.core.planes], (kernels, [planes]) => {
    const [place, list] = [take(4 * width * height), take(4 * 8)]
    const there = pixelsAt(place, width * height)
    numbersAt(list, 4).set([x, y, flux, reach])
    const rowOf = (row: number) => {
      const start = (y0 + row - tile.y0) * tile.width + x0 - tile.x0
      return tile.pixels.subarray(start, start + width)
    }
    for (let row = 0; row < height; row++) there.set(rowOf(row), row * width)
    kernels.addStars(place, x0, y0, width, height, list, 1, planes)
    for (let row = 0; row < height; row++) {
      rowOf(row).set(there.subarray(row * width, (row + 1) * width))
    }
  })
}

/** So many stars are told to the kernel at once. */
const BATCH = 4096

/**
 * {@link addStar} for many stars, one after the other.
 *
 * @param shiftPx by which all of them are off their places
 */
export function addStars<S extends Omit<Star, 'flux'>>(
  tile: Tile,
  stars: readonly S[],
  fluxOf: (star: S) => number,
  how: { psf: Psf; faintest: number; shiftPx?: readonly [number, number] },
): void {
  const { psf, faintest, shiftPx: [dx, dy] = [0, 0] } = how
  const { x0, y0, width, height, pixels } = tile
  onKernels([psf.core.planes], (kernels, [planes]) => {
    const [place, list] = [take(pixels.byteLength), take(4 * 8 * Math.min(BATCH, stars.length))]
    const there = pixelsAt(place, pixels.length)
    const told = numbersAt(list, 4 * Math.min(BATCH, stars.length))
    there.set(pixels)
    let n = 0
    for (const [i, star] of stars.entries()) {
      const flux = fluxOf(star)
      const reach = starReach(psf, flux, faintest)
      const hasWings = reach > WINGS_FROM_PX
      const [x, y] = [star.x + dx, star.y + dy]
      told[4 * n] = x
      told[4 * n + 1] = y
      told[4 * n + 2] = flux
      told[4 * n + 3] = Math.min(reach, WINGS_FULL_PX)
      n++
      if (n < BATCH && !hasWings && i < stars.length - 1) continue
      kernels.addStars(place, x0, y0, width, height, list, n, planes)
      n = 0
      if (hasWings) addWings({ ...tile, pixels: there }, { x, y, flux }, psf, reach, faintest)
    }
    pixels.set(there)
  })
}

/** Radius in px up to which a star's light counts. */
export function starReach(psf: Psf, flux: number, faintest: number): number {
  const wing = wingReach(psf.wings, faintest / flux)
  const far = Math.max(wing.smooth, wing.spike)
  return far > WINGS_FROM_PX ? far : coreReach(psf, faintest / flux)
}

const reaches = new WeakMap<Psf, Float64Array>()

/** The first whole radius beyond which the sampled image stays below an intensity. */
function coreReach(psf: Psf, least: number): number {
  let brightest = reaches.get(psf)
  if (!brightest) {
    brightest = brightestBeyond(psf)
    reaches.set(psf, brightest)
  }
  let r = 2
  while (r < WINGS_FULL_PX && brightest[r] > least) r++
  return r
}

/** Largest value of the sampled image at or beyond each whole radius. */
function brightestBeyond({ core }: Psf): Float64Array {
  const brightest = new Float64Array(WINGS_FULL_PX + 2)
  for (let y = -WINGS_FULL_PX; y <= WINGS_FULL_PX; y += 0.5) {
    for (let x = -WINGS_FULL_PX; x <= WINGS_FULL_PX; x += 0.5) {
      const r = Math.floor(Math.hypot(x, y))
      if (r <= WINGS_FULL_PX) brightest[r] = Math.max(brightest[r], core.at(x, y))
    }
  }
  for (let r = WINGS_FULL_PX; r >= 0; r--) brightest[r] = Math.max(brightest[r], brightest[r + 1])
  return brightest
}

function addWings(
  { x0, y0, width, height, pixels }: Tile,
  { x, y, flux }: Star,
  { wings }: Psf,
  reach: number,
  faintest: number,
): void {
  const lastRow = Math.min(y0 + height - 1, Math.floor(y + reach))
  const smooth = Math.max(wingReach(wings, faintest / flux).smooth, WINGS_FULL_PX)
  const smoothSquare = smooth ** 2
  for (let row = Math.max(y0, Math.ceil(y - reach)); row <= lastRow; row++) {
    const dy = row - y
    for (const [first, last] of columnsOfWings(wings, x, dy, { reach, smooth })) {
      const end = Math.min(last, x0 + width - 1)
      for (let column = Math.max(first, x0); column <= end; column++) {
        const dx = column - x
        const square = dx * dx + dy * dy
        if (square > smoothSquare && !isOnSpike(wings, dx, dy)) continue
        const r = Math.sqrt(square)
        if (r <= WINGS_FROM_PX || r > reach) continue
        const light = flux * wingAt(wings, dx, dy)
        if (light < faintest && r > WINGS_FULL_PX) continue
        pixels[(row - y0) * width + column - x0] += (1 - sampledShare(r)) * light
      }
    }
  }
}
