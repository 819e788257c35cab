/**
 * A candidate before it is painted: class and sub-class, place, the magnitudes that a catalogue
 * should find, and the shapes and fluxes that give them. The size follows from the concentration
 * index (match-ci.ts), and the flux in each band from the magnitude in 4 px (source-light.ts).
 */
import { type Part, type Psf, type SourceShape, scaledShape } from '../light/index.js'
import { extinctionIn } from '../photometry/index.js'
import {
  type Alike,
  type ClassValue,
  drawShape,
  drawSubClass,
  type Magnitudes,
  magnitudesIn,
  type SourceDraw,
  type SubClass,
} from '../populations/index.js'
import type { Random } from '../random.js'
import { matchCi, matchCore, matchPeaks } from './match-ci.js'
import { noiselessCi, type ObservedBand, type Placement } from './observed-band.js'
import {
  artefactOnStar,
  brightStar,
  type Light,
  type LitShape,
  lightOf,
  seenMagnitudes,
} from './source-light.js'

export interface PlannedSource extends Placement {
  readonly classValue: ClassValue
  readonly subClass: SubClass
  /** Vega magnitudes that photometry would find without noise and neighbours; NaN if not seen. */
  readonly magnitudes: Magnitudes
  /** E(B-V) of a dust lane in front, in addition to the dust of an average place, mag. */
  readonly reddening: number
  /** What is painted, with e-/s in each band. */
  readonly lights: readonly Light[]
  /** In varied fields: the form, what people may take it for, and where the catalogue lists it. */
  readonly morphology?: string
  readonly alike?: Alike
  readonly listed?: { readonly x: number; readonly y: number }
}

export interface PlanContext {
  readonly bands: readonly ObservedBand[]
  /** Distance of the field. */
  readonly distanceMpc: number
  /** Distance of the population whose CI the sizes follow. */
  readonly populationDistanceMpc: number
  /** Level at which pixels are clipped, e-/s. */
  readonly fullWell: number
  /** Directions of a diffraction spike and of the detector's columns in the mosaic. */
  readonly spikeDeg: number
  readonly columnDeg: number
}

/** What should be seen, and where. */
export interface Wish {
  readonly classValue: ClassValue
  readonly subClass: SubClass
  readonly draw: SourceDraw
  readonly placement: Placement
  readonly reddening: number
}

/**
 * Draws the sub-class of a source with a drawn concentration.
 *
 * @param psf optics of the V band, from which the concentration of a star follows
 */
export function subClassFor(
  classValue: ClassValue,
  { ciTarget, magnitudes }: SourceDraw,
  psf: Psf,
  random: Random,
): SubClass {
  const star = noiselessCi({ kind: 'point' }, { x: 0, y: 0, at: { x: 0, y: 0 }, psf })
  return drawSubClass(classValue, { excessCi: ciTarget - star, magnitudes }, random)
}

/** Chooses the shape and the fluxes that give what should be seen. */
export function planSource(wish: Wish, context: PlanContext, random: Random): PlannedSource {
  const { subClass, draw, placement, reddening, classValue } = wish
  const v = context.bands.find(({ letter }) => letter === 'v')!
  const { populationDistanceMpc: distanceMpc } = context
  const options = { ...context, distanceMpc, filter: v.filter }
  const shown = drawShape(subClass, random, options)
  const drawn = shown.kind === 'point' ? blendedStar(random) : shown
  const own = magnitudesIn(context.bands, draw.magnitudes)
  const magnitudes = reddened(own, reddening, context.bands)
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

/** The shape with the wanted CI: by its size or, if this would hide what it is, by its shares. */
function withCi(
  drawn: SourceShape,
  { subClass, classValue, draw, placement }: Wish,
  psf: Psf,
): SourceShape {
  const isGroup = subClass === 'association' || subClass === 'several-stars'
  if (isGroup && drawn.kind === 'composite') {
    return matchPeaks(drawn, draw.ciTarget, placement, psf)
  }
  if (classValue === 2 && (drawn.kind === 'composite' || drawn.kind === 'eff')) {
    return matchCore(drawn, draw.ciTarget, placement, psf)
  }
  return matchCi(drawn, draw.ciTarget, placement, psf)
}

/** A star that passes the catalogue's cut in CI, because other stars lie in its aperture. */
function blendedStar(random: Random): SourceShape {
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

/** The magnitudes behind a dust lane: V stays as it is seen, the colours change. */
export function reddened(
  magnitudes: Magnitudes,
  ebv: number,
  bands: readonly ObservedBand[],
): Magnitudes {
  const inV = extinctionIn(bands.find(({ letter }) => letter === 'v')!)
  const changed = { ...magnitudes }
  for (const band of bands) changed[band.letter] += ebv * (extinctionIn(band) - inV)
  return changed
}
