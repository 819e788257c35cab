/**
 * Class 4 in varied fields: what is no cluster. Stars with or without neighbours, pairs and triples
 * from unresolved to well apart, chance groups, galaxies, diffuse light. What is not drawn here
 * (saturated stars, spikes, edges, nuclei, flaws of the detector) is as in plain fields.
 */
import { type LightShape, type Part, pcToPx, type SourceShape } from '../light/index.js'
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
import { discGalaxy, spheroidGalaxy, spiralGalaxy } from './other-shapes.js'
import { effOf } from './round-clusters.js'
import type { SubClass } from './sub-classes.js'

/**
 * Draws the form of a sub-class of class 4; undefined for one that plain fields draw
 * (candidate-shapes.ts).
 */
export function variedOther(
  subClass: SubClass,
  random: Random,
  options: MorphologyOptions,
): Morphology | undefined {
  return FORMS[subClass]?.(random, options)
}

function form(name: string, shape: SourceShape, alike: Alike, fit: Morphology['fit'] = 'drawn') {
  return { name, shape, alike, fit }
}

/** A star that passes the catalogue's cut: faint neighbours or light around it lift its CI. */
const star: FormMaker = (random) => {
  const kind = random.uniform()
  if (kind < 0.15) return form('single', STAR, { 1: 0.12 })
  const others = Array.from({ length: wholeBetween(random, 1, 3) }, () =>
    partAt(
      STAR,
      [random.between(1.2, 3.8), direction(random)],
      between(random, 0.05, 0.3),
      random.normal(),
    ),
  )
  const glow =
    kind < 0.45
      ? [partAt(effOf(random, random.between(2.5, 6)), [0, 0], random.between(0.05, 0.3))]
      : []
  const parts = [partAt(STAR, [0, 0], 1), ...others, ...glow]
  const alike: Alike = glow.length > 0 ? { 1: 0.2, 2: 0.12 } : { 1: 0.1, 2: 0.08, 3: 0.04 }
  return form('star-with-others', together(parts), alike)
}

/** Two stars, 1.1 to 7 px apart: closer ones look like one elongated source. */
const pair: FormMaker = (random) => {
  const apart = between(random, 1.1, 7)
  const share = between(random, 0.12, 1)
  const parts = [
    partAt(STAR, [0, 0], 1),
    partAt(STAR, [apart, direction(random)], share, random.normal()),
  ]
  const middle = random.uniform() < 0.3 ? 0.5 * random.uniform() : 0
  const alike: Alike = apart < 2.2 ? { 1: 0.06, 2: 0.25 } : { 3: 0.12 }
  return form('pair', moved(parts, middle), alike)
}

const triple: FormMaker = (random) => {
  const parts = [
    partAt(STAR, [0, 0], 1),
    ...Array.from({ length: 2 }, () =>
      partAt(
        STAR,
        [between(random, 1.3, 6), direction(random)],
        between(random, 0.2, 1),
        random.normal(),
      ),
    ),
  ]
  return form('triple', moved(parts, random.uniform() < 0.3 ? 0.6 : 0), { 2: 0.12, 3: 0.3 })
}

/** Stars of the field that lie together by chance: no light between them, colours of all kinds. */
const several: FormMaker = (random) => {
  const spread = between(random, 1.6, 6)
  const parts = Array.from({ length: wholeBetween(random, 4, 9) }, () =>
    partAt(
      STAR,
      [spread * Math.abs(random.normal()), direction(random)],
      between(random, 0.12, 1),
      1.8 * random.normal(),
    ),
  )
  return form('several-stars', moved(parts, random.uniform() < 0.5 ? 0 : 0.5), { 2: 0.08, 3: 0.38 })
}

/** Moves the candidate from the brightest star towards the centre of the light. */
function moved(parts: readonly Part[], towards: number): SourceShape {
  const all = together(parts).parts
  const brightest = all.reduce((best, part) => (part.share > best.share ? part : best))
  const mean = (of: (part: Part) => number) =>
    all.reduce((sum, part) => sum + part.share * of(part), 0)
  const x = (1 - towards) * brightest.dxPx + towards * mean(({ dxPx }) => dxPx)
  const y = (1 - towards) * brightest.dyPx + towards * mean(({ dyPx }) => dyPx)
  const shifted = all.map((part) => ({ ...part, dxPx: part.dxPx - x, dyPx: part.dyPx - y }))
  return { kind: 'composite', parts: shifted }
}

const faint: FormMaker = (random) => {
  const shape = oneOf<LightShape>(random, [
    [0.4, STAR],
    [0.35, effOf(random, between(random, 0.7, 4))],
    [0.25, effOf(random, between(random, 1, 5), [0.8, 0.35])],
  ])
  return form('faint', shape, { 1: 0.2, 2: 0.2, 3: 0.05 })
}

/** A patch of diffuse light: one or several clouds without a peak of their own. */
const fluff: FormMaker = (random, { distanceMpc, sizeFactor }) => {
  const px = pcToPx(logNormal(random, 12, 0.3, [4, 60]), distanceMpc) * sizeFactor
  const extent = Math.min(12, Math.max(4.5, px))
  const parts = Array.from({ length: wholeBetween(random, 2, 6) }, () => {
    const cloud = effOf(
      random,
      extent * random.between(0.9, 1.5),
      [1, 0.35],
      between(random, 6, 14),
    )
    const far = 0.7 * extent * Math.abs(random.normal())
    return partAt(cloud, [far, direction(random)], between(random, 0.3, 1), 0.7 * random.normal())
  })
  if (random.uniform() < 0.3) {
    parts.push(partAt(STAR, [0, 0], random.between(0.02, 0.1), random.normal()))
  }
  return form('fluff', together(parts), { 2: 0.14, 3: 0.22 })
}

const galaxyOf =
  (name: string, drawn: (random: Random) => SourceShape): FormMaker =>
  (random) =>
    form(name, drawn(random), { 1: 0.06, 2: 0.16 }, random.uniform() < 0.5 ? 'size' : 'drawn')

const redStar: FormMaker = (random) => {
  if (random.uniform() < 0.6) return form('red-star', STAR, { 1: 0.15 })
  return { ...star(random, { distanceMpc: 10, sizeFactor: 1 }), name: 'red-star' }
}

const FORMS: Readonly<Partial<Record<SubClass, FormMaker>>> = {
  star,
  pair,
  triple,
  'several-stars': several,
  faint,
  fluff,
  'galaxy-disc': galaxyOf('disc', discGalaxy),
  'galaxy-spiral': galaxyOf('spiral', spiralGalaxy),
  'galaxy-spheroid': galaxyOf('spheroid', spheroidGalaxy),
  'very-red-star': redStar,
}
