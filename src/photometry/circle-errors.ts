/**
 * The error of a number that is made of the fluxes in several circles about one place. They share
 * pixels, so their errors are not independent. With the derivatives g_j for the flux in circle j,
 *
 *   variance = sum over pixels i, k of c_i c_k rho_ik + (sum over j of g_j f_j A_j)^2 s^2 K / n
 *   c_i = sum over j of g_j w_ij sqrt(N_i / t + f_j^2 s^2)
 *
 * w_ij share of pixel i in circle j; N_i light of the pixel, by the mean of its ring; the others as
 * in `flux-errors.ts`. There a pixel at the rim counts for photons by its share, and here by the
 * square of it: for narrow circles the variance is otherwise too large by a half.
 */
import {
  apertureWeights,
  correlatedSum,
  type FluxErrors,
  pixelVariance,
  type SkyNoise,
} from './flux-errors.js'
import type { NoiseCorrelation } from './noise-correlation.js'

/** By symmetry one place stands for four in a pixel. */
const PLACE_PX = 0.25

/**
 * @param radiiPx of the circles, in ascending order
 * @param errors of these circles
 * @returns the standard deviation for derivatives, fluxes in e-/s, the noise of the sky and the
 *   exposure time
 */
export function circleErrors(
  radiiPx: readonly number[],
  { apertures, skyTerm, meanTerm }: FluxErrors,
  rho: NoiseCorrelation,
): (gradient: readonly number[], fluxes: readonly number[], sky: SkyNoise, s: number) => number {
  const reach = Math.ceil(radiiPx[radiiPx.length - 1]) + 1
  const weights = radiiPx.map((r) => apertureWeights(r, PLACE_PX, PLACE_PX, reach))
  const { side } = weights[0]
  const circles = [...radiiPx.keys()]
  const n = circles.length
  const values = new Float64Array(side * side)
  return (gradient, fluxes, sky, exposureS) => {
    const square = pixelVariance(meanTerm, sky)
    const light = circles.map((j) => {
      const flux = fluxes[j] - (j > 0 ? fluxes[j - 1] : 0)
      return Math.max(flux, 0) / (apertures[j].area - (j > 0 ? apertures[j - 1].area : 0))
    })
    const own = circles.map((j) => square * apertures[j].factor ** 2)
    for (let i = 0; i < values.length; i++) {
      let photons = 0
      let within = 0
      for (let j = 0; j < n; j++) {
        photons += (light[j] * (weights[j].values[i] - within)) / exposureS
        within = weights[j].values[i]
      }
      // The rest of a pixel at the outermost rim is as bright as the ring inside of it.
      photons += (light[n - 1] * (1 - within)) / exposureS
      values[i] = 0
      for (let j = 0; j < n && within > 0; j++) {
        values[i] += gradient[j] * weights[j].values[i] * Math.sqrt(photons + own[j])
      }
    }
    const level = circles.reduce(
      (sum, j) => sum + gradient[j] * apertures[j].factor * apertures[j].area,
      0,
    )
    const ofLevel = (level * level * square * skyTerm) / sky.nPixels
    return Math.sqrt(Math.max(correlatedSum({ side, values }, rho), 0) + ofLevel)
  }
}
