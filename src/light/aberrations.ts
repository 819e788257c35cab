/**
 * How a point spread function of one observation differs from the fitted one. The telescope
 * breathes: its focus moves by a few micrometres of the secondary mirror from orbit to orbit, about
 * 6 nm of wavefront for each (Krist, Hook & Stoehr 2011, SPIE 8127, 81270J). The fitted pupil has
 * residuals of its own; charge diffuses more or less over the chip.
 */
import type { Random } from '../random.js'
import { zernikeModes } from './pupil.js'

export interface Aberrations {
  /** Added to the filter's own defocus, as a Zernike coefficient. */
  readonly defocusNm: number
  /** Added to the camera's wavefront: coefficients in the order of `zernikeModes`. */
  readonly wavefrontNm: readonly number[]
  /** Multiply the charge that leaves a pixel, and the light of the halo. */
  readonly chargeFactor: number
  readonly haloFactor: number
}

/** Highest order of the drawn residuals. */
const MAX_ORDER = 6
/** Standard deviation of a coefficient of order 2 (astigmatism), and by what it falls per order. */
const SIGMA_NM = 7
const DECLINE = 0.75
const DEFOCUS_NM = 11

/**
 * Draws the state of the telescope at one time.
 *
 * @example drawAberrations(new Random(3)).defocusNm // -4.1, say
 */
export function drawAberrations(random: Random): Aberrations {
  return {
    defocusNm: DEFOCUS_NM * random.normal(),
    wavefrontNm: zernikeModes(MAX_ORDER).map(({ n, m }) => {
      const drawn = SIGMA_NM * DECLINE ** (n - 2) * random.normal()
      // Focus of its own is `defocusNm`.
      return n === 2 && m === 0 ? 0 : drawn
    }),
    chargeFactor: 2 ** random.between(-0.8, 0.8),
    haloFactor: 2 ** random.between(-0.7, 0.7),
  }
}
