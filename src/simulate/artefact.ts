/**
 * What the detector makes by itself, in one filter: tracks of cosmic rays and hot pixels. No telescope has spread
 * them; only charge diffusion and drizzling have, so they are sharper than a star.
 */
import { spectrumOf } from './light-transform.js'
import type { Psf } from './psf.js'
import type { CosmicRayShape, HotPixelShape, Source, Tile } from './shape.js'
import { samplingOf, stampOf, stampSideFor } from './stamp.js'

/** Width of a track: no wider than the charge it sets free, px. */
const TRACK_SIGMA_PX = 0.1

export function artefactStamp(
  source: Source,
  shape: CosmicRayShape | HotPixelShape,
  psf: Psf,
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
  return stampOf(source.x, source.y, source.flux, spectrum, transfer, side)
}
