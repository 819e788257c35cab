/** The planned sources of a band, each painted once and added to the strips that it reaches, in their order. */
import { skyNoise } from './detector-noise.js'
import type { ObservedBand } from './observed-band.js'
import type { FieldPlan } from './plan-field.js'
import { addTile, sourceTiles } from './render.js'
import type { Shape, Source, Tile } from './shape.js'
import { starReach } from './star.js'

/** Of the sky's noise: light fainter than this in a pixel is left out. */
const FAINTEST = 0.03

export class SourceTiles {
  private readonly sources: readonly Source[]
  private readonly faintest: number
  /** Of sources painted so far: their tiles that reach further strips. */
  private readonly kept = new Map<Source, Tile[]>()

  constructor(
    { sources }: FieldPlan,
    private readonly band: ObservedBand,
  ) {
    this.faintest = FAINTEST * skyNoise(band)
    this.sources = sources.flatMap(({ x, y, lights }) =>
      lights
        .map(({ shape, fluxes }) => ({ x, y, shape, flux: fluxes[band.letter] ?? 0 }))
        .filter(({ flux }) => flux > 0),
    )
  }

  /** @param strip as wide as the mosaic; strips come from the bottom up */
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

  /** Beyond it a source has no light: generous, for it only saves work. Stamps reach up to twice as far as light. */
  private reachOf({ shape, flux }: Source): number {
    return 2 * (16 + 16 * largestLength(shape) + starReach(this.band.psf, flux, this.faintest))
  }
}

function largestLength(shape: Shape): number {
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
