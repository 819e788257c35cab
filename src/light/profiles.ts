/**
 * Round light profiles as sums of Gaussians. A completely monotonic function of r^2 is a mixture of
 * Gaussians (Bernstein's theorem), and the profiles of clusters and galaxies are such functions.
 * Then half-light radii, truncation and Fourier transforms are simple sums, and no profile needs a
 * finer grid for its cusp.
 */
import { bisectedRoot, geometricMean } from '../statistics/index.js'
import type { EffShape, SersicShape, SpiralShape } from './shape.js'

/** The Gaussians of a profile whose flux is 1: their sigmas in px, and their shares of the flux. */
export interface Mixture {
  readonly sigmas: Float64Array
  readonly shares: Float64Array
}

interface EffProfile {
  readonly flat: number
  readonly mixture: Mixture
  readonly cut: number
}

const effProfiles = new WeakMap<EffShape, { wavelengthNm: number; profile: EffProfile }>()

/** The profile of an EFF shape, with its radius a and its truncation t in px. */
export function effProfile(shape: EffShape, wavelengthNm: number): EffProfile {
  const known = effProfiles.get(shape)
  if (known?.wavelengthNm === wavelengthNm) return known.profile
  const profile = newEffProfile(shape, wavelengthNm)
  effProfiles.set(shape, { wavelengthNm, profile })
  return profile
}

function newEffProfile(shape: EffShape, wavelengthNm: number): EffProfile {
  const { rEffPx, gamma, truncation, gradient } = shape
  const size = rEffPx * (wavelengthNm / 555) ** (gradient?.sizeSlope ?? 0)
  const flat = size * flatRadius(gamma, truncation)
  return { flat, mixture: powerMixture(flat, gamma / 2, size * truncation), cut: size * truncation }
}

const sersicProfiles = new WeakMap<object, Mixture>()

/** The profile of a Sersic shape, or of a spiral's disc. */
export function sersicProfile(shape: SersicShape | SpiralShape): Mixture {
  const known = sersicProfiles.get(shape)
  if (known) return known
  const unit = sersicMixture(1, shape.kind === 'spiral' ? 1 : shape.n)
  const profile = scaledMixture(unit, shape.rEffPx / halfLightRadius(unit))
  sersicProfiles.set(shape, profile)
  return profile
}

const flatRadii = new Map<string, number>()

/** Radius a of the truncated EFF profile whose half-light radius is 1. */
function flatRadius(gamma: number, truncation: number): number {
  const key = `${gamma} ${truncation}`
  const known = flatRadii.get(key)
  if (known !== undefined) return known
  const isTooFlat = (flat: number) =>
    lightWithin(powerMixture(flat, gamma / 2, truncation), 1) > 0.5
  const flat = bisectedRoot(isTooFlat, { inside: 1e-4, outside: 20 }, 40, geometricMean)
  if (flatRadii.size > 10000) flatRadii.clear()
  flatRadii.set(key, flat)
  return flat
}

/**
 * (1 + r^2 / a^2)^(-s) exp(-r^2 / (2 t^2)), by (1 + z)^(-s) = 1 / Gamma(s) * integral of u^s
 * exp(-u) exp(-u z) dlog(u), with the trapezoidal rule.
 *
 * @param flat a
 * @param power s, above 0
 * @param truncation t; Infinity for none, if s > 1
 */
export function powerMixture(flat: number, power: number, truncation: number): Mixture {
  const [sigmas, weights]: [number[], number[]] = [[], []]
  // Below these limits u^s is 1e-7 of the flux, or the truncation fixes sigma; above them exp(-u)
  // is nothing.
  for (let logU = -30; logU < 4.5; logU += 0.4) {
    const u = Math.exp(logU)
    const sigma = 1 / Math.sqrt((2 * u) / flat ** 2 + 1 / truncation ** 2)
    sigmas.push(sigma)
    weights.push(u ** power * Math.exp(-u) * sigma * sigma)
  }
  return normalised(sigmas, weights)
}

/**
 * exp(-(r / h)^(1 / n)), by Kanter's form (1975, Ann. Prob. 3, 697) of the positive stable law,
 * whose Laplace transform is exp(-z^alpha): here z = (r / h)^2, alpha = 1 / (2 n).
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

/** Radius that holds half of the light. */
export function halfLightRadius(mixture: Mixture): number {
  const ends = { inside: 0, outside: 10 * Math.max(...mixture.sigmas) }
  return bisectedRoot((radius) => lightWithin(mixture, radius) < 0.5, ends, 60)
}

/** Share of the light inside a radius. */
export function lightWithin({ sigmas, shares }: Mixture, radius: number): number {
  let sum = 0
  for (let k = 0; k < sigmas.length; k++) {
    sum -= shares[k] * Math.expm1(-((radius / sigmas[k]) ** 2) / 2)
  }
  return sum
}

function scaledMixture({ sigmas, shares }: Mixture, factor: number): Mixture {
  return { sigmas: sigmas.map((sigma) => sigma * factor), shares }
}

/** Intensity at a radius, flux per px^2. */
export function intensityOf({ sigmas, shares }: Mixture, radius: number): number {
  let sum = 0
  for (let k = 0; k < sigmas.length; k++) {
    const square = sigmas[k] ** 2
    sum += (shares[k] / (2 * Math.PI * square)) * Math.exp(-(radius ** 2) / (2 * square))
  }
  return sum
}

/** log A(theta) in S = (A(theta) / E)^((1 - alpha) / alpha): E exponential, theta in (0, pi). */
function logKanter(alpha: number, theta: number): number {
  const log = (angle: number) => Math.log(Math.sin(angle))
  const sum = alpha * log(alpha * theta) + (1 - alpha) * log((1 - alpha) * theta) - log(theta)
  return sum / (1 - alpha)
}

/** Splits a weight between the two bins next to a place. */
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
