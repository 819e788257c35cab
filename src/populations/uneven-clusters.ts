/**
 * Class 2 in varied fields: like class 1, but elongated or asymmetric. The forms: an elongated
 * profile, two profiles that cross, one side brighter, a core off the centre of its halo, two
 * clusters that touch, a tail, another centre in each colour, stars on one side.
 */
import { type EffShape, type Part, pcToPx, type SourceShape } from '../light/index.js'
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

/** Draws a cluster of class 2. */
export function unevenCluster(random: Random, options: MorphologyOptions): Morphology {
  return oneOf(random, FORMS)(random, options)
}

/** Wider than class 1 in the median, as in LEGUS's catalogues: 0.1 mag in CI. */
function radiusOf(random: Random, { distanceMpc, sizeFactor }: MorphologyOptions): number {
  const px = pcToPx(logNormal(random, 4.2, 0.25, [1, 16]), distanceMpc)
  return Math.min(10, Math.max(1, px)) * sizeFactor
}

function form(name: string, shape: SourceShape, fit: Morphology['fit'], alike: Alike): Morphology {
  return { name, shape, fit, alike }
}

/** Scaled to a catalogue's CI, left as drawn, or with a knot that makes it compact. */
function fitOf(random: Random): Morphology['fit'] {
  return oneOf(random, [
    [0.35, 'size'],
    [0.5, 'drawn'],
    [0.15, 'shares'],
  ] as const)
}

const elongated: FormMaker = (random, options) => {
  const shape = effOf(random, radiusOf(random, options), [0.8, 0.32])
  return form('elongated', shape, fitOf(random), { 1: Math.max(0.05, 1.6 * (shape.q - 0.5)) })
}

const crossed: FormMaker = (random, options) => {
  const radius = radiusOf(random, options)
  const inner = effOf(random, radius * random.between(0.3, 0.6), [0.9, 0.5])
  const outer = effOf(random, radius * random.between(1, 1.8), [0.7, 0.35])
  const share = random.between(0.3, 0.7)
  const parts = [partAt(inner, [0, 0], 1 - share), partAt(outer, [0, 0], share)]
  return form('crossed', together(parts), 'drawn', { 1: 0.25 })
}

const lopsided: FormMaker = (random, options) => {
  const angleDeg = direction(random)
  const main: EffShape = {
    ...effOf(random, radiusOf(random, options), [1, 0.6]),
    lopsided: { amount: random.between(0.5, 1), angleDeg },
  }
  if (random.uniform() < 0.4) return form('lopsided', main, 'drawn', { 1: 0.35 })
  const far = Math.max(1.2, main.rEffPx * random.between(1, 2.2))
  const side = effOf(random, main.rEffPx * random.between(0.3, 0.8), [1, 0.5])
  const share = random.between(0.18, 0.48)
  const parts = [
    partAt(main, [0, 0], 1 - share),
    partAt(side, [far, angleDeg], share, 0.6 * random.normal()),
  ]
  return form('brighter-side', together(parts), fitOf(random), { 1: 0.4 - share, 3: 0.08 })
}

const offCentre: FormMaker = (random, options) => {
  const radius = radiusOf(random, options)
  const halo = effOf(random, radius * random.between(1.2, 2.5), [1, 0.5])
  const core = effOf(random, radius * random.between(0.15, 0.5), [1, 0.7])
  const share = random.between(0.35, 0.75)
  const far = halo.rEffPx * random.between(0.35, 1)
  const parts = [
    partAt(core, [0, 0], 1 - share),
    partAt(halo, [far, direction(random)], share, 0.4 * random.normal()),
  ]
  return form('off-centre', together(parts), 'drawn', { 1: 0.3, 4: 0.06 })
}

const touching: FormMaker = (random, options) => {
  const radius = radiusOf(random, options) * 0.7
  const second = effOf(random, radius * random.between(0.5, 1.2), [1, 0.7])
  const far = Math.max(1.6, radius * random.between(1, 2.4))
  const share = random.between(0.15, 0.45)
  const parts = [
    partAt(effOf(random, radius, [1, 0.7]), [0, 0], 1 - share),
    partAt(second, [far, direction(random)], share, 0.8 * random.normal()),
  ]
  return form('touching', together(parts), 'drawn', { 1: 0.08, 3: 0.2, 4: 0.2 })
}

const tailed: FormMaker = (random, options) => {
  const radius = radiusOf(random, options) * 0.8
  const start = direction(random)
  const bend = random.between(-25, 25)
  const n = wholeBetween(random, 2, 5)
  const tail = Array.from({ length: n }, (_, k): Part => {
    const far = radius * (1 + 0.9 * k)
    const blob = effOf(random, radius * random.between(0.5, 1.1), [1, 0.5])
    return partAt(blob, [far, start + bend * k], random.between(0.08, 0.25) * 0.8 ** k)
  })
  const parts = [partAt(effOf(random, radius, [1, 0.7]), [0, 0], 0.8), ...tail]
  return form('tailed', together(parts), fitOf(random), { 1: 0.2, 3: 0.15 })
}

const shifting: FormMaker = (random, options) => {
  const shape = effOf(random, radiusOf(random, options), [1, 0.6])
  const angle = (direction(random) * Math.PI) / 180
  const shift = Math.max(1.5, shape.rEffPx * random.between(1, 3))
  const gradient = {
    sizeSlope: random.between(-1, 1),
    shiftPx: [shift * Math.cos(angle), shift * Math.sin(angle)] as const,
  }
  return form('shifting', { ...shape, gradient }, 'drawn', { 1: 0.35 })
}

const withStars: FormMaker = (random, options) => {
  const radius = radiusOf(random, options) * 0.8
  const middle = direction(random)
  const stars = Array.from({ length: wholeBetween(random, 1, 4) }, () => {
    const far = radius * random.between(0.8, 2) + random.between(0.8, 2.5)
    const angle = middle + random.between(-70, 70)
    return partAt(STAR, [far, angle], between(random, 0.05, 0.22), 1.2 * random.normal())
  })
  const parts = [partAt(effOf(random, radius, [1, 0.6]), [0, 0], 0.9), ...stars]
  const alike = { 1: 0.25, 3: 0.06 * stars.length, 4: 0.06 }
  return form('with-stars', together(parts), 'drawn', alike)
}

const FORMS: readonly (readonly [number, FormMaker])[] = [
  [0.27, elongated],
  [0.1, crossed],
  [0.16, lopsided],
  [0.12, offCentre],
  [0.1, touching],
  [0.07, tailed],
  [0.06, shifting],
  [0.12, withStars],
]
