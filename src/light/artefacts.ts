/**
 * What the detector does to a picture. Tracks of cosmic rays and hot pixels appear in one filter;
 * they are sharper than a star, since charge diffusion and drizzling have blurred them, but no
 * telescope. A star above the full well is clipped: in each column of the detector the charge that
 * is lost fills pixels up to the full well, half of it at each end of the clipped ones. The columns
 * are those of one detector, turned into the mosaic, with soft ends as drizzling leaves them.
 */
import type { Tile } from '../cutouts/index.js'
import type { Psf } from './psf.js'
import type { CosmicRayShape, HotPixelShape, SaturatedShape, Source } from './shape.js'
import { spectrumOf } from './spectra.js'
import { overlapOf, type Rectangle, samplingOf, stampOf, stampSideFor } from './stamp.js'
import { addStar, starReach } from './star.js'

/** Sigma across a track, px: it is as narrow as the charge that it sets free. */
const TRACK_SIGMA_PX = 0.1

/**
 * The pixels of a track or of a hot pixel.
 *
 * @param wanted where pixels are wanted; default: everywhere
 */
export function artefactStamp(
  source: Source,
  shape: CosmicRayShape | HotPixelShape,
  psf: Psf,
  wanted?: Rectangle,
): Tile {
  const isTrack = shape.kind === 'cosmic-ray'
  const transfer = isTrack ? psf.transfers.charge : psf.transfers.pixel
  const [lengthPx, angleDeg] = isTrack ? [shape.lengthPx, shape.angleDeg] : [0, 0]
  const side = stampSideFor(lengthPx + 8)
  const ridge = {
    kind: 'ridge',
    lengthPx,
    widthPx: isTrack ? TRACK_SIGMA_PX : 0,
    angleDeg,
  } as const
  const spectrum = spectrumOf(ridge, psf.wavelengthNm, samplingOf(transfer, side).at)
  return stampOf(source, spectrum, transfer, side, wanted)
}

/**
 * The pixels of a star above the full well.
 *
 * @param wanted where pixels are wanted; default: everywhere
 */
export function saturatedStamp(
  source: Source,
  shape: SaturatedShape,
  psf: Psf,
  faintest: number,
  wanted?: Rectangle,
): Tile {
  const [x, y] = [source.x + shape.dxPx, source.y + shape.dyPx]
  const trails = trailsOf(source.flux, shape, psf)
  const longest = Math.max(0, ...[...trails.values()].flatMap(({ from, to }) => [-from, to]))
  const reach = Math.ceil(Math.max(starReach(psf, source.flux, faintest), longest + 3))
  const [x0, y0, side] = [Math.round(x) - reach, Math.round(y) - reach, 2 * reach + 1]
  const window = overlapOf({ x0, y0, width: side, height: side }, wanted)
  const nPixels = Math.max(0, window.width) * Math.max(0, window.height)
  const stamp = { ...window, pixels: new Float32Array(nPixels) }
  if (nPixels === 0) return stamp
  addStar(stamp, x, y, source.flux, psf, faintest)
  bleed(stamp, x, y, shape, trails)
  return stamp
}

/** Clips a star at x, y, and fills its trails. */
function bleed(
  { x0, y0, width, height, pixels }: Tile,
  x: number,
  y: number,
  shape: SaturatedShape,
  trails: ReadonlyMap<number, Trail>,
): void {
  const { fullWell } = shape
  const { cos, sin } = columnAxis(shape)
  const widest = Math.max(...trails.keys())
  for (let row = 0, i = 0; row < height; row++) {
    const dy = row + y0 - y
    for (let column = 0; column < width; column++, i++) {
      const dx = column + x0 - x
      if (pixels[i] > fullWell) pixels[i] = fullWell
      const across = dx * sin - dy * cos
      if (Math.abs(across) > widest + 1) continue
      const filled = filledShare(trails, dx * cos + dy * sin, across)
      pixels[i] = Math.max(pixels[i], filled * fullWell)
    }
  }
}

function columnAxis({ columnDeg }: SaturatedShape): { cos: number; sin: number } {
  const angle = (columnDeg * Math.PI) / 180
  return { cos: Math.cos(angle), sin: Math.sin(angle) }
}

/** Where a column bleeds: its ends, px along the column from the star. */
interface Trail {
  readonly from: number
  readonly to: number
}

/** The trail of each column that bleeds, by the column's distance from the star in px. */
function trailsOf(flux: number, shape: SaturatedShape, psf: Psf): Map<number, Trail> {
  const trails = new Map<number, Trail>()
  const { cos, sin } = columnAxis(shape)
  const half = 60
  for (let column = -half; column <= half; column++) {
    let [excess, first, last] = [0, 0, 0]
    for (let row = -half; row <= half; row++) {
      const light = flux * psf.core.at(row * cos + column * sin, row * sin - column * cos)
      if (light <= shape.fullWell) continue
      if (excess === 0) first = row
      last = row
      excess += light - shape.fullWell
    }
    const length = excess / shape.fullWell / 2
    if (excess > 0) trails.set(column, { from: first - length, to: last + length })
  }
  return trails
}

/** Share of a pixel that trails fill: columns are 1 px wide, and blend into their neighbours. */
function filledShare(trails: ReadonlyMap<number, Trail>, along: number, across: number): number {
  const column = Math.floor(across)
  const part = across - column
  return (
    (1 - part) * inTrail(trails.get(column), along) + part * inTrail(trails.get(column + 1), along)
  )
}

function inTrail(trail: Trail | undefined, along: number): number {
  if (!trail) return 0
  return Math.min(1, Math.max(0, Math.min(along - trail.from, trail.to - along) + 0.5))
}
