/** A band with its optics, and what its catalogue adds to an aperture's magnitude. */
import type { Tile } from '../cutouts/index.js'
import {
  addSource,
  hubblePsf,
  type Psf,
  pcToPx,
  type Source,
  type SourceShape,
} from '../light/index.js'
import { concentrationIndex, LEGUS_RADIUS_PX, measureAperture } from '../photometry/index.js'
import type { SimulatedBand } from './simulated-band.js'

export interface ObservedBand extends SimulatedBand {
  readonly psf: Psf
  /** Negative: what the aperture of 4 px misses. */
  readonly correctionMag: number
}

/**
 * Optics and aperture correction of a band. The correction is the mean of some isolated clusters in LEGUS; here that of a
 * round cluster of 3 pc at 10 Mpc.
 */
export function observedBand(band: SimulatedBand): ObservedBand {
  const psf = hubblePsf(band.instrument, band.filter)
  const round = { gamma: 3, truncation: 10, q: 1, angleDeg: 0 }
  const shape = { kind: 'eff', rEffPx: pcToPx(3, 10), ...round } as const
  const share = apertureShare({ x: 0, y: 0, flux: 1, shape }, { x: 0, y: 0 }, psf)
  return { ...band, psf, correctionMag: 2.5 * Math.log10(share) }
}

/* Aperture photometry of a source alone, without noise: what fixes its flux and its size. */

/** Holds the annulus of 8 px about a position up to 3 px from the middle. */
const REACH_PX = 12

/**
 * The source's own pixels about the position where it is measured.
 *
 * @param faintest light fainter than this in a pixel is left out, e-/s
 */
function noiselessTile(
  source: Source,
  at: { x: number; y: number },
  psf: Psf,
  faintest: number,
): Tile {
  const side = 2 * REACH_PX + 1
  const [x0, y0] = [Math.round(at.x) - REACH_PX, Math.round(at.y) - REACH_PX]
  const tile = { x0, y0, width: side, height: side, pixels: new Float32Array(side * side) }
  addSource(tile, source, psf, faintest)
  return tile
}

/** Of the flux, in a pixel: the fifty pixels of the aperture and their sky to a thousandth; and for CI, to a hundredth. */
const FAINTEST_FOR_SHARE = 4e-5
const FAINTEST_FOR_CI = 3e-4

/**
 * Share of a source's flux that photometry finds in 4 px about a position.
 *
 * @param aperture what the share of interest has, e-/s, where that is little of the flux; default the flux
 * @returns near 0.8 for a star; not positive where the annulus is brighter than the aperture
 */
export function apertureShare(
  source: Source,
  at: { x: number; y: number },
  psf: Psf,
  aperture = source.flux,
): number {
  const tile = noiselessTile(source, at, psf, aperture * FAINTEST_FOR_SHARE)
  return measureAperture(tile, at.x, at.y, LEGUS_RADIUS_PX).flux / source.flux
}

/** Its concentration index there, mag; NaN where it has none. */
export function noiselessCi(
  shape: SourceShape,
  { x, y, at, psf }: { x: number; y: number; at: { x: number; y: number }; psf: Psf },
): number {
  return concentrationIndex(
    noiselessTile({ x, y, shape, flux: 1 }, at, psf, FAINTEST_FOR_CI),
    at.x,
    at.y,
  ).ci
}
