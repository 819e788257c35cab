/**
 * The noise of a painted source's own photons. In t seconds a pixel of rate S e-/s counts S t
 * electrons, so its rate has the variance S / t. Poisson's law is taken as a normal one: where it
 * is not, the noise of the sky is larger.
 *
 * Drizzling shares an input pixel among its neighbours (Fruchter & Hook 2002, PASP 114, 144): white
 * noise becomes noise convolved with [c, 1 - 2c, c] along both axes, which keeps the noise of a
 * large area. c follows from the correlation r of neighbouring pixels that the mosaic itself has,
 *
 *   r = 2 c (1 - 2c) / ((1 - 2c)^2 + 2 c^2)
 */
import type { Tile } from '../cutouts/index.js'
import type { NoiseCorrelation } from '../photometry/index.js'
import type { Random } from '../random.js'

/** r where c is 1/4, the widest kernel. */
const LARGEST_R = 2 / 3
/** Places of the lags (1, 0) and (0, 1) in a {@link NoiseCorrelation}. */
const NEIGHBOURS = [13, 17]

/** The c of a mosaic. */
export function sharedShare(rho: NoiseCorrelation | undefined): number {
  if (!rho) return 0
  const mean = NEIGHBOURS.reduce((sum, k) => sum + rho[k], 0) / NEIGHBOURS.length
  const r = Math.min(LARGEST_R, Math.max(0, mean))
  const [a, b] = [4 + 6 * r, 2 + 4 * r]
  return (b - Math.sqrt(b * b - 4 * a * r)) / (2 * a)
}

/**
 * Adds the noise of its light to a tile, in place.
 *
 * @param exposureS Infinity for no noise
 * @param shared c, 0 to 1/4
 */
export function addPhotonNoise(
  { width, height, pixels }: Tile,
  exposureS: number,
  shared: number,
  random: Random,
): void {
  if (!Number.isFinite(exposureS)) return
  const white = pixels.map((rate) => random.normal() * Math.sqrt(Math.max(rate, 0) / exposureS))
  const along = convolved(white, { n: width, step: 1 }, { n: height, step: width }, shared)
  const noise = convolved(along, { n: height, step: width }, { n: width, step: 1 }, shared)
  for (let i = 0; i < pixels.length; i++) pixels[i] += noise[i]
}

interface Axis {
  readonly n: number
  readonly step: number
}

/** Convolved along one axis; there is no light beyond the tile. */
function convolved(values: Float32Array, along: Axis, across: Axis, shared: number): Float32Array {
  const out = new Float32Array(values.length)
  for (let line = 0; line < across.n; line++) {
    for (let k = 0; k < along.n; k++) {
      const at = line * across.step + k * along.step
      const before = k > 0 ? values[at - along.step] : 0
      const after = k + 1 < along.n ? values[at + along.step] : 0
      out[at] = (1 - 2 * shared) * values[at] + shared * (before + after)
    }
  }
  return out
}
