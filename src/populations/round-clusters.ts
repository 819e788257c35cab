/**
 * Class 1 in varied fields: one concentrated, symmetric peak that is wider than a star. The forms:
 * EFF profiles from very shallow to nearly Gaussian, a core in a halo, sums of Gaussians, a cluster
 * whose size changes with colour, one that is resolved into stars, one with a faint companion, and
 * one that is hardly wider than a star.
 */
import { type EffShape, type Part, pcToPx } from '../light/index.js'
import type { Random } from '../random.js'
import { direction, logNormal, wholeBetween } from './draws.js'
import {
  between,
  type FormMaker,
  type Morphology,
  type MorphologyOptions,
  oneOf,
  partAt,
  STAR,
  together,
} from './morphology.js'

/** Draws a cluster of class 1. */
export function roundCluster(random: Random, options: MorphologyOptions): Morphology {
  return oneOf(random, FORMS)(random, options)
}

/** Effective radius of clusters in px; a field of distant ones shows the larger ones. */
export function clusterRadius(random: Random, options: MorphologyOptions): number {
  const { distanceMpc, sizeFactor } = options
  const px = pcToPx(logNormal(random, 3, 0.28, [0.6, 14]), distanceMpc)
  return Math.min(9, Math.max(0.55, px)) * sizeFactor
}

/** An EFF profile; a gamma above 6 is nearly Gaussian. */
export function effOf(
  random: Random,
  rEffPx: number,
  [roundest, flattest]: readonly [number, number] = [1, 0.84],
  gamma = between(random, 2.1, 5),
): EffShape {
  return {
    kind: 'eff',
    rEffPx,
    gamma,
    truncation: between(random, 4, 25),
    q: random.between(flattest, roundest),
    angleDeg: direction(random),
  }
}

const plain: FormMaker = (random, options) => {
  const shape = effOf(random, clusterRadius(random, options))
  const flat = Math.max(0, 0.9 - shape.q)
  return { name: 'eff', shape, fit: fitOf(random), alike: { 2: 3 * flat } }
}

const steep: FormMaker = (random, options) => {
  const shape = effOf(random, clusterRadius(random, options), [1, 0.86], between(random, 5, 14))
  return { name: 'steep', shape, fit: fitOf(random), alike: { 2: 0.05 } }
}

const coreHalo: FormMaker = (random, options) => {
  const core = clusterRadius(random, options) * random.between(0.3, 0.8)
  const halo = core * between(random, 2.5, 7)
  const share = random.between(0.1, 0.55)
  const parts = [
    partAt(effOf(random, core), [0, 0], 1 - share),
    partAt(effOf(random, halo), [0, 0], share, 0.6 * random.normal()),
  ]
  return { name: 'core-halo', shape: together(parts), fit: fitOf(random), alike: { 2: 0.08 } }
}

const gaussians: FormMaker = (random, options) => {
  const first = clusterRadius(random, options) * random.between(0.4, 0.9)
  const n = wholeBetween(random, 2, 4)
  const parts = Array.from({ length: n }, (_, k): Part => {
    const radius = first * between(random, 1.5, 2.6) ** k
    return partAt(effOf(random, radius, [1, 0.85], 14), [0, 0], between(random, 0.3, 1))
  })
  return { name: 'gaussians', shape: together(parts), fit: fitOf(random), alike: { 2: 0.08 } }
}

const coloured: FormMaker = (random, options) => {
  const shape: EffShape = {
    ...effOf(random, clusterRadius(random, options)),
    gradient: { sizeSlope: random.between(-0.8, 0.8), shiftPx: [0, 0] },
  }
  return { name: 'coloured', shape, fit: fitOf(random), alike: { 2: 0.12 } }
}

const resolved: FormMaker = (random, options) => {
  const radius = Math.max(1.2, clusterRadius(random, options))
  const stars = Array.from({ length: wholeBetween(random, 4, 14) }, () => {
    const far = radius * Math.abs(random.normal()) * 1.2
    return partAt(STAR, [far, direction(random)], between(random, 0.006, 0.04), random.normal())
  })
  const light = stars.reduce((sum, { share }) => sum + share, 0)
  const parts = [partAt(effOf(random, radius), [0, 0], 1 - light), ...stars]
  return { name: 'resolved', shape: together(parts), fit: 'drawn', alike: { 2: 0.25, 3: 0.05 } }
}

const accompanied: FormMaker = (random, options) => {
  const radius = clusterRadius(random, options)
  const far = radius + random.between(3.5, 8)
  const share = between(random, 0.02, 0.12)
  const companion = random.uniform() < 0.7 ? STAR : effOf(random, random.between(0.6, 1.5))
  const parts = [
    partAt(effOf(random, radius), [0, 0], 1 - share),
    partAt(companion, [far, direction(random)], share, 1.2 * random.normal()),
  ]
  const alike = { 2: 2.5 * share, 4: 0.5 * share }
  return { name: 'accompanied', shape: together(parts), fit: 'drawn', alike }
}

const compact: FormMaker = (random) => {
  const shape = effOf(random, random.between(0.45, 0.9))
  return { name: 'compact', shape, fit: 'drawn', alike: { 4: 0.5 - 0.45 * (shape.rEffPx - 0.45) } }
}

const FORMS: readonly (readonly [number, FormMaker])[] = [
  [0.3, plain],
  [0.12, steep],
  [0.16, coreHalo],
  [0.1, gaussians],
  [0.08, coloured],
  [0.08, resolved],
  [0.1, accompanied],
  [0.06, compact],
]

/** Half of the sources have the CI of a catalogue, the others the size that was drawn. */
export function fitOf(random: Random): 'size' | 'drawn' {
  return random.uniform() < 0.5 ? 'size' : 'drawn'
}
