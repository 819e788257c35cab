// What simulated fields are like: each differs from the others in population, distance, depth,
// camera and share of class 4. Each has a seed of its own, so more fields do not change the others.
import { Random } from '../../dist/index.js'
import { populationOf } from '../../dist/populations/index.js'

const POPULATIONS = ['ngc1566', 'ngc628c', 'mean']
const UVIS = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
const ACS = ['F275W', 'F336W', 'F435W', 'ACS/F555W', 'ACS/F814W']

/** The exposures of LEGUS's NGC 1566, s. */
export const EXPOSURES = [2382, 1119, 965, 1143, 989]

/** The look of the field with this seed. `depth` is in units of {@link EXPOSURES}. */
export function fieldOf(seed) {
  const random = new Random(seed)
  const between = (low, high) => low * (high / low) ** random.uniform()
  const population = POPULATIONS[random.integer(POPULATIONS.length)]
  const isAcs = random.uniform() < 0.5
  const depth = between(0.5, 2)
  return {
    seed,
    population,
    distanceMpc: Number((populationOf(population).distanceMpc * between(0.6, 1.6)).toFixed(2)),
    depth: Number(depth.toFixed(3)),
    bands: isAcs ? ACS : UVIS,
    class4Share: Number((0.25 + 0.35 * random.uniform()).toFixed(3)),
  }
}

/** The words of `starsift simulate` that make a field of this look. */
export function wordsOf({ seed, population, distanceMpc, depth, bands, class4Share }) {
  const exposures = EXPOSURES.map((seconds) => Math.round(seconds * depth))
  return [
    ...['--seed', seed, '--population', population, '--distance-mpc', distanceMpc],
    ...['--class4-share', class4Share, '--bands', bands.join(), '--exposures', exposures.join()],
  ]
}
