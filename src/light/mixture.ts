/**
 * Round light profiles as sums of Gaussians. Functions that fall monotonously in every derivative with r^2 are
 * mixtures of Gaussians (Bernstein), and those of clusters and galaxies are: then half-light radii, truncation
 * and Fourier transforms are closed, and no profile needs a finer grid for its cusp.
 */
import { bisectedRoot } from '../statistics/index.js'

/** Gaussians of a profile with a flux of 1: their sigmas, and their shares of the flux. */
export interface Mixture {
  readonly sigmas: Float64Array
  readonly shares: Float64Array
}

/**
 * (1 + r^2 / a^2)^(-s) exp(-r^2 / (2 t^2)), by
 * (1 + z)^(-s) = 1 / Gamma(s) * integral of u^s exp(-u) exp(-u z) dlog(u), with the trapezoidal rule.
 *
 * @param flat a
 * @param power s, above 0
 * @param truncation t; Infinity for none, if s > 1
 */
export function powerMixture(flat: number, power: number, truncation: number): Mixture {
  const [sigmas, weights]: [number[], number[]] = [[], []]
  // Below, u^s has fallen to 1e-7 of the flux or the truncation holds sigma; above, exp(-u) to nothing.
  for (let logU = -30; logU < 4.5; logU += 0.4) {
    const u = Math.exp(logU)
    const sigma = 1 / Math.sqrt((2 * u) / flat ** 2 + 1 / truncation ** 2)
    sigmas.push(sigma)
    weights.push(u ** power * Math.exp(-u) * sigma * sigma)
  }
  return normalised(sigmas, weights)
}

/**
 * exp(-(r / h)^(1 / n)), by Kanter's form (1975, Ann. Prob. 3, 697) of the positive stable law, whose Laplace
 * transform is exp(-z^alpha): here z = (r / h)^2, alpha = 1 / (2 n).
 *
 * @param index n, from 0.5 (one Gaussian) on
 */
export function sersicMixture(scale: number, index: number): Mixture {
  const alpha = 1 / (2 * index)
  if (alpha > 0.999)
    return { sigmas: Float64Array.of(scale / Math.SQRT2), shares: Float64Array.of(1) }
  const bins = new Map<number, number>()
  const nAngles = 96
  for (let i = 0; i < nAngles; i++) {
    const logKernel = logKanter(alpha, (Math.PI * (i + 0.5)) / nAngles)
    for (let logE = -14; logE < 4.5; logE += 0.125) {
      const logRate = ((1 - alpha) / alpha) * (logKernel - logE)
      // exp(-S z): sigma = h / sqrt(2 S).
      const logSigma = Math.log(scale) - 0.5 * (Math.log(2) + logRate)
      const weight = Math.exp(logE - Math.exp(logE) + 2 * logSigma)
      share(bins, logSigma / LOG_STEP, weight)
    }
  }
  const places = [...bins.keys()].sort((a, b) => a - b)
  return normalised(
    places.map((bin) => Math.exp(bin * LOG_STEP)),
    places.map((bin) => bins.get(bin) ?? 0),
  )
}

const LOG_STEP = 0.07

/** Radius that holds half of the light of a mixture. */
export function halfLightRadius(mixture: Mixture): number {
  const ends = { inside: 0, outside: 10 * Math.max(...mixture.sigmas) }
  return bisectedRoot((radius) => lightWithin(mixture, radius) < 0.5, ends, 60)
}

/** Share of the light within a radius. */
export function lightWithin({ sigmas, shares }: Mixture, radius: number): number {
  let sum = 0
  for (let k = 0; k < sigmas.length; k++) {
    sum -= shares[k] * Math.expm1(-((radius / sigmas[k]) ** 2) / 2)
  }
  return sum
}

export function scaledMixture({ sigmas, shares }: Mixture, factor: number): Mixture {
  return { sigmas: sigmas.map((sigma) => sigma * factor), shares }
}

/** Intensity at a radius, flux a px^2. */
export function intensityOf({ sigmas, shares }: Mixture, radius: number): number {
  let sum = 0
  for (let k = 0; k < sigmas.length; k++) {
    const square = sigmas[k] ** 2
    sum += (shares[k] / (2 * Math.PI * square)) * Math.exp(-(radius ** 2) / (2 * square))
  }
  return sum
}

/** log of A(theta) in S = (A(theta) / E)^((1 - alpha) / alpha), E exponential, theta uniform in (0, pi). */
function logKanter(alpha: number, theta: number): number {
  const log = (angle: number) => Math.log(Math.sin(angle))
  const sum = alpha * log(alpha * theta) + (1 - alpha) * log((1 - alpha) * theta) - log(theta)
  return sum / (1 - alpha)
}

/** Splits a weight between the two bins around a place. */
function share(bins: Map<number, number>, place: number, weight: number): void {
  const bin = Math.floor(place)
  const upper = place - bin
  bins.set(bin, (bins.get(bin) ?? 0) + weight * (1 - upper))
  bins.set(bin + 1, (bins.get(bin + 1) ?? 0) + weight * upper)
}

function normalised(sigmas: readonly number[], weights: readonly number[]): Mixture {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const counts = (_: number, k: number) => weights[k] > 1e-7 * total
  return {
    sigmas: Float64Array.from(sigmas.filter(counts)),
    shares: Float64Array.from(weights.filter(counts), (weight) => weight / total),
  }
}
