/**
 * The point spread function of a camera and filter in a mosaic of 0.03962"/px: the flux in a pixel at any offset
 * from a star, 1 in all. Telescope (psf-optics.ts), detector and drizzling (psf-detector.ts), far wings and spikes
 * (psf-wings.ts); the description that ships is in psf-coefficients.ts. See docs/decisions/0006-pupil.md.
 */
import { InputError } from '../errors.js'
import { CAMERAS, type Camera, type CameraOptics } from './cameras.js'
import { bandLimit, type Drizzle, detectorTransfer } from './detector.js'
import { type ComplexPicture, transform } from './fft.js'
import { Spline } from './spline.js'
import {
  frequencyOf,
  GRID_SIDE,
  OVERSAMPLING,
  opticalTransfer,
  type Wavefront,
  zernikeWavefront,
} from './telescope.js'
import { lightOfWings, WINGS_FROM_PX, WINGS_FULL_PX, type Wings, wingAt, wingsOf } from './wings.js'

export type { Camera } from './cameras.js'

export interface Psf {
  readonly camera: Camera
  readonly filter: string
  readonly wavelengthNm: number
  /** The sampled image, out to WINGS_FULL_PX, where the wings have taken over. */
  readonly core: Spline
  readonly wings: Wings
  /** Transfer functions of what passed the telescope, of charge in the detector, and of a single pixel. */
  readonly transfers: { readonly [stage in 'light' | 'charge' | 'pixel']: Transfer }
  readonly drizzle: Drizzle
}

/** On the grid of psf-optics.ts; beyond `limit` cycles a pixel it is under 1e-4. */
export interface Transfer {
  readonly picture: ComplexPicture
  readonly limit: number
}

/** Columns upwards, drops of whole pixels. */
const DRIZZLE = { columnDeg: 90, pixfrac: 1 }

/**
 * Softness of real mosaics beyond the model images, a Gaussian's sigma in px: what guiding, registration and charge
 * do more than they say. For WFC3 it brings stars to the concentration of those in three real mosaics (F475W
 * 0.60, F625W 0.50, F814W 0.35 px); in the ultraviolet it is extrapolated, for ACS taken over from F814W.
 */
export function softnessPx(camera: Camera, wavelengthNm: number): number {
  if (camera === 'ACS/WFC') return 0.35
  return Math.sqrt(Math.max(0.12, 0.36 - 0.0007 * (wavelengthNm - 475)))
}

/**
 * The point spread function of a filter. Takes about a third of a second.
 *
 * @param drizzle default: columns upwards, pixfrac 1, jitter by `softnessPx`
 * @throws {@link InputError} for a filter that is not described
 * @example psfAt(hubblePsf('WFC3/UVIS', 'F555W'), 0, 0) // share of a star's flux in its central pixel
 */
export function hubblePsf(camera: Camera, filter: string, drizzle: Partial<Drizzle> = {}): Psf {
  const optics = CAMERAS[camera]
  const { wavelengthNm, charge } = filterOf(camera, filter)
  const made = { ...DRIZZLE, jitterPx: softnessPx(camera, wavelengthNm), ...drizzle }
  const optical = telescopeTransfer(camera, filter, made.columnDeg)
  const stage = (from: 'light' | 'charge' | 'pixel') =>
    detectorTransfer(optical, optics.pixel, charge, made, from)
  const spikeDeg = spikeDirection(camera, made.columnDeg)
  const { image, wings } = imageAndWings(centred(stage('light')), wavelengthNm, spikeDeg)
  transform(image, -1)
  const transfer = (picture: ComplexPicture) => ({ picture, limit: bandLimit(picture, 1e-4) })
  return {
    camera,
    filter,
    wavelengthNm,
    core: Spline.ofTransfer(image),
    wings,
    transfers: {
      light: transfer(image),
      charge: transfer(stage('charge')),
      pixel: transfer(stage('pixel')),
    },
    drizzle: made,
  }
}

/**
 * Transfer function of the telescope alone, on the grid of psf-optics.ts, in the mosaic's frame.
 *
 * @param columnDeg direction of the detector's columns in the mosaic
 */
export function telescopeTransfer(
  camera: Camera,
  filter: string,
  columnDeg: number,
): ComplexPicture {
  const optics = CAMERAS[camera]
  const turn = spikeDirection(camera, columnDeg)
  return opticalTransfer(filterOf(camera, filter), wavefrontOf(optics), turn)
}

/** Direction of a diffraction spike in the mosaic, degrees; the others follow at right angles. */
export function spikeDirection(camera: Camera, columnDeg = DRIZZLE.columnDeg): number {
  return CAMERAS[camera].pupilDeg + columnDeg - 90
}

/** Flux in the pixel whose centre lies x, y px from a star of flux 1. */
export function psfAt({ core, wings }: Psf, x: number, y: number): number {
  const r = Math.hypot(x, y)
  const inner = r < WINGS_FULL_PX ? core.at(x, y) : 0
  return r > WINGS_FROM_PX ? inner + (1 - sampledShare(r)) * wingAt(wings, x, y) : inner
}

/** 1 where the sampled image counts alone, 0 where the wings do. */
export function sampledShare(r: number): number {
  const t = Math.min(1, Math.max(0, (r - WINGS_FROM_PX) / (WINGS_FULL_PX - WINGS_FROM_PX)))
  return 1 - t * t * (3 - 2 * t)
}

export function filterOf(camera: Camera, filter: string): CameraOptics['filters'][string] {
  const found = CAMERAS[camera].filters[filter]
  if (found) return found
  throw new InputError({
    what: `no point spread function of ${camera} ${filter}`,
    expected: `one of ${Object.keys(CAMERAS[camera].filters).join(', ')}`,
    got: filter,
  })
}

const wavefronts = new Map<CameraOptics, Wavefront>()

function wavefrontOf(optics: CameraOptics): Wavefront {
  const known = wavefronts.get(optics)
  const wavefront = known ?? zernikeWavefront(optics.wavefrontNm, optics.maxOrder)
  wavefronts.set(optics, wavefront)
  return wavefront
}

/** Shifts the image so that its core's centroid lies at 0: from the phase of the lowest frequencies. */
function centred(transfer: ComplexPicture): ComplexPicture {
  const { re, im } = transfer
  const lag = (at: number, f: number) => Math.atan2(im[at], re[at]) / (2 * Math.PI * f)
  const low = 24
  const [fx, dx] = [frequencyOf(low), lag(low, frequencyOf(low))]
  const dy = lag(low * GRID_SIDE, fx)
  for (let i = 0; i < re.length; i++) {
    const [u, v] = [frequencyOf(i % GRID_SIDE), frequencyOf(Math.floor(i / GRID_SIDE))]
    const angle = -2 * Math.PI * (u * dx + v * dy)
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    ;[re[i], im[i]] = [re[i] * c - im[i] * s, re[i] * s + im[i] * c]
  }
  return transfer
}

/** The sampled image, tapered where the wings take over, and these; 1 in all. Changes its argument. */
function imageAndWings(image: ComplexPicture, wavelengthNm: number, spikeDeg: number) {
  transform(image, 1)
  const { re } = image
  const place = (i: number) => (frequencyOf(i) * GRID_SIDE) / OVERSAMPLING ** 2
  const node = (x: number) => (Math.round(x * OVERSAMPLING) + GRID_SIDE) % GRID_SIDE
  const density = OVERSAMPLING ** 2 / GRID_SIDE ** 2
  for (let i = 0; i < re.length; i++) re[i] *= density
  const wings = wingsOf((x, y) => re[node(y) * GRID_SIDE + node(x)], wavelengthNm, spikeDeg)
  let total = 0
  for (let i = 0; i < re.length; i++) {
    const r = Math.hypot(place(i % GRID_SIDE), place(Math.floor(i / GRID_SIDE)))
    re[i] *= sampledShare(r)
    total += re[i] / OVERSAMPLING ** 2
  }
  total += lightOfWings(wings, (r) => 1 - sampledShare(r))
  for (let i = 0; i < re.length; i++) {
    re[i] /= total * OVERSAMPLING ** 2
    image.im[i] = 0
  }
  const scaled = { ...wings, smooth: wings.smooth / total, spike: wings.spike / total }
  return { image, wings: scaled }
}
