/**
 * A candidate of a varied field before it is painted. Its form is drawn (populations), its size is
 * left or found from CI, and its magnitudes are in the filters of the field.
 */
import { BAND_LETTERS, type BandLetter } from '../catalog/index.js'
import type { Psf, SourceShape } from '../light/index.js'
import { magnitudeOf } from '../photometry/index.js'
import {
  type Alike,
  drawMorphology,
  type Magnitudes,
  type Morphology,
  magnitudesIn,
} from '../populations/index.js'
import type { Random } from '../random.js'
import { skyNoise } from './exposures.js'
import { matchCi, matchCore, matchPeaks } from './match-ci.js'
import { noiselessCi, type ObservedBand } from './observed-band.js'
import { type PlanContext, type PlannedSource, reddened, type Wish } from './planned-source.js'
import {
  artefactOnStar,
  brightStar,
  type LitShape,
  lightOf,
  seenMagnitudes,
} from './source-light.js'
import { visibleUnevenness } from './visible-form.js'

export interface VariedContext extends PlanContext {
  readonly sizeFactor: number
  /** CI of the most concentrated source that the catalogue lists, mag. */
  readonly ciCut: number
  /** Unevenness of a round cluster of 1 px in V, from the telescope alone. */
  readonly unevenOptics: number
}

/** {@link VariedContext.unevenOptics} of a point spread function. */
export function unevennessOf(psf: Psf): number {
  const round = { kind: 'eff', rEffPx: 1, gamma: 3, truncation: 10, q: 1, angleDeg: 0 } as const
  return visibleUnevenness(round, { x: 0.2, y: 0.3, at: { x: 0.2, y: 0.3 } }, psf)
}

/** A form is drawn again if nobody could see what it is, or no catalogue would list it. */
const MOST_DRAWS = 4
/** Noise carries a source across the cut that lies so little below it, mag. */
const BELOW_CUT = 0.03
const HIGHEST_CI = 2.9

/** Chooses the form and the fluxes of a candidate. */
export function planVariedSource(
  wish: Wish,
  context: VariedContext,
  random: Random,
): PlannedSource {
  const { subClass, draw, placement, reddening, classValue } = wish
  const v = context.bands.find(({ letter }) => letter === 'v')!
  const own = magnitudesIn(context.bands, draw.magnitudes)
  const seen = reddened(own, reddening, context.bands)
  const magnitudes = subClass === 'faint' ? dimmed(seen, v, random) : seen
  const { shape, form } = fittingForm(wish, context, v, random)
  const source = (lit: readonly LitShape[], ebv = reddening): PlannedSource => ({
    ...{ classValue, subClass, reddening: ebv, ...placement },
    ...{ morphology: form.name, alike: form.alike },
    magnitudes: seenMagnitudes(lit, context.bands),
    lights: lit.map(({ light }) => light),
  })
  if (shape.kind === 'saturated') {
    const job = { bands: context.bands, placement, subClass, random }
    return source([brightStar(shape, magnitudes.v, job)], 0)
  }
  if (shape.kind === 'cosmic-ray' || shape.kind === 'hot-pixel') {
    return source(artefactOnStar(shape, magnitudes, context.bands, placement))
  }
  return source([lightOf(shape, magnitudes, context.bands, placement)])
}

/** Signal to noise of what people call too faint, in an aperture of 4 px and its sky. */
const FAINT_SNR = [4, 8] as const
/** Noise of the aperture's flux in units of an empty pixel's: 50 px, and as much for the sky. */
const APERTURE_NOISE = 10

/** All magnitudes shifted until V is hard to see. */
function dimmed(magnitudes: Magnitudes, v: ObservedBand, random: Random): Magnitudes {
  const flux = random.between(...FAINT_SNR) * APERTURE_NOISE * skyNoise(v)
  const shift = Math.max(0, magnitudeOf(flux, v) + v.correctionMag - magnitudes.v)
  const shifted = BAND_LETTERS.map((letter) => [letter, magnitudes[letter] + shift])
  return Object.fromEntries(shifted) as Record<BandLetter, number>
}

interface Fitted {
  readonly form: Morphology
  readonly shape: SourceShape
}

/** Draws forms until one can be seen for what it is; the last one is taken in any case. */
function fittingForm(wish: Wish, context: VariedContext, v: ObservedBand, random: Random): Fitted {
  const { classValue, subClass, placement } = wish
  for (let k = 1; ; k++) {
    const options = { ...context, filter: v.filter }
    const form = drawMorphology(classValue, subClass, random, options)
    const shape = sized(form, wish, v, context.ciCut)
    if (classValue !== 1 && classValue !== 2) return { form, shape }
    const seen = visibleUnevenness(shape, placement, v.psf)
    const unevenness = seen - Math.max(0, context.unevenOptics - UNEVEN_OPTICS)
    const alike = alikeSeen(form.alike, classValue, unevenness)
    if (alike || k === MOST_DRAWS) return { form: { ...form, alike: alike ?? form.alike }, shape }
  }
}

/**
 * Unevenness above which a source looks like class 2: that of an EFF profile with an axis ratio of
 * 0.78. Over DOUBT to both sides the share of people who see class 2 goes from 12 to 88 %.
 */
const UNEVEN_FROM = 0.07
const DOUBT = 0.03
/** Unevenness of a round cluster in the fitted point spread functions. */
const UNEVEN_OPTICS = 0.03
/** No form is more alike to the other class than to its own by more than this. */
const MOST_OTHER = 0.6

/**
 * What people may take a cluster of class 1 or 2 for, from how uneven it looks; undefined if it
 * looks like the other class.
 */
function alikeSeen(alike: Alike, classValue: 1 | 2, unevenness: number): Alike | undefined {
  const asTwo = 1 / (1 + Math.exp(-(unevenness - UNEVEN_FROM) / (DOUBT / 2)))
  const other = classValue === 1 ? asTwo : 1 - asTwo
  if (other > MOST_OTHER) return undefined
  return { ...alike, [classValue === 1 ? 2 : 1]: Math.min(0.5, other) }
}

/** The shape at the size that its form asks for; found from CI if no catalogue would list it. */
function sized(
  form: Morphology,
  { draw, placement }: Wish,
  v: ObservedBand,
  cut: number,
): SourceShape {
  const { shape, fit } = form
  if (!isSizable(shape)) return shape
  const ci = Math.max(draw.ciTarget, cut)
  if (fit === 'shares' && shape.kind === 'composite' && hasStars(shape)) {
    return matchPeaks(shape, ci, placement, v.psf)
  }
  if (fit === 'shares' && (shape.kind === 'eff' || shape.kind === 'composite')) {
    return matchCore(shape, ci, placement, v.psf)
  }
  if (fit === 'drawn') {
    const found = noiselessCi(shape, { ...placement, psf: v.psf })
    if (found > cut - BELOW_CUT && found < HIGHEST_CI) return shape
  }
  return shape.kind === 'point' ? shape : matchCi(shape, ci, placement, v.psf)
}

function hasStars(shape: SourceShape & { kind: 'composite' }): boolean {
  return shape.parts.some((part) => part.shape.kind === 'point')
}

function isSizable({ kind }: SourceShape): boolean {
  return kind !== 'saturated' && kind !== 'cosmic-ray' && kind !== 'hot-pixel' && kind !== 'ridge'
}
