/** Paints a planned field strip by strip, so that memory does not grow with its height. */
import type { Tile } from '../cutouts/index.js'
import {
  addStars,
  addTile,
  type Source,
  type SourceShape,
  sourceTiles,
  starReach,
} from '../light/index.js'
import { seedFor } from '../random.js'
import { addTrails, BandArtefacts } from './band-artefacts.js'
import { addNoise, skyNoise } from './exposures.js'
import { fieldStars, starFluxIn, stellarShares } from './field-stars.js'
import { foregroundIn } from './foreground-dust.js'
import { addGalaxy, lightMap } from './galaxy-bands.js'
import type { ObservedBand } from './observed-band.js'
import type { FieldPlan } from './plan-field.js'
import { addSkyResidual } from './sky-residual.js'

/** Rows that are painted at once. */
const STRIP_ROWS = 512
/** Light below this times the sky's noise is left out: of planned sources, of field stars. */
const FAINTEST = 0.03
const FAINTEST_OF_STAR = 0.5
/** The light of a field star does not reach farther than this, px. */
const STAR_MARGIN = 64

/** A strip of one band's mosaic. */
export interface PaintedStrip {
  readonly band: ObservedBand
  readonly tile: Tile
}

/**
 * Strips of the mosaics, from the bottom up; of each strip one band after the other, since they
 * share the galaxy and its stars. Pixels do not depend on the strips' height.
 */
export function* paintedStrips(
  plan: FieldPlan,
  bands: readonly ObservedBand[],
  nRows = STRIP_ROWS,
): Generator<PaintedStrip> {
  const { galaxy, options } = plan
  const { sizePx: width, distanceMpc } = options
  const vBand = options.bands.find(({ letter }) => letter === 'v')!
  const foregroundOf = foregroundIn(options)
  const painters = bands.map((band) => ({
    ...{ band, foreground: foregroundOf(band) },
    ...{ sources: new SourceTiles(plan, band), artefacts: artefactsOf(band, options) },
  }))
  for (let y0 = 0; y0 < width; y0 += nRows) {
    const strip = { x0: 0, y0, width, height: Math.min(nRows, width - y0) }
    const map = lightMap(galaxy, strip)
    const stars = fieldStars(galaxy, { vBand, distanceMpc }, strip, STAR_MARGIN)
    const stellar = stellarShares(distanceMpc, galaxy.stellarShares)
    for (const { band, foreground, sources, artefacts } of painters) {
      const tile = { ...strip, pixels: new Float32Array(width * strip.height) }
      addGalaxy(tile, map, galaxy, band, stellar, foreground)
      const { psf, shiftPx } = band
      const faintest = FAINTEST_OF_STAR * skyNoise(band)
      addStars(tile, stars, starFluxIn(band, foreground), { psf, faintest, shiftPx })
      sources.addTo(tile)
      const { flaws } = band
      if (flaws) addTrails(tile, flaws.artefacts.trailShare)
      const seed = seedFor(options.seed, 'noise', band.filter)
      addNoise(tile, band, plan.coverage, seed, flaws?.sharedNoise)
      if (flaws) addSkyResidual(tile, flaws.sky, skyNoise(band), width)
      artefacts?.addTo(tile)
      yield { band, tile }
    }
  }
}

function artefactsOf(band: ObservedBand, { seed, sizePx }: FieldPlan['options']) {
  if (!band.flaws) return undefined
  const own = seedFor(seed, 'artefacts', band.filter)
  return new BandArtefacts(band.flaws.artefacts, own, skyNoise(band), sizePx)
}

/** The planned sources of a band, each painted once and added in order to the strips it reaches. */
class SourceTiles {
  private readonly sources: readonly Source[]
  private readonly faintest: number
  /** For each source painted so far: its tiles that reach the next strips. */
  private readonly kept = new Map<Source, Tile[]>()

  constructor(
    { sources, backdrop = [] }: FieldPlan,
    private readonly band: ObservedBand,
  ) {
    this.faintest = FAINTEST * skyNoise(band)
    const [dx, dy] = band.shiftPx ?? [0, 0]
    this.sources = [...sources, ...backdrop].flatMap(({ x, y, lights }) =>
      lights
        .map(({ shape, fluxes }) => ({
          x: x + dx,
          y: y + dy,
          shape,
          flux: fluxes[band.letter] ?? 0,
        }))
        .filter(({ flux }) => flux > 0),
    )
  }

  /** @param strip as wide as the mosaic; strips must come from the bottom up */
  addTo(strip: Tile): void {
    const top = strip.y0 + strip.height
    for (const source of this.sources) {
      const reach = this.reachOf(source)
      if (source.y + reach <= strip.y0 || source.y - reach >= top) continue
      const tiles = this.kept.get(source) ?? sourceTiles(source, this.band.psf, this.faintest)
      for (const tile of tiles) addTile(strip, tile)
      this.kept.set(
        source,
        tiles.filter(({ y0, height }) => y0 + height > top),
      )
    }
  }

  /**
   * Radius without any light outside, px. It may be too large, since it only saves work; stamps
   * reach up to twice as far as the light.
   */
  private reachOf({ shape, flux }: Source): number {
    return 2 * (16 + 16 * largestLength(shape) + starReach(this.band.psf, flux, this.faintest))
  }
}

function largestLength(shape: SourceShape): number {
  switch (shape.kind) {
    case 'eff':
    case 'sersic':
    case 'spiral':
      return shape.rEffPx
    case 'ridge':
    case 'cosmic-ray':
      return shape.lengthPx / 8
    case 'composite':
      return Math.max(
        ...shape.parts.map(
          (part) => largestLength(part.shape) + Math.hypot(part.dxPx, part.dyPx) / 8,
        ),
      )
    case 'saturated':
      return 20 + Math.hypot(shape.dxPx, shape.dyPx) / 8
    default:
      return 0
  }
}
