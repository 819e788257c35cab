/** What a camera's point spread functions are made of: the numbers that psf-coefficients.ts ships. */
import type { Charge, DetectorPixel } from './psf-detector.js'
import type { FilterOptics } from './psf-optics.js'

export type Camera = 'WFC3/UVIS' | 'ACS/WFC'

export interface CameraOptics {
  readonly pixel: DetectorPixel
  /** From the detector's x to the telescope's, where columns are y. */
  readonly pupilDeg: number
  /** Highest order of the wavefront's Zernike polynomials, and their coefficients (psf-pupil.ts). */
  readonly maxOrder: number
  readonly wavefrontNm: readonly number[]
  readonly filters: Readonly<Record<string, FilterOptics & { readonly charge: Charge }>>
}
