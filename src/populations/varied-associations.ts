/**
 * Class 3 in varied fields: several peaks. The forms: a cloud of stars from 2 to 20 px across, a
 * chain, a ring around an empty middle, clumps that are wider than stars, a leading cluster with
 * stars around it, and a loose group on diffuse light.
 */
import { type Part, pcToPx, type SourceShape } from '../light/index.js'
import type { Random } from '../random.js'
import { direction, logNormal, wholeBetween } from './draws.js'
import {
  type Alike,
  between,
  type FormMaker,
  type Morphology,
  type MorphologyOptions,
  oneOf,
  partAt,
  STAR,
  together,
} from './morphology.js'
import { effOf } from './round-clusters.js'

/** Draws a group of class 3. */
export function variedAssociation(random: Random, options: MorphologyOptions): Morphology {
  return oneOf(random, FORMS)(random, options)
}

/** Root mean square radius of a group, px: peaks closer than 1.6 px are one. */
function extentOf(random: Random, { distanceMpc, sizeFactor }: MorphologyOptions): number {
  const px = pcToPx(logNormal(random, 9, 0.3, [2.5, 50]), distanceMpc) * sizeFactor
  return Math.min(11, Math.max(1.8, px))
}

/** Shares of stars: dN/dL ~ L^-a over a factor of 5 to 40. */
function lights(random: Random, n: number): number[] {
  const range = between(random, 5, 40)
  const power = random.between(1.3, 2.4)
  return Array.from({ length: n }, () => {
    const u = random.uniform()
    return (1 - u * (1 - range ** (1 - power))) ** (1 / (1 - power))
  })
}

/**
 * The group, moved so that the candidate lies where detection would put it: on the brightest peak,
 * or between there and the centre of the light.
 */
function centred(random: Random, parts: readonly Part[]): SourceShape {
  const all = together(parts).parts
  const peaks = all.filter(({ shape }) => shape.kind === 'point' || shape.kind === 'eff')
  const brightest = peaks.reduce((best, part) => (peakOf(part) > peakOf(best) ? part : best))
  const mean = (of: (part: Part) => number) =>
    all.reduce((sum, part) => sum + part.share * of(part), 0)
  const towards = random.uniform() < 0.65 ? 0 : random.uniform()
  const x = (1 - towards) * brightest.dxPx + towards * mean(({ dxPx }) => dxPx)
  const y = (1 - towards) * brightest.dyPx + towards * mean(({ dyPx }) => dyPx)
  const moved = all.map((part) => ({ ...part, dxPx: part.dxPx - x, dyPx: part.dyPx - y }))
  return { kind: 'composite', parts: moved }
}

/** Light of a part in its central pixels, roughly. */
function peakOf({ shape, share }: Part): number {
  const radius = shape.kind === 'eff' ? shape.rEffPx : 0
  return share / (1 + radius * radius)
}

function group(
  random: Random,
  name: string,
  parts: readonly Part[],
  alike: Alike,
  fit: Morphology['fit'] = 'drawn',
): Morphology {
  return { name, shape: centred(random, parts), fit, alike }
}

function envelope(random: Random, extent: number, share: number): Part {
  return partAt(effOf(random, extent * random.between(0.8, 1.6), [1, 0.45]), [0, 0], share)
}

const cloud: FormMaker = (random, options) => {
  const extent = extentOf(random, options)
  const n = wholeBetween(random, 3, 22)
  const shares = lights(random, n)
  const total = shares.reduce((sum, share) => sum + share, 0)
  const [q, angle] = [random.between(0.4, 1), direction(random)]
  const stars = shares.map((share) => scattered(random, share / total, extent, q, angle))
  const diffuse = random.uniform() < 0.25 ? 0 : random.between(0.1, 1.1)
  const parts = diffuse > 0 ? [envelope(random, extent, diffuse), ...stars] : stars
  const alike = { 2: 0.08 + 0.1 * Number(extent < 2.5), 4: n < 5 || diffuse === 0 ? 0.25 : 0.1 }
  const fit = random.uniform() < 0.25 ? 'shares' : 'drawn'
  return group(random, 'cloud', parts, alike, fit)
}

function scattered(
  random: Random,
  share: number,
  extent: number,
  q: number,
  angleDeg: number,
): Part {
  const angle = (angleDeg * Math.PI) / 180
  const [u, v] = [extent * random.normal(), q * extent * random.normal()]
  return {
    shape: STAR,
    dxPx: u * Math.cos(angle) - v * Math.sin(angle),
    dyPx: u * Math.sin(angle) + v * Math.cos(angle),
    share,
    colour: 1.2 * random.normal(),
  }
}

const chain: FormMaker = (random, options) => {
  const extent = extentOf(random, options)
  const [start, bend] = [direction(random), random.between(-30, 30)]
  const n = wholeBetween(random, 3, 8)
  const shares = lights(random, n)
  const parts = shares.map((share, k) => {
    const far = extent * (k - (n - 1) / 2) * random.between(0.7, 1.1)
    const blob = random.uniform() < 0.5 ? STAR : effOf(random, random.between(0.5, 1.8))
    return partAt(blob, [far, start + bend * (k / n)], share, random.normal())
  })
  const light = shares.reduce((sum, share) => sum + share, 0)
  const diffuse = envelope(random, extent, light * random.between(0.05, 0.5))
  return group(random, 'chain', [diffuse, ...parts], { 2: 0.1, 4: 0.2 })
}

const ring: FormMaker = (random, options) => {
  const extent = Math.max(2.5, extentOf(random, options))
  const shares = lights(random, wholeBetween(random, 4, 12))
  const parts = shares.map((share) =>
    partAt(
      STAR,
      [extent * (1 + 0.18 * random.normal()), direction(random)],
      share,
      random.normal(),
    ),
  )
  return group(random, 'ring', parts, { 4: 0.22 })
}

const clumps: FormMaker = (random, options) => {
  const extent = Math.max(2.2, extentOf(random, options))
  const shares = lights(random, wholeBetween(random, 2, 6))
  const parts = shares.map((share) => {
    const shape = effOf(random, between(random, 0.6, 0.4 * extent + 0.8), [1, 0.5])
    return partAt(shape, [extent * random.between(0.4, 1.6), direction(random)], share)
  })
  const light = shares.reduce((sum, share) => sum + share, 0)
  const diffuse = envelope(random, extent, light * random.between(0.05, 0.6))
  return group(random, 'clumps', [diffuse, ...parts], { 2: shares.length < 3 ? 0.3 : 0.12 })
}

const led: FormMaker = (random, options) => {
  const extent = extentOf(random, options)
  const shares = lights(random, wholeBetween(random, 3, 10))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const lead = random.between(0.4, 1.2)
  const first = partAt(effOf(random, between(random, 0.6, 2)), [0, 0], lead)
  const others = shares.map((share) => scattered(random, share / total, extent, 1, 0))
  return group(random, 'led', [first, ...others], { 2: 0.3, 1: 0.05 * lead, 4: 0.05 })
}

const loose: FormMaker = (random, options) => {
  const extent = Math.max(3, extentOf(random, options))
  const shares = lights(random, wholeBetween(random, 3, 8))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const stars = shares.map((share) => scattered(random, share / total, 0.8 * extent, 1, 0))
  const diffuse = envelope(random, extent, random.between(1, 3))
  return group(random, 'loose', [diffuse, ...stars], { 2: 0.06, 4: 0.35 })
}

const FORMS: readonly (readonly [number, FormMaker])[] = [
  [0.42, cloud],
  [0.1, chain],
  [0.06, ring],
  [0.16, clumps],
  [0.16, led],
  [0.1, loose],
]
