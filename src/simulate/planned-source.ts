/**
 * A candidate before it is painted: class and sub-class, place, the magnitudes that a catalogue shall find, and the
 * shapes and fluxes that give them. Its size follows from the concentration index (match-ci.ts), its flux in each band
 * from the magnitude in 4 px (zero-points.ts).
 */
import { type Part, type Psf, type SourceShape, scaledShape } from '../light/index.js'
import { apertureFlux, fluxOf } from '../photometry/index.js'
import {
  type ClassValue,
  drawShape,
  drawSubClass,
  EXTINCTION,
  type Magnitudes,
  type SourceDraw,
  type SubClass,
} from '../populations/index.js'
import type { Random } from '../random.js'
import { bracketedRoot } from '../statistics/index.js'
import { matchCi, matchCore, matchPeaks, type Placement } from './match.js'
import { apertureShare, noiselessCi, type ObservedBand } from './observed-band.js'
import {
  artefactOnStar,
  type Light,
  type LitShape,
  lightOf,
  seenMagnitudes,
} from './source-light.js'

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

/** A star that passes the cut in CI because others lie in its aperture. */
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

/** A lane changes the colours at the V that is seen. */
function reddened(magnitudes: Magnitudes, ebv: number, bands: readonly ObservedBand[]): Magnitudes {
  const coefficient = (band: ObservedBand) =>
    EXTINCTION[`${band.instrument} ${band.filter}`].coefficient
  const inV = coefficient(bands.find(({ letter }) => letter === 'v')!)
  const changed = { ...magnitudes }
  for (const band of bands) changed[band.letter] += ebv * (coefficient(band) - inV)
  return changed
}

/* Stars beyond the full well: candidates themselves, or behind one on a spike of theirs. */

/** The star itself, between V = 15.5 and 17.5, or one so bright that its spike has the magnitude; no lane lies before it. */
export function brightStar(
  shape: SourceShape & { kind: 'saturated' },
  v: number,
  job: { bands: readonly ObservedBand[]; placement: Placement; subClass: SubClass; random: Random },
): LitShape {
  const { bands, placement, subClass, random } = job
  const vBand = bands.find(({ letter }) => letter === 'v')!
  const vOfStar =
    subClass === 'saturated'
      ? 15.5 + 2 * random.uniform()
      : magnitudeOnSpike(shape, v, vBand, placement)
  const bv = 0.5 + 0.8 * random.uniform()
  const b = vOfStar + bv
  const star = { nuv: b + 3 * bv - 1, u: b + 1.5 * bv - 0.7, b, v: vOfStar, i: vOfStar - 1.1 * bv }
  const fluxes = bands.map((band) => [band.letter, fluxOf(star[band.letter], band)] as const)
  const inAperture = bands.map((band, i) => {
    const [letter, flux] = fluxes[i]
    return [letter, fluxInAperture(shape, flux, band, placement)] as const
  })
  return {
    light: { shape, fluxes: Object.fromEntries(fluxes) },
    inAperture: Object.fromEntries(inAperture),
  }
}

/** Clipped where the full well is reached. On a spike the aperture has a thousandth of the star. */
function fluxInAperture(
  shape: SourceShape,
  flux: number,
  { psf }: ObservedBand,
  { x, y, at }: Placement,
): number {
  return flux * apertureShare({ x, y, shape, flux }, at, psf, flux / 1000)
}

/** No field with a brighter star would have been observed. */
const BRIGHTEST = 14

/**
 * V of the star whose light in the aperture on its spike has magnitude `v`, by bisection. Light below 4e-5 of the star in a
 * pixel is left out here and not in the mosaic, so the spike comes out brighter than `v`, by 0.3 mag in the median.
 */
function magnitudeOnSpike(
  shape: SourceShape,
  v: number,
  band: ObservedBand,
  { x, y, at }: Placement,
): number {
  const wanted = apertureFlux(v, band.correctionMag, band)
  const isTooBright = (magnitude: number) => {
    const flux = fluxOf(magnitude, band)
    return flux * apertureShare({ x, y, shape, flux }, at, band.psf) > wanted
  }
  return bracketedRoot(isTooBright, { inside: BRIGHTEST, outside: v }, 12).outside
}
