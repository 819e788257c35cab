/**
 * Random shapes of clusters and associations. Effective radii are log-normal about 2.8 pc with 0.25
 * dex, from 0.5 to 10 pc, as Ryon et al. (2017, ApJ 841, 92) and Brown & Gnedin (2021, MNRAS 508,
 * 5935) find for LEGUS (quoted from memory); gamma is 2.2 to 4 (Elson et al. 1987; Larsen 1999).
 * The size of the asymmetries is our choice.
 */
import { type EffShape, type Part, pcToPx, type SourceShape } from '../light/index.js'
import type { Random } from '../random.js'
import { direction, logNormal, starShares, wholeBetween } from './draws.js'

/** Class 1: one round peak. */
export function symmetricCluster(random: Random, distanceMpc: number): EffShape {
  return {
    kind: 'eff',
    rEffPx: pcToPx(logNormal(random, 2.8, 0.25, [0.5, 10]), distanceMpc),
    gamma: random.between(2.2, 4),
    truncation: random.between(5, 15),
    q: random.between(0.8, 1),
    angleDeg: direction(random),
  }
}

/** Class 2, since its axis ratio is 0.4 to 0.75. */
export function elongatedCluster(random: Random, distanceMpc: number): EffShape {
  return { ...asymmetric(random, distanceMpc), q: random.between(0.4, 0.75) }
}

/**
 * Class 2, since one side has more light: a lopsided profile, and a smaller profile on that side.
 * The first alone would look round after the telescope has blurred it.
 */
export function lopsidedCluster(random: Random, distanceMpc: number): SourceShape {
  const angleDeg = direction(random)
  const lopsided = { amount: random.between(0.5, 1), angleDeg }
  const cluster = asymmetric(random, distanceMpc)
  const main: EffShape = { ...cluster, lopsided }
  const rEffPx = main.rEffPx * random.between(0.3, 0.7)
  const share = random.between(0.2, 0.4)
  const distance = Math.max(1.5, main.rEffPx * random.between(1.2, 2))
  const radians = (angleDeg * Math.PI) / 180
  const [dxPx, dyPx] = [distance * Math.cos(radians), distance * Math.sin(radians)]
  const colour = 0.6 * random.normal()
  const parts = [
    { shape: main, dxPx: 0, dyPx: 0, share: 1 - share, colour: 0 },
    { shape: { ...cluster, rEffPx }, dxPx, dyPx, share, colour },
  ]
  return { kind: 'composite', parts: centredOnLight(parts) }
}

/** Class 2, since its colour changes across it: centre and size differ from band to band. */
export function gradientCluster(random: Random, distanceMpc: number): EffShape {
  const shape = asymmetric(random, distanceMpc)
  const angle = (direction(random) * Math.PI) / 180
  const shift = random.between(1.5, 3.5) * shape.rEffPx
  const sizeSlope = random.between(0.3, 1.2) * (random.integer(2) ? 1 : -1)
  return {
    ...shape,
    gradient: { sizeSlope, shiftPx: [shift * Math.cos(angle), shift * Math.sin(angle)] },
  }
}

/** Class 3: 3 to 12 stars, and the light of stars that are too faint to see one by one. */
export function association(random: Random, distanceMpc: number): SourceShape {
  const extentPc = logNormal(random, 5, 0.2, [2.5, 15])
  const envelope = random.between(0.15, 0.5)
  const shape: EffShape = {
    ...symmetricCluster(random, distanceMpc),
    rEffPx: pcToPx(1.2 * extentPc, distanceMpc),
    q: random.between(0.5, 1),
  }
  const shares = starShares(random, wholeBetween(random, 3, 12))
  const stars = shares.map((share) => star(random, (1 - envelope) * share, extentPc, distanceMpc))
  const parts = [{ shape, dxPx: 0, dyPx: 0, share: envelope, colour: 0 }, ...stars]
  return { kind: 'composite', parts: centredOnLight(parts) }
}

/**
 * The parts, moved so that the centroid of their light at 555 nm is at the candidate's position.
 */
export function centredOnLight(parts: readonly Part[]): Part[] {
  const mean = (of: (part: Part) => number) =>
    parts.reduce((sum, part) => sum + part.share * of(part), 0)
  const [x, y] = [mean(({ dxPx }) => dxPx), mean(({ dyPx }) => dyPx)]
  return parts.map((part) => ({ ...part, dxPx: part.dxPx - x, dyPx: part.dyPx - y }))
}

/** An asymmetry is seen in a cluster that is wide enough to show it. */
function asymmetric(random: Random, distanceMpc: number): EffShape {
  const rEffPx = pcToPx(logNormal(random, 4, 0.22, [1.5, 10]), distanceMpc)
  return { ...symmetricCluster(random, distanceMpc), rEffPx }
}

function star(random: Random, share: number, extentPc: number, distanceMpc: number): Part {
  const place = () => pcToPx(extentPc * random.normal(), distanceMpc)
  const colour = 1.2 * random.normal()
  return { shape: { kind: 'point' }, dxPx: place(), dyPx: place(), share, colour }
}
