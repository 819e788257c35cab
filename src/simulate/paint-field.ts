/** Paints a planned field, strip by strip, so that memory does not grow with the mosaic. */

import { addNoise } from './detector-noise.js'
import { fieldStars, starFlux, stellarShares } from './field-stars.js'
import { addGalaxy, lightMap } from './galaxy-bands.js'
import { seedFor } from './lattice-noise.js'
import type { ObservedBand } from './observed-band.js'
import type { FieldPlan } from './plan-field.js'
import type { PlannedSource } from './planned-source.js'
import { addSource } from './render.js'
import type { Shape, Source, Tile } from './shape.js'
import { N_EXPOSURES, READ_NOISE } from './simulated-band.js'
import { addStar, starReach } from './star.js'

/** Rows painted at once. */
const STRIP_ROWS = 512
/** Of the sky's noise: light fainter than this in a pixel is left out. */
const FAINTEST_OF_SOURCE = 0.03
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
  for (let y0 = 0; y0 < sizePx; y0 += nRows) {
    const height = Math.min(nRows, sizePx - y0)
    const pixels = new Float32Array(sizePx * height)
    const tile = { x0: 0, y0, width: sizePx, height, pixels }
    paint(tile, plan, band)
    yield tile
  }
}

function paint(tile: Tile, plan: FieldPlan, band: ObservedBand): void {
  const { galaxy, coverage, options } = plan
  const noise = skyNoise(band)
  const vBand = options.bands.find(({ letter }) => letter === 'v')!
  const { distanceMpc } = options
  addGalaxy(tile, lightMap(galaxy, tile), galaxy, band, stellarShares(distanceMpc))
  for (const star of fieldStars(galaxy, { vBand, distanceMpc }, tile, STAR_MARGIN)) {
    addStar(tile, star.x, star.y, starFlux(star, band), band.psf, FAINTEST_OF_STAR * noise)
  }
  for (const source of plan.sources) addPlanned(tile, source, band, FAINTEST_OF_SOURCE * noise)
  addNoise(tile, band, coverage, seedFor(options.seed, 'noise', band.filter))
}

function addPlanned(
  tile: Tile,
  planned: PlannedSource,
  band: ObservedBand,
  faintest: number,
): void {
  for (const { shape, fluxes } of planned.lights) {
    const flux = fluxes[band.letter] ?? 0
    const source: Source = { x: planned.x, y: planned.y, shape, flux }
    if (flux > 0 && reaches(source, band, faintest, tile))
      addSource(tile, source, band.psf, faintest)
  }
}

/** Whether a source may have light in a tile: generous, for it only saves work. Stamps reach up to twice as far as light. */
function reaches(
  { y, shape, flux }: Source,
  band: ObservedBand,
  faintest: number,
  tile: Tile,
): boolean {
  const reach = 2 * (16 + 16 * largestLength(shape) + starReach(band.psf, flux, faintest))
  return y + reach > tile.y0 && y - reach < tile.y0 + tile.height
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

/** Standard deviation of an empty pixel, e-/s. */
export function skyNoise({ exposureS, skyRate }: ObservedBand): number {
  return Math.sqrt(skyRate / exposureS + (N_EXPOSURES * READ_NOISE ** 2) / exposureS ** 2)
}
