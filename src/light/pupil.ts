/**
 * Hubble's pupil: where light passes (2.4 m, the secondary's shadow, four vanes, three pads: Krist,
 * Hook & Stoehr 2011, SPIE 8127, 81270J), and by how much its wavefront is off, as Zernike
 * polynomials (Noll 1976, JOSA 66, 207). Coordinates are in units of the pupil's radius, in the
 * telescope's own frame, where the vanes lie along x and y.
 */

import { lengthOf } from './length.js'

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

/** Share of a sample of width `step` at x, y that is open, 0 to 1; linear across an edge. */
export function openShare(x: number, y: number, step: number): number {
  const inside = (distance: number) => Math.min(1, Math.max(0, distance / step + 0.5))
  const radius = lengthOf(x, y)
  let open = inside(1 - radius) * (1 - inside(OBSCURATION - radius))
  if (open === 0) return 0
  open *= 1 - (inside(x + VANE_WIDTH / 2) - inside(x - VANE_WIDTH / 2))
  open *= 1 - (inside(y + VANE_WIDTH / 2) - inside(y - VANE_WIDTH / 2))
  for (let i = 0; i < PADS.length; i++) {
    open *= 1 - inside(PAD_RADIUS - lengthOf(x - PADS[i][0], y - PADS[i][1]))
  }
  return open
}

/** The wavefront is known a little beyond the pupil, as far as its soft edges reach. */
const EXTENT = 1.06

/** Wavefront error over [-EXTENT, EXTENT]^2, nm, at `side` x `side` nodes, corners included. */
export interface Wavefront {
  readonly side: number
  readonly nm: Float64Array
}

/**
 * Sum of Zernike polynomials of orders n = 2 to `maxOrder`; each n has the azimuthal orders -n, -n
 * + 2 ... n, of which negative ones are sines. The root mean square of each polynomial over the
 * disc is 1.
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

/** Wavefront error at a place in the square, by bilinear interpolation, nm. */
export function wavefrontAt({ side, nm }: Wavefront, x: number, y: number): number {
  const u = ((x / EXTENT + 1) * (side - 1)) / 2
  const v = ((y / EXTENT + 1) * (side - 1)) / 2
  const i = Math.floor(u)
  const j = Math.floor(v)
  const s = u - i
  const t = v - j
  const at = j * side + i
  const lower = nm[at] * (1 - s) + nm[at + 1] * s
  return lower * (1 - t) + (nm[at + side] * (1 - s) + nm[at + side + 1] * s) * t
}

/** Coefficients of R(r) / r^m in powers of r^2, lowest first, in Noll's normalisation. */
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
