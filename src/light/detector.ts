/**
 * What detector and drizzling do to the telescope's image, as factors of its transfer function
 * (Fruchter & Hook 2002, PASP 114, 144): a detector pixel gathers the light of its parallelogram,
 * charge diffuses into the neighbours, drizzling drops the pixel, shrunk by `pixfrac`, onto the
 * mosaic, and a mosaic pixel gathers again. This is the mean over the sub-pixel phases of many
 * exposures; a mosaic of one exposure scatters around it.
 */
import { type ComplexPicture, complexPicture } from './fft.js'
import { PIXEL_ARCSEC } from './shape.js'
import { FREQUENCY_STEP, frequencyOf, GRID_SIDE } from './telescope.js'

/** A camera's pixel: its edges along rows and columns, whose angle is `skewDeg` less than 90. */
export interface DetectorPixel {
  readonly rowArcsec: number
  readonly columnArcsec: number
  readonly skewDeg: number
}

/** Charge that leaves a pixel for its neighbours. */
export interface Charge {
  /**
   * Share to each side, along rows and along columns, that is in the model images already: jitter,
   * and in one filter diffusion.
   */
  readonly smear: number
  /** Shares of charge that diffuse to each edge and each corner neighbour. */
  readonly edge: number
  readonly corner: number
}

/** How mosaics are made. */
export interface Drizzle {
  /** Direction of the detector's columns in the mosaic. */
  readonly columnDeg: number
  /** Side of a drop divided by the side of a pixel. */
  readonly pixfrac: number
  /** Error of guiding and registration of the exposures, as a Gaussian's sigma in px. */
  readonly jitterPx: number
}

/**
 * Where light enters the detector's chain: as `light`, as `charge` set free in it, or in one bright
 * `pixel`.
 */
export type DetectorStage = 'light' | 'charge' | 'pixel'

/** Edges of the detector pixel in px of the mosaic: along rows, then along columns. */
export function pixelEdges(pixel: DetectorPixel, columnDeg: number): readonly [Edge, Edge] {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const edge = (arcsec: number, angle: number): Edge => ({
    x: (arcsec / PIXEL_ARCSEC) * Math.cos(angle),
    y: (arcsec / PIXEL_ARCSEC) * Math.sin(angle),
  })
  const column = radians(columnDeg)
  return [
    edge(pixel.rowArcsec, column - Math.PI / 2 + radians(pixel.skewDeg)),
    edge(pixel.columnArcsec, column),
  ]
}

/**
 * Multiplies a transfer function by all that happens from a stage on.
 *
 * @param optics the telescope's, where light enters
 */
export function detectorTransfer(
  optics: ComplexPicture | undefined,
  pixel: DetectorPixel,
  charge: Charge,
  drizzle: Drizzle,
  from: DetectorStage,
): ComplexPicture {
  const [row, column] = pixelEdges(pixel, drizzle.columnDeg)
  const answer = complexPicture(GRID_SIDE)
  const { pixfrac, jitterPx } = drizzle
  const axis = Float64Array.from({ length: GRID_SIDE }, (_, k) => {
    const f = frequencyOf(k)
    return sinc(f) * Math.exp(-2 * (Math.PI * jitterPx * f) ** 2)
  })
  for (let y = 0, i = 0; y < GRID_SIDE; y++) {
    const fy = frequencyOf(y)
    for (let x = 0; x < GRID_SIDE; x++, i++) {
      let factor = axis[x] * axis[y]
      if (Math.abs(factor) < 1e-9) continue
      const fx = frequencyOf(x)
      const u = fx * row.x + fy * row.y
      const v = fx * column.x + fy * column.y
      factor *= sinc(pixfrac * u) * sinc(pixfrac * v)
      if (from !== 'pixel') factor *= gathered(u, v, charge.smear) * diffused(u, v, charge)
      answer.re[i] = factor * (optics ? optics.re[i] : 1)
      answer.im[i] = factor * (optics ? optics.im[i] : 0)
    }
  }
  return answer
}

/** A vector, px of the mosaic. */
interface Edge {
  readonly x: number
  readonly y: number
}

/** sin(pi x) / (pi x): the transform of a box of width 1. */
export function sinc(x: number): number {
  const angle = Math.PI * x
  return Math.abs(angle) < 1e-8 ? 1 : Math.sin(angle) / angle
}

/** Transform of the pixel and its smear, as in the model images; u, v are cycles per edge. */
export function gathered(u: number, v: number, smear: number): number {
  const along = (w: number) => sinc(w) * (1 - 2 * smear + 2 * smear * Math.cos(2 * Math.PI * w))
  return along(u) * along(v)
}

function diffused(u: number, v: number, { edge, corner }: Charge): number {
  const [a, b] = [Math.cos(2 * Math.PI * u), Math.cos(2 * Math.PI * v)]
  return 1 - 4 * edge - 4 * corner + 2 * edge * (a + b) + 4 * corner * a * b
}

/** Frequency (cycles per pixel) above which a transfer function stays below `least` on its axes. */
export function bandLimit({ re, im }: ComplexPicture, least: number): number {
  for (let k = GRID_SIDE / 2 - 1; k > 0; k--) {
    const at = [k, GRID_SIDE - k, k * GRID_SIDE, (GRID_SIDE - k) * GRID_SIDE]
    if (at.some((i) => Math.hypot(re[i], im[i]) > least)) return k * FREQUENCY_STEP
  }
  return FREQUENCY_STEP
}
