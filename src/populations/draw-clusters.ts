/**
 * Shapes of clusters and associations. Effective radii: log-normal about 2.8 pc with 0.25 dex, within 0.5 and
 * 10 pc, as Ryon et al. (2017, ApJ 841, 92) and Brown & Gnedin (2021, MNRAS 508, 5935) find for LEGUS (quoted
 * from memory); gamma 2.2 to 4 (Elson et al. 1987; Larsen 1999). How far asymmetries go is our choice.
 */
import { type EffShape, type Part, pcToPx, type Shape } from '../light/index.js'
import type { Random } from '../random.js'

/** Class 1: one round peak. */
export function symmetricCluster(random: Random, distanceMpc: number): EffShape {
  return {
    kind: 'eff',
    rEffPx: pcToPx(logNormal(random, 2.8, 0.25, [0.5, 10]), distanceMpc),
    gamma: between(random, 2.2, 4),
    truncation: between(random, 5, 15),
    q: between(random, 0.8, 1),
    angleDeg: direction(random),
  }
}

/** Class 2 by its axis ratio, 0.4 to 0.75. */
export function elongatedCluster(random: Random, distanceMpc: number): EffShape {
  return { ...asymmetric(random, distanceMpc), q: between(random, 0.4, 0.75) }
}

/**
 * Class 2 by more light on one side: a lopsided profile, and a smaller one to that side. The first alone looks round
 * once the telescope has blurred it.
 */
export function lopsidedCluster(random: Random, distanceMpc: number): Shape {
  const angleDeg = direction(random)
  const lopsided = { amount: between(random, 0.5, 1), angleDeg }
  const cluster = asymmetric(random, distanceMpc)
  const main: EffShape = { ...cluster, lopsided }
  const rEffPx = main.rEffPx * between(random, 0.3, 0.7)
  const share = between(random, 0.2, 0.4)
  const distance = Math.max(1.5, main.rEffPx * between(random, 1.2, 2))
  const radians = (angleDeg * Math.PI) / 180
  const [dxPx, dyPx] = [distance * Math.cos(radians), distance * Math.sin(radians)]
  const colour = 0.6 * random.normal()
  const parts = [
    { shape: main, dxPx: 0, dyPx: 0, share: 1 - share, colour: 0 },
    { shape: { ...cluster, rEffPx }, dxPx, dyPx, share, colour },
  ]
  return { kind: 'composite', parts: centredOnLight(parts) }
}

/** Class 2 by a colour that changes across it: another centre and size in each band. */
export function gradientCluster(random: Random, distanceMpc: number): EffShape {
  const shape = asymmetric(random, distanceMpc)
  const angle = (direction(random) * Math.PI) / 180
  const shift = between(random, 1.5, 3.5) * shape.rEffPx
  const sizeSlope = between(random, 0.3, 1.2) * (random.integer(2) ? 1 : -1)
  return {
    ...shape,
    gradient: { sizeSlope, shiftPx: [shift * Math.cos(angle), shift * Math.sin(angle)] },
  }
}

/** Class 3: 3 to 12 stars over the light of those that are too faint to see. */
export function association(random: Random, distanceMpc: number): Shape {
  const extentPc = logNormal(random, 5, 0.2, [2.5, 15])
  const envelope = between(random, 0.15, 0.5)
  const shape: EffShape = {
    ...symmetricCluster(random, distanceMpc),
    rEffPx: pcToPx(1.2 * extentPc, distanceMpc),
    q: between(random, 0.5, 1),
  }
  const shares = starShares(random, wholeBetween(random, 3, 12))
  const stars = shares.map((share) => star(random, (1 - envelope) * share, extentPc, distanceMpc))
  const parts = [{ shape, dxPx: 0, dyPx: 0, share: envelope, colour: 0 }, ...stars]
  return { kind: 'composite', parts: centredOnLight(parts) }
}

/** The parts moved so that their light's centroid at 555 nm is where the candidate is. */
export function centredOnLight(parts: readonly Part[]): Part[] {
  const mean = (of: (part: Part) => number) =>
    parts.reduce((sum, part) => sum + part.share * of(part), 0)
  const [x, y] = [mean(({ dxPx }) => dxPx), mean(({ dyPx }) => dyPx)]
  return parts.map((part) => ({ ...part, dxPx: part.dxPx - x, dyPx: part.dyPx - y }))
}

/** Seen asymmetries belong to clusters wide enough to show them. */
function asymmetric(random: Random, distanceMpc: number): EffShape {
  const rEffPx = pcToPx(logNormal(random, 4, 0.22, [1.5, 10]), distanceMpc)
  return { ...symmetricCluster(random, distanceMpc), rEffPx }
}

function star(random: Random, share: number, extentPc: number, distanceMpc: number): Part {
  const place = () => pcToPx(extentPc * random.normal(), distanceMpc)
  const colour = 1.2 * random.normal()
  return { shape: { kind: 'point' }, dxPx: place(), dyPx: place(), share, colour }
}

/* Random numbers of the few kinds that shapes are drawn from. */

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform()
}

/** Whole, low to high, both possible. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1)
}

/** Log-normal about a median, drawn anew until it lies within the limits. */
export function logNormal(
  random: Random,
  median: number,
  sigmaDex: number,
  [low, high]: readonly [number, number],
): number {
  for (;;) {
    const value = median * 10 ** (sigmaDex * random.normal())
    if (value >= low && value <= high) return value
  }
}

/** Any direction. */
export function direction(random: Random): number {
  return between(random, 0, 360)
}

/** Luminosities of `n` stars, dN/dL ~ L^-2 over a factor of ten (Kim et al. 2012 for the bright ones); sum 1. */
export function starShares(random: Random, n: number): number[] {
  const lights = Array.from({ length: n }, () => 1 / (1 - 0.9 * random.uniform()))
  const total = lights.reduce((sum, light) => sum + light, 0)
  return lights.map((light) => light / total)
}
