/**
 * What the telescope does to a point: the intensity |F(pupil)|^2 over the filter's wavelengths, and a halo of
 * light that small-scale errors of the mirrors scatter, as I ~ (1 + r^2 / b^2)^(-3/2). Its answer is the optical
 * transfer function on a fixed grid of frequencies: the pupil's sampling follows the wavelength, so that the
 * focal plane's is always a quarter of a pixel.
 */
import { type ComplexPicture, complexPicture, transform } from './fft.js'
import { PIXEL_ARCSEC } from './shape.js'

/** Samples a mosaic pixel, and side of the grid: 128 px, 2.5" to each side. */
export const OVERSAMPLING = 4
export const GRID_SIDE = 512

/** Frequency step of the grid, cycles a pixel. */
export const FREQUENCY_STEP = OVERSAMPLING / GRID_SIDE

const N_WAVELENGTHS = 7
const ARCSEC = Math.PI / 180 / 3600

/** A filter's part of the description. */
export interface FilterOptics {
  readonly wavelengthNm: number
  readonly widthNm: number
  /** Defocus beyond the camera's wavefront, as its Zernike coefficient. */
  readonly defocusNm: number
  readonly haloShare: number
  /** b of the halo. */
  readonly haloArcsec: number
}

/** Frequency of a row or column of the grid, cycles a pixel. */
export function frequencyOf(index: number): number {
  return (index < GRID_SIDE / 2 ? index : index - GRID_SIDE) * FREQUENCY_STEP
}

/**
 * Optical transfer function in the frame of the mosaic, 1 at frequency 0.
 *
 * @param turnDeg from the mosaic's x axis to the telescope's
 */
export function opticalTransfer(
  filter: FilterOptics,
  wavefront: Wavefront,
  turnDeg: number,
): ComplexPicture {
  const intensity = complexPicture(GRID_SIDE)
  for (let i = 0; i < N_WAVELENGTHS; i++) {
    const nm = filter.wavelengthNm + filter.widthNm * ((i + 0.5) / N_WAVELENGTHS - 0.5)
    addMonochromatic(intensity.re, nm, filter.defocusNm, wavefront, turnDeg)
  }
  transform(intensity, -1)
  const b = filter.haloArcsec / PIXEL_ARCSEC
  for (let i = 0; i < intensity.re.length; i++) {
    const [fx, fy] = [frequencyOf(i % GRID_SIDE), frequencyOf(Math.floor(i / GRID_SIDE))]
    const halo = filter.haloShare * Math.exp(-2 * Math.PI * b * Math.hypot(fx, fy))
    intensity.re[i] = (1 - filter.haloShare) * intensity.re[i] + halo
    intensity.im[i] *= 1 - filter.haloShare
  }
  return intensity
}

/** Adds the image of a point at one wavelength, with a sum of 1 / N_WAVELENGTHS. */
function addMonochromatic(
  intensity: Float64Array,
  nm: number,
  defocusNm: number,
  wavefront: Wavefront,
  turnDeg: number,
): void {
  const field = complexPicture(GRID_SIDE)
  const focalRad = (PIXEL_ARCSEC / OVERSAMPLING) * ARCSEC
  const step = (nm * 1e-9) / (GRID_SIDE * focalRad * PUPIL_RADIUS_M)
  const reach = Math.min(GRID_SIDE / 2 - 1, Math.ceil(1 / step + 1))
  const [cos, sin] = [Math.cos, Math.sin].map((f) => f((turnDeg * Math.PI) / 180))
  let power = 0
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const [u, v] = [column * step, row * step]
      const [x, y] = [cos * u + sin * v, cos * v - sin * u]
      const open = openShare(x, y, step)
      if (open === 0) continue
      const defocus = defocusNm * Math.sqrt(3) * (2 * (x * x + y * y) - 1)
      const phase = (2 * Math.PI * (wavefrontAt(wavefront, x, y) + defocus)) / nm
      const at = ((row + GRID_SIDE) % GRID_SIDE) * GRID_SIDE + ((column + GRID_SIDE) % GRID_SIDE)
      field.re[at] = open * Math.cos(phase)
      field.im[at] = open * Math.sin(phase)
      power += open * open
    }
  }
  transform(field, -1, (row) => row > reach && row < GRID_SIDE - reach)
  const scale = 1 / (power * GRID_SIDE ** 2 * N_WAVELENGTHS)
  for (let i = 0; i < intensity.length; i++) {
    intensity[i] += scale * (field.re[i] ** 2 + field.im[i] ** 2)
  }
}

/*
 * Hubble's pupil: where light passes (2.4 m, the secondary's shadow, four vanes, three pads: Krist, Hook & Stoehr
 * 2011, SPIE 8127, 81270J), and by how much its wavefront is off, as Zernike polynomials (Noll 1976, JOSA 66, 207).
 * Coordinates are in units of the pupil's radius, in the telescope's own frame: vanes lie along x and y.
 */

/** Radius of the primary mirror, m. */
export const PUPIL_RADIUS_M = 1.2

const OBSCURATION = 0.33
const VANE_WIDTH = 0.022
const PAD_RADIUS = 0.065
const PADS = [
  [0.8921, 0],
  [-0.4615, 0.7555],
  [-0.4564, -0.7606],
]

/**
 * Share of a sample of width `step` at x, y that is open: 0 to 1, linear across edges.
 */
export function openShare(x: number, y: number, step: number): number {
  const inside = (distance: number) => Math.min(1, Math.max(0, distance / step + 0.5))
  const radius = Math.hypot(x, y)
  let open = inside(1 - radius) * (1 - inside(OBSCURATION - radius))
  if (open === 0) return 0
  for (const t of [x, y]) open *= 1 - (inside(t + VANE_WIDTH / 2) - inside(t - VANE_WIDTH / 2))
  for (const [px, py] of PADS) open *= 1 - inside(PAD_RADIUS - Math.hypot(x - px, y - py))
  return open
}

/** Soft edges reach beyond the pupil. */
const EXTENT = 1.06

/** A wavefront error over the square [-EXTENT, EXTENT]^2, nm, at `side` x `side` nodes, corners included. */
export interface Wavefront {
  readonly side: number
  readonly nm: Float64Array
}

/**
 * Sum of Zernike polynomials of orders n = 2 to `maxOrder`, for each n the azimuthal orders -n, -n + 2 ... n
 * (negative ones are sines), each with a root mean square of 1 over the disc.
 *
 * @param coefficientsNm in that order
 * @throws an internal error for another number of coefficients
 */
export function zernikeWavefront(
  coefficientsNm: readonly number[],
  maxOrder: number,
  side = 161,
): Wavefront {
  const modes = zernikeModes(maxOrder)
  if (modes.length !== coefficientsNm.length)
    throw new Error(`internal: ${coefficientsNm.length} coefficients for order ${maxOrder}`)
  const nm = new Float64Array(side * side)
  const terms = modes.map(({ n, m }) => ({ m, radial: radialPolynomial(n, Math.abs(m)) }))
  for (let i = 0; i < nm.length; i++) {
    const place = (at: number) => EXTENT * ((2 * at) / (side - 1) - 1)
    const [x, y] = [place(i % side), place(Math.floor(i / side))]
    const square = x * x + y * y
    if (square > EXTENT ** 2) continue
    const powers = complexPowers(x, y, maxOrder)
    let sum = 0
    for (const [k, { m, radial }] of terms.entries()) {
      const azimuthal = m < 0 ? powers.im[-m] : powers.re[m]
      sum += coefficientsNm[k] * azimuthal * horner(radial, square)
    }
    nm[i] = sum
  }
  return { side, nm }
}

/** @example zernikeModes(2) // n = 2: m = -2 (astigmatism), 0 (defocus), 2 (astigmatism) */
export function zernikeModes(maxOrder: number): { n: number; m: number }[] {
  const orders = Array.from({ length: maxOrder - 1 }, (_, i) => i + 2)
  return orders.flatMap((n) => Array.from({ length: n + 1 }, (_, i) => ({ n, m: 2 * i - n })))
}

/** Bilinear; for places inside of the square only. */
export function wavefrontAt({ side, nm }: Wavefront, x: number, y: number): number {
  const [u, v] = [x, y].map((at) => ((at / EXTENT + 1) * (side - 1)) / 2)
  const [i, j] = [Math.floor(u), Math.floor(v)]
  const [s, t] = [u - i, v - j]
  const at = j * side + i
  const lower = nm[at] * (1 - s) + nm[at + 1] * s
  return lower * (1 - t) + (nm[at + side] * (1 - s) + nm[at + side + 1] * s) * t
}

/** Of R(r) / r^m in powers of r^2, lowest first, with the norm of Noll. */
function radialPolynomial(n: number, m: number): number[] {
  const norm = Math.sqrt((m ? 2 : 1) * (n + 1))
  const coefficients: number[] = []
  for (let k = (n - m) / 2; k >= 0; k--) {
    const ways = factorial(k) * factorial((n + m) / 2 - k) * factorial((n - m) / 2 - k)
    coefficients.push((norm * (-1) ** k * factorial(n - k)) / ways)
  }
  return coefficients
}

function complexPowers(x: number, y: number, highest: number): { re: number[]; im: number[] } {
  const [re, im] = [[1], [0]]
  for (let k = 0; k < highest; k++) {
    re.push(re[k] * x - im[k] * y)
    im.push(im[k] * x + re[k] * y)
  }
  return { re, im }
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]
  return sum
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}
