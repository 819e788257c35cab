/**
 * The point spread function of a camera and filter in a mosaic of 0.03962"/px: the flux in a pixel
 * at any offset from a star; the sum over all pixels is 1. It is made of the telescope's image
 * (telescope.ts), the detector and the drizzling (detector.ts), and the far wings and spikes
 * (wings.ts). See docs/decisions/0006-pupil.md.
 */
import type { Aberrations } from './aberrations.js'
import {
  CAMERAS,
  type Camera,
  COLUMN_DEG,
  filterOf,
  spikeDirection,
  telescopeTransfer,
} from './cameras.js'
import {
  bandLimit,
  type Charge,
  type DetectorPixel,
  type DetectorStage,
  type Drizzle,
  detectorTransfer,
} from './detector.js'
import { type ComplexPicture, transform } from './fft.js'
import { Spline } from './spline.js'
import { frequencyOf, GRID_SIDE, OVERSAMPLING } from './telescope.js'
import {
  lightOfWings,
  sampledShare,
  WINGS_FROM_PX,
  WINGS_FULL_PX,
  type Wings,
  wingAt,
  wingsOf,
} from './wings.js'

export interface Psf {
  readonly camera: Camera
  readonly filter: string
  readonly wavelengthNm: number
  /** The sampled image. It ends at WINGS_FULL_PX, where the wings have taken over. */
  readonly core: Spline
  readonly wings: Wings
  /** Transfer functions of light that passed the telescope, of charge, and of one bright pixel. */
  readonly transfers: { readonly [stage in DetectorStage]: Transfer }
  readonly drizzle: Drizzle
}

/**
 * A transfer function on the grid of telescope.ts. Above `limit` cycles per pixel it is below 1e-4.
 */
export interface Transfer {
  readonly picture: ComplexPicture
  readonly limit: number
}

/** The detector's columns point upwards; drops are as large as pixels. */
const DRIZZLE = { columnDeg: COLUMN_DEG, pixfrac: 1 }

/**
 * The point spread function of a filter. The calculation takes about a third of a second.
 *
 * @param drizzle default: columns upwards, pixfrac 1, jitter as in {@link softnessPx}
 * @param aberrations how this observation differs from the fitted one; default: not at all
 * @throws {@link InputError} for a filter that is not described
 * @example psfAt(hubblePsf('WFC3/UVIS', 'F555W'), 0, 0)
 * // share of a star's flux in its central pixel
 */
export function hubblePsf(
  camera: Camera,
  filter: string,
  drizzle: Partial<Drizzle> = {},
  aberrations?: Aberrations,
): Psf {
  const optics = CAMERAS[camera]
  const { wavelengthNm, charge: fitted } = filterOf(camera, filter)
  const charge = aberrations ? moreCharge(fitted, aberrations.chargeFactor) : fitted
  const made = { ...DRIZZLE, jitterPx: softnessPx(camera, wavelengthNm), ...drizzle }
  const optical = telescopeTransfer(camera, filter, made.columnDeg, aberrations)
  const light = detectorTransfer(optical, optics.pixel, charge, made, 'light')
  const spikeDeg = spikeDirection(camera, made.columnDeg)
  const { image, wings } = imageAndWings(centred(light), wavelengthNm, spikeDeg)
  transform(image, -1)
  return {
    camera,
    filter,
    wavelengthNm,
    core: Spline.ofTransfer(image),
    wings,
    transfers: transfersOf(transferOf(image), optics.pixel, charge, made),
    drizzle: made,
  }
}

function transferOf(picture: ComplexPicture): Transfer {
  return { picture, limit: bandLimit(picture, 1e-4) }
}

/** Those of charge and of one pixel are made when they are asked for: few bands have artefacts. */
function transfersOf(
  light: Transfer,
  pixel: DetectorPixel,
  charge: Charge,
  drizzle: Drizzle,
): Psf['transfers'] {
  const made: Partial<Record<DetectorStage, Transfer>> = {}
  const stage = (from: 'charge' | 'pixel') => {
    made[from] ??= transferOf(detectorTransfer(undefined, pixel, charge, drizzle, from))
    return made[from]
  }
  return {
    light,
    get charge() {
      return stage('charge')
    },
    get pixel() {
      return stage('pixel')
    },
  }
}

function moreCharge({ smear, edge, corner }: Charge, factor: number): Charge {
  return { smear: factor * smear, edge: factor * edge, corner: factor * corner }
}

/** Flux in the pixel whose centre lies x, y px from a star of flux 1. */
export function psfAt({ core, wings }: Psf, x: number, y: number): number {
  const r = Math.hypot(x, y)
  const inner = r < WINGS_FULL_PX ? core.at(x, y) : 0
  return r > WINGS_FROM_PX ? inner + (1 - sampledShare(r)) * wingAt(wings, x, y) : inner
}

/**
 * Sigma of a Gaussian, px, by which real mosaics are softer than the model images, because of
 * guiding, registration and charge. With it, WFC3 stars are as concentrated as those in three real
 * mosaics (F475W 0.60, F625W 0.50, F814W 0.35 px). In the ultraviolet it is extrapolated; for ACS
 * it is the value of F814W.
 */
export function softnessPx(camera: Camera, wavelengthNm: number): number {
  if (camera === 'ACS/WFC') return 0.35
  return Math.sqrt(Math.max(0.12, 0.36 - 0.0007 * (wavelengthNm - 475)))
}

/**
 * Shifts the image so that its core's centroid lies at 0: from the phase of the lowest frequencies.
 */
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

/**
 * The sampled image, tapered where the wings take over, and the wings; the light of both sums to 1.
 * The argument is changed.
 */
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
