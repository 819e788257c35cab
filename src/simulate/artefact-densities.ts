/** How many flaws of the detector a band of a varied field has (band-artefacts.ts paints them). */
import type { BandLetter } from '../catalog/index.js'
import type { Random } from '../random.js'

/** Numbers per million pixels. */
export interface ArtefactDensities {
  /** Remnants of cosmic rays that rejection has missed. */
  readonly cosmicRays: number
  readonly hotPixels: number
  /** Out-of-focus rings of bright stars. */
  readonly ghosts: number
  /** Electrons that a trail holds, as a share of the light of its source; not a number. */
  readonly trailShare: number
}

/**
 * Draws the densities of a band: F275W has most cosmic rays, as it has few, long exposures, and the
 * longest trails, as its sky fills no traps.
 */
export function drawDensities(random: Random, letter: BandLetter): ArtefactDensities {
  const isUv = letter === 'nuv'
  const many = random.uniform() < (isUv ? 0.7 : 0.25)
  const between = (low: number, high: number) => low * (high / low) ** random.uniform()
  return {
    cosmicRays: many ? between(20, isUv ? 500 : 150) : between(1, 20),
    hotPixels: random.uniform() < 0.4 ? between(10, 150) : between(0.5, 10),
    ghosts: random.uniform() < 0.25 ? between(1, 8) : 0,
    trailShare: random.uniform() < 0.5 ? 0 : between(0.005, isUv || letter === 'u' ? 0.08 : 0.03),
  }
}
