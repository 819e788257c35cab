/**
 * Sources in tiles of a mosaic. A source's pixels depend on its position in the mosaic alone, never
 * on the tile: two neighbouring tiles get exactly what one large tile would get, if the sources are
 * added to both in the same order.
 */
import type { Tile } from '../cutouts/index.js'
import { artefactStamp, saturatedStamp } from './artefacts.js'
import { effProfile, intensityOf, type Mixture, sersicProfile } from './profiles.js'
import type { Psf } from './psf.js'
import type { LightShape, Part, Source } from './shape.js'
import { type ExtendedShape, spectrumOf } from './spectra.js'
import { type Rectangle, samplingOf, stampOf, stampSideFor } from './stamp.js'
import { addStar, starReach } from './star.js'

/**
 * Adds a source to the pixels of a tile that it reaches.
 *
 * @param source its position is in the mosaic and may lie outside the tile; a flux of 0 adds
 *   nothing
 * @param faintest light below this in a pixel may be left out, e-/s; e.g. a tenth of the sky's
 *   noise
 * @throws an internal error for a flux below 0, or one that is not finite
 * @example
 * const shape = { kind: 'eff', rEffPx: 1.6, gamma: 3, truncation: 10, q: 1, angleDeg: 0 } as const
 * addSource(tile, { x: 100.3, y: 57.9, flux: 20, shape }, hubblePsf('WFC3/UVIS', 'F555W'), 1e-3)
 */
export function addSource(tile: Tile, source: Source, psf: Psf, faintest: number): void {
  const { x, y, flux, shape } = source
  if (isDark(source)) return
  if (shape.kind === 'point') addStar(tile, x, y, flux, psf, faintest)
  else if (shape.kind === 'composite') {
    for (const part of partsOf(source, shape.parts, psf)) addSource(tile, part, psf, faintest)
  } else for (const stamp of stampsOf(source, psf, faintest, tile)) addTile(tile, stamp)
}

/**
 * The pixels of a source as tiles, which overlap if it is a composite. They are made once, and can
 * be added to each tile of the mosaic that they reach.
 */
export function sourceTiles(source: Source, psf: Psf, faintest: number): Tile[] {
  const { x, y, flux, shape } = source
  if (isDark(source)) return []
  if (shape.kind === 'composite') {
    return partsOf(source, shape.parts, psf).flatMap((part) => sourceTiles(part, psf, faintest))
  }
  if (shape.kind !== 'point') return stampsOf(source, psf, faintest)
  const reach = Math.ceil(starReach(psf, flux, faintest)) + 1
  const side = 2 * reach + 1
  const [x0, y0] = [Math.round(x) - reach, Math.round(y) - reach]
  const tile = { x0, y0, width: side, height: side, pixels: new Float32Array(side * side) }
  addStar(tile, x, y, flux, psf, faintest)
  return [tile]
}

/** Adds the pixels of one tile to another, where they overlap. */
export function addTile(tile: Tile, other: Tile): void {
  const first = Math.max(tile.x0, other.x0)
  const last = Math.min(tile.x0 + tile.width, other.x0 + other.width)
  const end = Math.min(tile.y0 + tile.height, other.y0 + other.height)
  for (let y = Math.max(tile.y0, other.y0); y < end; y++) {
    const to = (y - tile.y0) * tile.width - tile.x0
    const from = (y - other.y0) * other.width - other.x0
    for (let x = first; x < last; x++) tile.pixels[to + x] += other.pixels[from + x]
  }
}

/** Flux of each part in a band: the shares follow their colours, and are normalised again. */
export function partFluxes(parts: readonly Part[], flux: number, wavelengthNm: number): number[] {
  const weights = parts.map(({ share, colour }) => share * (wavelengthNm / 555) ** colour)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (flux * weight) / total)
}

/** Whether the source has no light in the band. */
function isDark({ x, y, flux, shape }: Source): boolean {
  if (flux >= 0 && Number.isFinite(flux + x + y)) return flux === 0
  throw new Error(`internal: ${shape.kind} of flux ${flux} at ${x}, ${y}`)
}

function partsOf({ x, y, flux }: Source, parts: readonly Part[], psf: Psf): Source[] {
  const fluxes = partFluxes(parts, flux, psf.wavelengthNm)
  return parts.map(({ shape, dxPx, dyPx }, i) => ({
    ...{ x: x + dxPx, y: y + dyPx, flux: fluxes[i] },
    shape,
  }))
}

/** @param wanted where pixels are wanted; default: everywhere */
function stampsOf(source: Source, psf: Psf, faintest: number, wanted?: Rectangle): Tile[] {
  const { shape } = source
  switch (shape.kind) {
    case 'saturated':
      return [saturatedStamp(source, shape, psf, faintest, wanted)]
    case 'cosmic-ray':
    case 'hot-pixel':
      return shape.filter === psf.filter ? [artefactStamp(source, shape, psf, wanted)] : []
    case 'point':
    case 'composite':
      return []
    default:
      return [extendedStamp(source, shape, psf, faintest, wanted)]
  }
}

function extendedStamp(
  source: Source,
  shape: ExtendedShape,
  psf: Psf,
  faintest: number,
  wanted?: Rectangle,
): Tile {
  const { flux } = source
  const reach = extendedReach(shape, psf, flux, faintest)
  const side = stampSideFor(reach)
  const transfer = psf.transfers.light
  const spectrum = spectrumOf(shape, psf.wavelengthNm, samplingOf(transfer, side).at)
  const [dx, dy] = shiftOf(shape, psf.wavelengthNm)
  const at = { x: source.x + dx, y: source.y + dy, flux }
  return stampOf(at, spectrum, transfer, side, wanted)
}

function shiftOf(shape: LightShape, wavelengthNm: number): readonly [number, number] {
  if (shape.kind !== 'eff' || !shape.gradient) return [0, 0]
  const [dx, dy] = shape.gradient.shiftPx
  const steps = Math.log10(wavelengthNm / 555)
  return [dx * steps, dy * steps]
}

/** Radius beyond which the source is too faint, with its own size and the telescope's blur, px. */
function extendedReach(shape: ExtendedShape, psf: Psf, flux: number, faintest: number): number {
  const spread = Math.min(60, starReach(psf, flux, faintest))
  if (shape.kind === 'ridge') return shape.lengthPx + 4 * shape.widthPx + 6
  const mixture =
    shape.kind === 'eff' ? effProfile(shape, psf.wavelengthNm).mixture : sersicProfile(shape)
  const brighter = shape.kind === 'spiral' ? 1 + shape.contrast : 1
  return Math.max(spread, radiusAt(mixture, faintest / (flux * brighter)) / Math.sqrt(shape.q)) + 4
}

let radii: readonly number[] | undefined

/** Radii that a source may reach to: from 1 to 512 px in steps of 15 %. */
function knownRadii(): readonly number[] {
  if (radii) return radii
  const made = [1]
  for (let r = 1.15; made[made.length - 1] < 512; r *= 1.15) made.push(r)
  radii = made
  return made
}

/** The first of the radii where the profile is not brighter than an intensity, or the last one. */
function radiusAt(mixture: Mixture, intensity: number): number {
  const steps = knownRadii()
  let [from, to] = [0, steps.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (intensityOf(mixture, steps[middle]) > intensity) from = middle + 1
    else to = middle
  }
  return steps[from]
}
