/**
 * Hubble's cameras as the point spread functions need them: the detector's pixel, the pupil and its
 * wavefront, and each filter's band, halo and charge. The numbers are in fitted-cameras.ts.
 */
import { InputError } from '../errors.js'
import type { Aberrations } from './aberrations.js'
import type { Charge, DetectorPixel } from './detector.js'
import type { ComplexPicture } from './fft.js'
import { FILTERS_BETWEEN } from './filters-between.js'
import { FITTED_CAMERAS } from './fitted-cameras.js'
import { type Wavefront, zernikeWavefront } from './pupil.js'
import { type FilterOptics, opticalTransfer } from './telescope.js'

export type Camera = 'WFC3/UVIS' | 'ACS/WFC'

interface CameraOptics {
  readonly pixel: DetectorPixel
  /** From the detector's x axis to the telescope's, where columns lie along y. */
  readonly pupilDeg: number
  /** Highest order of the wavefront's Zernike polynomials (pupil.ts). */
  readonly maxOrder: number
  /** Coefficients of these polynomials. */
  readonly wavefrontNm: readonly number[]
  readonly filters: Readonly<Record<string, CameraFilter>>
}

interface CameraFilter extends FilterOptics {
  readonly charge: Charge
}

export const CAMERAS: Readonly<Record<Camera, CameraOptics>> = {
  'WFC3/UVIS': withFilters('WFC3/UVIS'),
  'ACS/WFC': withFilters('ACS/WFC'),
}

function withFilters(camera: Camera): CameraOptics {
  const fitted = FITTED_CAMERAS[camera]
  return { ...fitted, filters: { ...fitted.filters, ...FILTERS_BETWEEN[camera] } }
}

/** Direction of the detector's columns in the mosaic where nothing else is asked: upwards. */
export const COLUMN_DEG = 90

/** @throws {@link InputError} for a filter that is not described */
export function filterOf(camera: Camera, filter: string): CameraFilter {
  const found = CAMERAS[camera].filters[filter]
  if (found) return found
  throw new InputError({
    what: `no point spread function of ${camera} ${filter}`,
    expected: `one of ${Object.keys(CAMERAS[camera].filters).join(', ')}`,
    got: filter,
    remedy: 'choose one of these filters',
  })
}

/**
 * Transfer function of the telescope alone, on the grid of telescope.ts, in the mosaic's frame.
 *
 * @param columnDeg direction of the detector's columns in the mosaic
 * @param aberrations how this observation differs from the fit; default: not at all
 */
export function telescopeTransfer(
  camera: Camera,
  filter: string,
  columnDeg: number,
  aberrations?: Aberrations,
): ComplexPicture {
  const optics = CAMERAS[camera]
  const turn = spikeDirection(camera, columnDeg)
  const fitted = filterOf(camera, filter)
  if (!aberrations) return opticalTransfer(fitted, wavefrontOf(optics), turn)
  const changed = {
    ...fitted,
    defocusNm: fitted.defocusNm + aberrations.defocusNm,
    haloShare: fitted.haloShare * aberrations.haloFactor,
  }
  return opticalTransfer(changed, disturbed(optics, aberrations), turn)
}

/** The last disturbed wavefront: the bands of a field share theirs. */
let disturbedLast: { optics: CameraOptics; by: readonly number[]; wavefront: Wavefront } | undefined

function disturbed(optics: CameraOptics, { wavefrontNm: by }: Aberrations): Wavefront {
  const { wavefrontNm, maxOrder } = optics
  if (disturbedLast?.optics === optics && disturbedLast.by === by) return disturbedLast.wavefront
  const sum = wavefrontNm.map((nm, k) => nm + (by[k] ?? 0))
  const wavefront = zernikeWavefront(sum, maxOrder)
  disturbedLast = { optics, by, wavefront }
  return wavefront
}

/** Direction of a diffraction spike in the mosaic, degrees; the others follow at right angles. */
export function spikeDirection(camera: Camera, columnDeg = COLUMN_DEG): number {
  return CAMERAS[camera].pupilDeg + columnDeg - 90
}

const wavefronts = new Map<CameraOptics, Wavefront>()

function wavefrontOf(optics: CameraOptics): Wavefront {
  const known = wavefronts.get(optics)
  const wavefront = known ?? zernikeWavefront(optics.wavefrontNm, optics.maxOrder)
  wavefronts.set(optics, wavefront)
  return wavefront
}
