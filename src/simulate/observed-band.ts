/**
 * A band with its optics and aperture correction, and what photometry finds of one source in it,
 * without noise and neighbours: the share of the flux in the aperture, which fixes a source's flux,
 * and CI, which fixes its size.
 */
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
import type { BandNuisances, Nuisances } from './nuisances.js'
import type { SimulatedBand } from './simulated-band.js'

/** Where a source lies, and where it is measured; 0-based mosaic positions. */
export interface Placement {
  readonly x: number
  readonly y: number
  readonly at: { readonly x: number; readonly y: number }
}

export interface ObservedBand extends SimulatedBand {
  readonly psf: Psf
  /** What the catalogue adds to a magnitude in the aperture of 4 px, negative, mag. */
  readonly correctionMag: number
  /** Offset of the band's mosaic from V's, px; default 0. */
  readonly shiftPx?: readonly [number, number]
  /** What the exposures leave besides light and noise; only in varied fields. */
  readonly flaws?: BandNuisances
}

/**
 * Optics and aperture correction of a band. In LEGUS the correction is the mean of some isolated
 * clusters; here it is the one of a round cluster of 3 pc at 10 Mpc.
 */
export function observedBand(band: SimulatedBand): ObservedBand {
  return bandWithPsf(band, hubblePsf(band.instrument, band.filter))
}

/** {@link observedBand} with other optics than those of the camera and filter. */
export function bandWithPsf(band: SimulatedBand, psf: Psf): ObservedBand {
  return { ...band, psf, correctionMag: correctionOf(psf) }
}

/** A band of a varied field. */
export function variedBand(band: SimulatedBand, nuisances: Nuisances): ObservedBand {
  const { pixfrac, columnDeg, ofBand, notVaried } = nuisances
  const flaws = ofBand[band.letter]
  const { jitterPx, aberrations, shiftPx } = flaws
  const psf = notVaried.includes('optics')
    ? hubblePsf(band.instrument, band.filter, { columnDeg })
    : hubblePsf(band.instrument, band.filter, { pixfrac, columnDeg, jitterPx }, aberrations)
  return { ...band, psf, correctionMag: correctionOf(psf), shiftPx, flaws }
}

function correctionOf(psf: Psf): number {
  const round = { gamma: 3, truncation: 10, q: 1, angleDeg: 0 }
  const shape = { kind: 'eff', rEffPx: pcToPx(3, 10), ...round } as const
  const share = apertureShare({ x: 0, y: 0, flux: 1, shape }, { x: 0, y: 0 }, psf)
  return 2.5 * Math.log10(share)
}

/** Half the side of a noiseless picture, px: the annulus of 8 px fits at up to 3 px off centre. */
const REACH_PX = 12

/**
 * Light below this share of the flux in a pixel is left out: the sum over the aperture and its sky
 * is then good to a thousandth, and CI to a hundredth.
 */
const FAINTEST_FOR_SHARE = 4e-5
const FAINTEST_FOR_CI = 3e-4

/**
 * Share of a source's flux that photometry finds in 4 px about a position.
 *
 * @param aperture flux of the part of interest, e-/s, if it is a small part of the flux; default:
 *   the flux
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

/** Concentration index of a shape where it is measured, mag; NaN where it has none. */
export function noiselessCi(
  shape: SourceShape,
  { x, y, at, psf }: Placement & { psf: Psf },
): number {
  return concentrationIndex(
    noiselessTile({ x, y, shape, flux: 1 }, at, psf, FAINTEST_FOR_CI),
    at.x,
    at.y,
  ).ci
}

/**
 * The pixels of the source alone, around the position where it is measured.
 *
 * @param faintest light below this in a pixel is left out, e-/s
 */
export function noiselessTile(
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
