/** A band with its optics, and what its catalogue adds to an aperture's magnitude. */
import { apertureShare } from './noiseless.js'
import { hubblePsf, type Psf } from './psf.js'
import { pcToPx } from './shape.js'
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
