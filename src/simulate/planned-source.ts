/**
 * A candidate before it is painted: class and sub-class, place, the magnitudes that a catalogue shall find, and the
 * shapes and fluxes that give them. Its size follows from the concentration index (match-ci.ts), its flux in each band
 * from the magnitude in 4 px (zero-points.ts).
 */
import type { Random } from '../random.js'
import { brightStar } from './bright-star.js'
import { drawShape } from './draw-shape.js'
import { EXTINCTION } from './extinction.js'
import { matchCi, type Placement } from './match-ci.js'
import { matchCore, matchPeaks } from './match-peaks.js'
import { noiselessCi } from './noiseless.js'
import type { ObservedBand } from './observed-band.js'
import type { ClassValue, Magnitudes, SourceDraw } from './population.js'
import type { Psf } from './psf.js'
import { scaledShape } from './scaled-shape.js'
import type { Part, Shape, SubClass } from './shape.js'
import {
  artefactOnStar,
  type Light,
  type LitShape,
  lightOf,
  seenMagnitudes,
} from './source-light.js'
import { drawSubClass } from './sub-class-mix.js'

export interface PlannedSource extends Placement {
  readonly classValue: ClassValue
  readonly subClass: SubClass
  /** What the catalogue's photometry would find without noise or neighbours; Vega; NaN where nothing is to be seen. */
  readonly magnitudes: Magnitudes
  /** E(B-V) of a lane in front, beyond the dust of an average place, mag. */
  readonly reddening: number
  /** What is painted, with e-/s in each band. */
  readonly lights: readonly Light[]
}

export interface PlanContext {
  readonly bands: readonly ObservedBand[]
  /** Of the field, and of the population whose CI the sizes follow. */
  readonly distanceMpc: number
  readonly populationDistanceMpc: number
  readonly fullWell: number
  readonly spikeDeg: number
  readonly columnDeg: number
}

/** What is to be seen where. */
export interface Wish {
  readonly classValue: ClassValue
  readonly subClass: SubClass
  readonly draw: SourceDraw
  readonly placement: Placement
  readonly reddening: number
}

/** A class's sub-class for a drawn concentration; a star's own is that of the V band's optics. */
export function subClassFor(
  classValue: ClassValue,
  { ciTarget, magnitudes }: SourceDraw,
  psf: Psf,
  random: Random,
): SubClass {
  const star = noiselessCi({ kind: 'point' }, { x: 0, y: 0, at: { x: 0, y: 0 }, psf })
  return drawSubClass(classValue, { excessCi: ciTarget - star, magnitudes }, random)
}

export function planSource(wish: Wish, context: PlanContext, random: Random): PlannedSource {
  const { subClass, draw, placement, reddening, classValue } = wish
  const v = context.bands.find(({ letter }) => letter === 'v')!
  const { populationDistanceMpc: distanceMpc } = context
  const options = { ...context, distanceMpc, filter: v.filter }
  const shown = drawShape(subClass, random, options)
  const drawn = shown.kind === 'point' ? blendedStar(random) : shown
  const magnitudes = reddened(draw.magnitudes, reddening, context.bands)
  const source = (lit: readonly LitShape[], ebv = reddening): PlannedSource => ({
    ...{ classValue, subClass, reddening: ebv, ...placement },
    magnitudes: seenMagnitudes(lit, context.bands),
    lights: lit.map(({ light }) => light),
  })
  if (drawn.kind === 'saturated') {
    const job = { bands: context.bands, placement, subClass, random }
    return source([brightStar(drawn, magnitudes.v, job)], 0)
  }
  if (drawn.kind === 'cosmic-ray' || drawn.kind === 'hot-pixel') {
    return source(artefactOnStar(drawn, magnitudes, context.bands, placement))
  }
  const sized = withCi(drawn, wish, v.psf)
  const shape = scaledShape(sized, distanceMpc / context.distanceMpc)
  return source([lightOf(shape, magnitudes, context.bands, placement)])
}

/** The shape with the concentration that is wanted, by its size or, where that would hide what it is, by its shares. */
function withCi(drawn: Shape, { subClass, classValue, draw, placement }: Wish, psf: Psf): Shape {
  const isGroup = subClass === 'association' || subClass === 'several-stars'
  if (isGroup && drawn.kind === 'composite') {
    return matchPeaks(drawn, draw.ciTarget, placement, psf)
  }
  if (classValue === 2 && (drawn.kind === 'composite' || drawn.kind === 'eff')) {
    return matchCore(drawn, draw.ciTarget, placement, psf)
  }
  return matchCi(drawn, draw.ciTarget, placement, psf)
}

/** A star that passes the cut in CI because others lie in its aperture. */
function blendedStar(random: Random): Shape {
  const nOthers = 1 + random.integer(2)
  const others = Array.from({ length: nOthers }, (): Part => {
    const angle = 2 * Math.PI * random.uniform()
    const distance = 1.5 + 1.5 * random.uniform()
    return {
      shape: { kind: 'point' },
      dxPx: distance * Math.cos(angle),
      dyPx: distance * Math.sin(angle),
      share: 0.08 + 0.17 * random.uniform(),
      colour: random.normal(),
    }
  })
  const rest = 1 - others.reduce((sum, { share }) => sum + share, 0)
  const star: Part = { shape: { kind: 'point' }, dxPx: 0, dyPx: 0, share: rest, colour: 0 }
  return { kind: 'composite', parts: [star, ...others] }
}

/** A lane changes the colours at the V that is seen. */
function reddened(magnitudes: Magnitudes, ebv: number, bands: readonly ObservedBand[]): Magnitudes {
  const coefficient = (band: ObservedBand) =>
    EXTINCTION[`${band.instrument} ${band.filter}`].coefficient
  const inV = coefficient(bands.find(({ letter }) => letter === 'v')!)
  const changed = { ...magnitudes }
  for (const band of bands) changed[band.letter] += ebv * (coefficient(band) - inV)
  return changed
}
