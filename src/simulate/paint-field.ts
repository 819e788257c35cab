/** Paints a planned field, strip by strip, so that memory does not grow with the mosaic. */

import { addNoise, skyNoise } from './detector-noise.js'
import { fieldStars, starFlux, stellarShares } from './field-stars.js'
import { addGalaxy, lightMap } from './galaxy-bands.js'
import { seedFor } from './lattice-noise.js'
import type { ObservedBand } from './observed-band.js'
import type { FieldPlan } from './plan-field.js'
import type { Tile } from './shape.js'
import { SourceTiles } from './source-tiles.js'
import { addStar } from './star.js'

/** Rows painted at once. */
const STRIP_ROWS = 512
/** Of the sky's noise: light of a field star that is fainter than this in a pixel is left out. */
const FAINTEST_OF_STAR = 0.5
/** Stars of the field reach less far than this, px. */
const STAR_MARGIN = 64

/** Strips of a band's mosaic from the bottom up; their pixels do not depend on where strips end. */
export function* paintedStrips(
  plan: FieldPlan,
  band: ObservedBand,
  nRows = STRIP_ROWS,
): Generator<Tile> {
  const { sizePx } = plan.options
  const sources = new SourceTiles(plan, band)
  for (let y0 = 0; y0 < sizePx; y0 += nRows) {
    const height = Math.min(nRows, sizePx - y0)
    const pixels = new Float32Array(sizePx * height)
    const tile = { x0: 0, y0, width: sizePx, height, pixels }
    paint(tile, plan, band, sources)
    yield tile
  }
}

function paint(tile: Tile, plan: FieldPlan, band: ObservedBand, sources: SourceTiles): void {
  const { galaxy, coverage, options } = plan
  const noise = skyNoise(band)
  const vBand = options.bands.find(({ letter }) => letter === 'v')!
  const { distanceMpc } = options
  addGalaxy(tile, lightMap(galaxy, tile), galaxy, band, stellarShares(distanceMpc))
  for (const star of fieldStars(galaxy, { vBand, distanceMpc }, tile, STAR_MARGIN)) {
    addStar(tile, star.x, star.y, starFlux(star, band), band.psf, FAINTEST_OF_STAR * noise)
  }
  sources.addTo(tile)
  addNoise(tile, band, coverage, seedFor(options.seed, 'noise', band.filter))
}
