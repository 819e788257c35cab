/**
 * Random shapes of sources that are no clusters: stars in groups, galaxies, diffuse light. Lengths
 * in pixels are those at the population's own distance. The ranges are our choice, made by eye
 * against HST images.
 */
import {
  type LightShape,
  type Part,
  pcToPx,
  type SersicShape,
  type SourceShape,
} from '../light/index.js'
import type { Random } from '../random.js'
import { centredOnLight } from './cluster-shapes.js'
import { direction, logNormal, starShares, wholeBetween } from './draws.js'

const STAR = { kind: 'point' } as const

/** Two or three stars too close to be told apart: neighbours 1.3 to 3.5 px away from the first. */
export function starGroup(random: Random, nStars: number): SourceShape {
  const first = direction(random)
  const parts = Array.from({ length: nStars }, (_, i): Part => {
    const angle = ((first + i * random.between(90, 200)) * Math.PI) / 180
    const distance = i === 0 ? 0 : random.between(1.3, 3.5)
    const [dxPx, dyPx] = [distance * Math.cos(angle), distance * Math.sin(angle)]
    const colour = random.normal()
    return { shape: STAR, dxPx, dyPx, share: i === 0 ? 1 : random.between(0.3, 1), colour }
  })
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  return composite(parts.map((part) => ({ ...part, share: part.share / total })))
}

/** Four to seven stars that lie in the same few pixels by chance. */
export function severalStars(random: Random): SourceShape {
  const spread = random.between(1.5, 3.5)
  const shares = starShares(random, wholeBetween(random, 4, 7))
  const parts = shares.map((share): Part => {
    const [dxPx, dyPx] = [spread * random.normal(), spread * random.normal()]
    return { shape: STAR, dxPx, dyPx, share, colour: random.normal() }
  })
  return composite(parts)
}

export function discGalaxy(random: Random): SourceShape {
  const shape = { kind: 'sersic', n: 1, ...outline(random, [2.5, 12], [0.25, 0.95]) } as const
  return withBulge(random, shape, random.between(0.05, 0.3))
}

export function spiralGalaxy(random: Random): SourceShape {
  const shape = {
    kind: 'spiral',
    ...outline(random, [5, 14], [0.45, 1]),
    nArms: 2,
    pitchDeg: random.between(12, 30) * (random.integer(2) ? 1 : -1),
    phaseDeg: direction(random),
    contrast: random.between(0.6, 1),
  } as const
  return withBulge(random, shape, random.between(0.1, 0.3))
}

export function spheroidGalaxy(random: Random): SourceShape {
  const n = random.between(2.5, 5)
  return { kind: 'sersic', n, ...outline(random, [1.5, 7], [0.5, 1]) }
}

/** The nucleus of the galaxy: a cluster of stars in the cusp of the bulge. */
export function nucleus(random: Random, distanceMpc: number): SourceShape {
  const share = random.between(0.1, 0.35)
  const cluster: Part = {
    shape: {
      kind: 'eff',
      rEffPx: pcToPx(random.between(2, 7), distanceMpc),
      gamma: random.between(2.3, 3),
      truncation: 10,
      q: random.between(0.8, 1),
      angleDeg: direction(random),
    },
    ...{ dxPx: 0, dyPx: 0, share, colour: 0 },
  }
  const rEffPx = pcToPx(logNormal(random, 50, 0.15, [25, 100]), distanceMpc)
  const { q, angleDeg } = outline(random, [1, 1], [0.6, 1])
  const bulge: SersicShape = { kind: 'sersic', rEffPx, n: random.between(1, 2), q, angleDeg }
  const around = { shape: bulge, dxPx: 0, dyPx: 0, share: 1 - share, colour: 0.5 }
  return { kind: 'composite', parts: [cluster, around] }
}

/** A cloud without a peak: overlapping Gaussian patches, none narrower than 3 px. */
export function fluff(random: Random, distanceMpc: number): SourceShape {
  const extent = Math.max(4, pcToPx(logNormal(random, 8, 0.15, [5, 16]), distanceMpc))
  const nPatches = wholeBetween(random, 3, 6)
  const parts = Array.from({ length: nPatches }, (): Part => {
    const rEffPx = extent * random.between(0.8, 1.5)
    const { q, angleDeg } = outline(random, [1, 1], [0.4, 1])
    const [dxPx, dyPx] = [0.6 * extent * random.normal(), 0.6 * extent * random.normal()]
    const shape: SersicShape = { kind: 'sersic', rEffPx, n: 0.5, q, angleDeg }
    return { shape, dxPx, dyPx, share: 1 / nPatches, colour: 0.5 * random.normal() }
  })
  return composite(parts)
}

function composite(parts: readonly Part[]): SourceShape {
  return { kind: 'composite', parts: centredOnLight(parts) }
}

function withBulge(
  random: Random,
  disc: LightShape & { rEffPx: number },
  share: number,
): SourceShape {
  const shape: SersicShape = {
    kind: 'sersic',
    rEffPx: disc.rEffPx * random.between(0.15, 0.3),
    n: random.between(1, 3),
    q: random.between(0.7, 1),
    angleDeg: direction(random),
  }
  const at = { dxPx: 0, dyPx: 0 }
  const parts = [
    { shape: disc, ...at, share: 1 - share, colour: 0 },
    { shape, ...at, share, colour: random.between(0.5, 2) },
  ]
  return { kind: 'composite', parts }
}

function outline(
  random: Random,
  [smallest, largest]: readonly [number, number],
  [thinnest, roundest]: readonly [number, number],
) {
  const middle = Math.sqrt(smallest * largest)
  const rEffPx = largest > smallest ? logNormal(random, middle, 0.2, [smallest, largest]) : largest
  return { rEffPx, q: random.between(thinnest, roundest), angleDeg: direction(random) }
}
