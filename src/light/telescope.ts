/**
 * What the telescope makes of a point: the intensity |F(pupil)|^2 over the filter's wavelengths,
 * and a halo of light that small-scale errors of the mirrors scatter, I ~ (1 + r^2 / b^2)^(-3/2).
 * The result is the optical transfer function on a fixed grid of frequencies: the sampling of the
 * pupil follows the wavelength, so that the focal plane is always sampled every quarter of a pixel.
 */
import { type ComplexPicture, complexPicture, transform } from './fft.js'
import { openShare, PUPIL_RADIUS_M, type Wavefront, wavefrontAt } from './pupil.js'
import { PIXEL_ARCSEC } from './shape.js'

/** Samples per mosaic pixel, and along a side of the grid: 128 px, 2.5" on each side of a star. */
export const OVERSAMPLING = 4
export const GRID_SIDE = 512

/** Frequency step of the grid, cycles per pixel. */
export const FREQUENCY_STEP = OVERSAMPLING / GRID_SIDE

const N_WAVELENGTHS = 7
const ARCSEC = Math.PI / 180 / 3600

/** What the telescope's image needs to know about a filter. */
export interface FilterOptics {
  readonly wavelengthNm: number
  readonly widthNm: number
  /** Defocus on top of the camera's wavefront, as a Zernike coefficient. */
  readonly defocusNm: number
  readonly haloShare: number
  /** b of the halo. */
  readonly haloArcsec: number
}

/** Frequency of a row or column of the grid, cycles per pixel. */
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
