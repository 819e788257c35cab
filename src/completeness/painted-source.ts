/** The pixels of an injection in one band: scaled to its magnitude, with the noise of its light. */
import type { Tile } from '../cutouts/index.js'
import { InputError } from '../errors.js'
import { addTile, type Psf, type SourceShape, sourceTiles } from '../light/index.js'
import { type ApertureSettings, measureAperture } from '../photometry/index.js'
import type { Random } from '../random.js'
import { addPhotonNoise } from './source-noise.js'

/** What the painting of a band needs. */
export interface PaintBand {
  readonly filter: string
  readonly psf: Psf
  /** Magnitude of 1 e-/s in the main aperture, corrections and dust included. */
  readonly zero: number
  readonly exposureS: number
  /** c of `source-noise.ts`. */
  readonly shared: number
  /** Noise of a pixel of the sky, e-/s. */
  readonly noise: number
  readonly aperture: Pick<ApertureSettings, 'radiiPx' | 'annulus' | 'estimator'>
}

/** Light below this share of the sky's noise is left out. */
const FAINTEST = 0.02
/** The aperture holds about so much of a source's light; it only sets how far stamps reach. */
const USUAL_SHARE = 0.6
/** With a smaller share of the light in the aperture, a source has no magnitude to speak of. */
const LEAST_SHARE = 0.05

interface Painted {
  readonly x: number
  readonly y: number
  readonly shape: SourceShape
  readonly magnitude: number
}

/**
 * The source alone, so bright that the main aperture finds its magnitude.
 *
 * @returns undefined where it has no light in the band
 * @throws InputError if the aperture holds hardly any of its light
 */
export function noiselessSource(source: Painted, band: PaintBand): Tile | undefined {
  const wanted = 10 ** (-0.4 * (source.magnitude - band.zero))
  if (!(wanted > 0)) return undefined
  const { x, y, shape } = source
  const flux = wanted / USUAL_SHARE
  const tiles = sourceTiles({ x, y, shape, flux }, band.psf, FAINTEST * band.noise)
  const tile = tileOver(tiles, x, y, band.aperture.annulus.outerPx)
  const { radiiPx, annulus, estimator } = band.aperture
  const radius = radiiPx[radiiPx.length - 1]
  const found = measureAperture(tile, x, y, radius, { annulus, estimator }).flux
  if (!(found > LEAST_SHARE * flux)) throw tooLarge(source, band, radius)
  const scale = wanted / found
  for (let i = 0; i < tile.pixels.length; i++) tile.pixels[i] *= scale
  return tile
}

/** {@link noiselessSource} with the noise of its photons. */
export function paintedSource(source: Painted, band: PaintBand, random: Random): Tile | undefined {
  const tile = noiselessSource(source, band)
  if (tile) addPhotonNoise(tile, band.exposureS, band.shared, random)
  return tile
}

/** One tile that holds several, and the sky's annulus. */
function tileOver(tiles: readonly Tile[], x: number, y: number, outerPx: number): Tile {
  const reach = Math.ceil(outerPx) + 2
  const [column, row] = [Math.round(x), Math.round(y)]
  const x0 = Math.min(column - reach, ...tiles.map((tile) => tile.x0))
  const y0 = Math.min(row - reach, ...tiles.map((tile) => tile.y0))
  const x1 = Math.max(column + reach + 1, ...tiles.map((tile) => tile.x0 + tile.width))
  const y1 = Math.max(row + reach + 1, ...tiles.map((tile) => tile.y0 + tile.height))
  const [width, height] = [x1 - x0, y1 - y0]
  const tile = { x0, y0, width, height, pixels: new Float32Array(width * height) }
  for (const part of tiles) addTile(tile, part)
  return tile
}

function tooLarge({ shape }: Painted, { filter }: PaintBand, radius: number): InputError {
  return new InputError({
    what: `an artificial source that is too large for an aperture of ${radius} px in ${filter}`,
    got: 'rEffPx' in shape ? `half-light radius ${shape.rEffPx.toFixed(1)} px` : shape.kind,
    remedy: 'give smaller --sizes, or larger --apertures and --sky',
  })
}
