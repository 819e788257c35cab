/**
 * Photometry of many sources in one band: fluxes in circles with one sky, their errors, the
 * concentration index and flags. A strip of rows moves over the mosaic, so memory does not grow
 * with it.
 */
import { type Tile, TileStrip } from '../cutouts/index.js'
import { apertureSum } from './apertures.js'
import { photometryFlag } from './flags.js'
import { type FluxErrors, fluxErrors, fluxVariance } from './flux-errors.js'
import { type NoiseCorrelation, uncorrelated, type Windowed } from './noise-correlation.js'
import { annulusSky, type SkyAnnulus, type SkyEstimator } from './sky.js'

/** Places in the mosaic, 0-based; NaN where a source has none. */
export interface Places {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

export interface ApertureSettings {
  /** Radii of the circles, px; the last is the main one. Default 1, 3, 4. */
  readonly radiiPx: readonly number[]
  /** Default 7 to 8 px. */
  readonly annulus: SkyAnnulus
  /** Default `median`. */
  readonly estimator: SkyEstimator
  /** A source is detected in a band from so many sigma on; default 3. */
  readonly detectedFrom: number
}

export const APERTURE_DEFAULTS: ApertureSettings = {
  radiiPx: [1, 3, 4],
  annulus: { innerPx: 7, outerPx: 8 },
  estimator: 'median',
  detectedFrom: 3,
}

/** Radii of the concentration index, px. */
const CI_RADII = [1, 3] as const

/** One number for each source. */
export interface BandPhotometry {
  /** For each radius: e-/s above the sky, NaN where there is none, and its standard deviation. */
  readonly apertures: readonly { readonly flux: Float64Array; readonly error: Float64Array }[]
  /** mag(1 px) - mag(3 px); NaN where a flux is not positive. */
  readonly ci: Float64Array
  /** e-/s per pixel. */
  readonly sky: Float64Array
  /** Scatter of the sky's pixels, e-/s. */
  readonly scatter: Float64Array
  /** How many pixels of the sky are left after clipping. */
  readonly skyPixels: Int32Array
  /** Sums of `PHOTOMETRY_FLAGS`. */
  readonly flags: Int16Array
}

/** What the measurement of one band needs. */
export interface BandToMeasure {
  readonly image: Windowed
  /** Infinity without the noise of the sources' photons. */
  readonly exposureS: number
  /** e-/s; Infinity where nothing is saturated. */
  readonly saturation: number
  /** Default: none. */
  readonly correlation?: NoiseCorrelation
  /** What errors of the sky are multiplied with, for each aperture; default 1. */
  readonly skyFactors?: readonly number[]
}

const BIT = {
  outside: photometryFlag('outside'),
  edge: photometryFlag('edge'),
  gap: photometryFlag('gap'),
  saturated: photometryFlag('saturated'),
  noSky: photometryFlag('no_sky'),
  notDetected: photometryFlag('not_detected'),
}

/** Sources between two calls of `onProgress`. */
const A_STEP = 500

/**
 * Measures sources in one band.
 *
 * @param onProgress called with the number of sources that are done
 * @example
 * const { apertures, ci } = await measureSources({ image, exposureS: 1143, saturation }, places)
 * apertures[2].flux // e-/s in 4 px
 */
export async function measureSources(
  band: BandToMeasure,
  { x, y }: Places,
  settings: ApertureSettings = APERTURE_DEFAULTS,
  onProgress?: (nDone: number) => void,
): Promise<BandPhotometry> {
  const { width, height } = band.image
  const out = new Measurements(band, settings, x.length)
  const strip = new TileStrip(band.image, out.reachPx)
  const isOn = (row: number) =>
    x[row] >= -0.5 && x[row] < width - 0.5 && y[row] >= -0.5 && y[row] < height - 0.5
  const order = Array.from({ length: x.length }, (_, row) => row)
    .filter(isOn)
    .sort((a, b) => y[a] - y[b])
  for (const [k, row] of order.entries()) {
    out.measure(await strip.tileAbout(x[row], y[row]), row, x[row], y[row])
    if (k % A_STEP === A_STEP - 1) onProgress?.(k + 1)
  }
  onProgress?.(x.length)
  return out
}

class Measurements implements BandPhotometry {
  readonly apertures: BandPhotometry['apertures']
  readonly ci: Float64Array
  readonly sky: Float64Array
  readonly scatter: Float64Array
  readonly skyPixels: Int32Array
  readonly flags: Int16Array
  /** Half the side of a tile that holds all that is measured. */
  readonly reachPx: number
  private readonly errors: FluxErrors
  private readonly main: number

  constructor(
    private readonly band: BandToMeasure,
    private readonly settings: ApertureSettings,
    n: number,
  ) {
    const { radiiPx, annulus, estimator } = settings
    const numbers = () => new Float64Array(n).fill(Number.NaN)
    this.apertures = radiiPx.map(() => ({ flux: numbers(), error: numbers() }))
    ;[this.ci, this.sky, this.scatter] = [numbers(), numbers(), numbers()]
    this.skyPixels = new Int32Array(n)
    this.flags = new Int16Array(n).fill(BIT.outside)
    const { correlation = uncorrelated(), skyFactors } = band
    this.errors = fluxErrors(radiiPx, annulus, estimator, correlation, skyFactors)
    this.main = radiiPx.length - 1
    this.reachPx = Math.ceil(Math.max(annulus.outerPx, ...radiiPx, ...CI_RADII)) + 2
  }

  measure(tile: Tile, row: number, x: number, y: number): void {
    const { annulus, estimator, radiiPx } = this.settings
    const sky = annulusSky(tile, x, y, annulus, estimator)
    this.sky[row] = sky.level
    this.scatter[row] = sky.scatter
    this.skyPixels[row] = sky.nPixels
    this.flags[row] = this.pixelFlags(tile, x, y) | (Number.isNaN(sky.level) ? BIT.noSky : 0)
    const fluxIn = (radius: number) =>
      apertureSum(tile, x, y, radius) - Math.PI * radius * radius * sky.level
    const fluxes = radiiPx.map(fluxIn)
    for (const [k, flux] of fluxes.entries()) {
      this.apertures[k].flux[row] = flux
      this.apertures[k].error[row] = Math.sqrt(
        fluxVariance(this.errors, k, flux, sky, this.band.exposureS),
      )
    }
    const [inner, outer] = CI_RADII.map(
      (radius) => fluxes[radiiPx.indexOf(radius)] ?? fluxIn(radius),
    )
    if (inner > 0 && outer > 0) this.ci[row] = 2.5 * Math.log10(outer / inner)
    const { flux, error } = this.apertures[this.main]
    if (flux[row] < this.settings.detectedFrom * error[row]) this.flags[row] |= BIT.notDetected
  }

  /** What the pixels about a place are like. */
  private pixelFlags({ width, height, pixels, ...tile }: Tile, x: number, y: number): number {
    const { annulus, radiiPx } = this.settings
    const reach = Math.max(annulus.outerPx, radiiPx[this.main])
    const [cx, cy] = [x - tile.x0, y - tile.y0]
    const isWhole = (at: number, length: number) => at - reach >= -0.5 && at + reach <= length - 0.5
    let flags = isWhole(cx, width) && isWhole(cy, height) ? 0 : BIT.edge
    const [nearby, counted] = [radiiPx[this.main] ** 2, reach * reach]
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const dx = column - cx
        const dy = row - cy
        const square = dx * dx + dy * dy
        if (square > counted) continue
        const pixel = pixels[row * width + column]
        if (Number.isNaN(pixel)) flags |= BIT.gap
        else if (square <= nearby && pixel >= this.band.saturation) flags |= BIT.saturated
      }
    }
    return flags
  }
}
