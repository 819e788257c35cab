/**
 * Noise of a drizzled mosaic. A pixel of rate s e-/s, exposed t s in n exposures of read noise R, has
 * sigma^2 = (s + sky) / t + n R^2 / t^2 (Poisson's law as a normal one: at these rates hundreds of electrons). Drizzling
 * shares an input pixel among its neighbours (Fruchter & Hook 2002, section 7; Casertano+2000, appendix): white noise is
 * convolved with [c, 1 - 2c, c] along both axes, which leaves the noise of a large area as it was.
 */
import { type Coverage, coverageAt } from './coverage.js'
import { normalAt } from './lattice-noise.js'
import type { Tile } from './shape.js'
import { N_EXPOSURES, READ_NOISE, type SimulatedBand } from './simulated-band.js'

/** c: pixels of the mosaic then scatter by 0.62 of sigma, as with pixfrac 0.8 at the detector's own scale. */
const SHARED = 0.115

/** Adds noise to a tile of rates, in place; pixels without exposure become 0, as drizzling leaves them. */
export function addNoise(tile: Tile, band: SimulatedBand, coverage: Coverage, seed: number): void {
  const { x0, y0, width, height, pixels } = tile
  const { exposureS, skyRate } = band
  const noise = correlatedNoise(seed, tile)
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      const share = coverageAt(coverage, x0 + column, y0 + row)
      if (share === 0) {
        pixels[i] = 0
        continue
      }
      const t = exposureS * share
      const readout = (N_EXPOSURES * share * READ_NOISE ** 2) / t ** 2
      pixels[i] += noise[i] * Math.sqrt((Math.max(pixels[i], 0) + skyRate) / t + readout)
    }
  }
}

/** Unit white noise of each place, convolved. */
function correlatedNoise(seed: number, { x0, y0, width, height }: Tile): Float32Array {
  const centre = 1 - 2 * SHARED
  const lines = height + 2
  const along = new Float32Array(width * lines)
  const white = new Float32Array(width + 2)
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < white.length; k++) white[k] = normalAt(seed, x0 + k - 1, y0 + line - 1)
    for (let k = 0; k < width; k++) {
      along[line * width + k] = centre * white[k + 1] + SHARED * (white[k] + white[k + 2])
    }
  }
  const noise = new Float32Array(width * height)
  for (let i = 0; i < noise.length; i++) {
    noise[i] = centre * along[i + width] + SHARED * (along[i] + along[i + 2 * width])
  }
  return noise
}

/** Standard deviation of an empty pixel, e-/s. */
export function skyNoise({ exposureS, skyRate }: SimulatedBand): number {
  return Math.sqrt(skyRate / exposureS + (N_EXPOSURES * READ_NOISE ** 2) / exposureS ** 2)
}
