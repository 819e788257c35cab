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
  /** Effective radius at the wavelength. */
  readonly size: number
  readonly flat: number
  readonly mixture: Mixture
  readonly cut: number
}

/** The last profile of each shape: only a gradient gives it another one in another band. */
const effProfiles = new WeakMap<EffShape, EffProfile>()

/** The profile of an EFF shape, with its radius a and its truncation t in px. */
export function effProfile(shape: EffShape, wavelengthNm: number): EffProfile {
  const { rEffPx, gamma, truncation, gradient } = shape
  const size = rEffPx * (wavelengthNm / 555) ** (gradient?.sizeSlope ?? 0)
  const known = effProfiles.get(shape)
  if (known?.size === size) return known
  const flat = size * flatRadius(gamma, truncation)
  const cut = size * truncation
  const profile = { size, flat, mixture: powerMixture(flat, gamma / 2, cut), cut }
  effProfiles.set(shape, profile)
  return profile
}

const sersicProfiles = new WeakMap<object, Mixture>()

/** The profile of a Sersic shape, or of a spiral's disc. */
export function sersicProfile(shape: SersicShape | SpiralShape): Mixture {
  const known = sersicProfiles.get(shape)
  if (known) return known
  const { unit, halfLight } = sersicUnit(shape.kind === 'spiral' ? 1 : shape.n)
  const profile = scaledMixture(unit, shape.rEffPx / halfLight)
  sersicProfiles.set(shape, profile)
  return profile
}

const sersicUnits = new Map<number, { unit: Mixture; halfLight: number }>()

/** The profile of scale 1, and its half-light radius. */
function sersicUnit(n: number) {
  const known = sersicUnits.get(n)
  if (known) return known
  const unit = sersicMixture(1, n)
  const made = { unit, halfLight: halfLightRadius(unit) }
  if (sersicUnits.size > 1000) sersicUnits.clear()
  sersicUnits.set(n, made)
  return made
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
  const { rates, weights } = powerRule(power)
  const [square, end] = [flat ** 2, 1 / truncation ** 2]
  const sigmas = new Float64Array(rates.length)
  const shares = new Float64Array(rates.length)
  for (let i = 0; i < rates.length; i++) {
    const sigma = 1 / Math.sqrt((2 * rates[i]) / square + end)
    sigmas[i] = sigma
    shares[i] = weights[i] * sigma * sigma
  }
  return normalised(sigmas, shares)
}

interface Rule {
  /** u, and u^s exp(-u). */
  readonly rates: Float64Array
  readonly weights: Float64Array
}

let lastRule: { power: number; rule: Rule } | undefined

/** The places and weights of the trapezoidal rule, which a search for a radius asks for often. */
function powerRule(power: number): Rule {
  if (lastRule?.power === power) return lastRule.rule
  const rates: number[] = []
  // Below these limits u^s is 1e-7 of the flux, or the truncation fixes sigma; above them exp(-u)
  // is nothing.
  for (let logU = -30; logU < 4.5; logU += 0.4) rates.push(Math.exp(logU))
  const rule = {
    rates: Float64Array.from(rates),
    weights: Float64Array.from(rates, (u) => u ** power * Math.exp(-u)),
  }
  lastRule = { power, rule }
  return rule
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
    Float64Array.from(places, (bin) => Math.exp(bin * LOG_STEP)),
    Float64Array.from(places, (bin) => bins.get(bin) ?? 0),
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

/** The arguments are changed: what counts is moved to their beginnings. */
function normalised(sigmas: Float64Array, weights: Float64Array): Mixture {
  let total = 0
  for (let k = 0; k < weights.length; k++) total += weights[k]
  let n = 0
  for (let k = 0; k < weights.length; k++) {
    if (!(weights[k] > 1e-7 * total)) continue
    sigmas[n] = sigmas[k]
    weights[n++] = weights[k] / total
  }
  return { sigmas: sigmas.subarray(0, n), shares: weights.subarray(0, n) }
}
