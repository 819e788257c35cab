/**
 * Sizes from the concentration index: a shape is enlarged or shrunk until it has the CI that the population wants, at
 * the position where the catalogue will measure it. CI grows with size while a source fits its apertures; beyond, and for
 * sources of several peaks, it does not, so the nearest CI on a ladder of sizes is taken and then refined.
 */
import {
  type CompositeShape,
  type EffShape,
  type Part,
  type Psf,
  type SourceShape,
  scaledShape,
} from '../light/index.js'
import { bisectedRoot } from '../statistics/index.js'
import { noiselessCi } from './observed-band.js'

/** Where a source lies, and where it is measured; 0-based mosaic positions. */
export interface Placement {
  readonly x: number
  readonly y: number
  readonly at: { readonly x: number; readonly y: number }
}

/** Factors on the size that was drawn. */
const LADDER = [1 / 4, 1 / 2, 1, 2, 4]
/** Each halves the step between factors. */
const REFINEMENTS = 4

/** @returns the shape at the size whose CI comes nearest */
export function matchCi(
  shape: SourceShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): SourceShape {
  const missOf = (factor: number) => {
    const found = noiselessCi(scaledShape(shape, factor), { ...placement, psf })
    return Number.isNaN(found) ? Number.POSITIVE_INFINITY : Math.abs(found - ci)
  }
  let best = nearest(LADDER.map((factor) => ({ factor, miss: missOf(factor) })))
  for (let k = 1; k <= REFINEMENTS; k++) {
    const step = 2 ** (1 / 2 ** k)
    const around = [best.factor / step, best.factor * step]
    best = nearest([best, ...around.map((factor) => ({ factor, miss: missOf(factor) }))])
  }
  return scaledShape(shape, best.factor)
}

interface Size {
  readonly factor: number
  /** In CI, mag. */
  readonly miss: number
}

function nearest(sizes: readonly Size[]): Size {
  return sizes.reduce((best, size) => (size.miss < best.miss ? size : best))
}

/*
 * The concentration index by shares of light. Shrinking a source until it is as concentrated as a catalogue's would
 * make it a round dot, whatever it was. CI knows 3 px only: real groups and lopsided clusters of a low CI have one knot
 * that outshines a wider rest. So the rest keeps its extent, and the knot's share is raised until CI fits.
 */

/** Share of the rest's light that the knot takes, at most: the rest would vanish. */
const MOST_TAKEN = 0.8
const N_HALVINGS = 6

/**
 * @param withShare the source where the knot takes a share of the rest's light
 * @returns that of the share whose CI fits; enlarged or shrunk where none does
 */
export function matchShare(
  withShare: (taken: number) => CompositeShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): SourceShape {
  // NaN, where the rest is brighter about the knot than the knot, compares as too wide.
  const isTooCompact = (taken: number) => noiselessCi(withShare(taken), { ...placement, psf }) < ci
  if (isTooCompact(0)) return matchCi(withShare(0), ci, placement, psf)
  if (!isTooCompact(MOST_TAKEN)) return matchCi(withShare(MOST_TAKEN), ci, placement, psf)
  const ends = { inside: 0, outside: MOST_TAKEN }
  return withShare(bisectedRoot((taken) => !isTooCompact(taken), ends, N_HALVINGS))
}

/* Sources with a knot that stands out: groups of stars, and clusters that are asymmetric about a core. */

/** Root mean square distance of a group's stars from their middle, px: closer ones are one peak. */
const LEAST_SPREAD_PX = 2.5
/** Effective radius at which the telescope leaves something of a shape, px. */
const LEAST_RADIUS_PX = 2.6
const CORE_RADIUS_PX = 0.3
const MOST_ENLARGED = 4

/** A group whose brightest star, where the candidate lies, takes light of the others until CI fits. */
export function matchPeaks(
  group: CompositeShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): SourceShape {
  const wide = spreadOut(group)
  const { dxPx, dyPx } = brightestOf(wide)
  const parts = wide.parts.map((part) => ({
    ...part,
    dxPx: part.dxPx - dxPx,
    dyPx: part.dyPx - dyPx,
  }))
  const brightest = brightestOf({ kind: 'composite', parts })
  const withShare = (taken: number): CompositeShape => ({
    kind: 'composite',
    parts: parts.map((part) => ({
      ...part,
      share: (1 - taken) * part.share + (part === brightest ? taken : 0),
    })),
  })
  return matchShare(withShare, ci, placement, psf)
}

/** An asymmetric cluster around a core, which takes light of it until CI fits. */
export function matchCore(
  cluster: EffShape | CompositeShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): SourceShape {
  const [{ shape }] = partsOf(cluster)
  const radius = (shape as EffShape).rEffPx
  const enlarged = Math.min(Math.max(1, LEAST_RADIUS_PX / radius), MOST_ENLARGED)
  const wide = scaledShape(cluster, enlarged) as typeof cluster
  const core = { ...(shape as EffShape), rEffPx: CORE_RADIUS_PX, q: 1, gradient: undefined }
  const withShare = (taken: number): CompositeShape => ({
    kind: 'composite',
    parts: [
      ...partsOf(wide).map((part) => ({ ...part, share: (1 - taken) * part.share })),
      { shape: core, dxPx: 0, dyPx: 0, share: taken, colour: 0 },
    ],
  })
  return matchShare(withShare, ci, placement, psf)
}

function partsOf(shape: EffShape | CompositeShape): readonly Part[] {
  if (shape.kind === 'composite') return shape.parts
  return [{ shape, dxPx: 0, dyPx: 0, share: 1, colour: 0 }]
}

function spreadOut(group: CompositeShape): CompositeShape {
  const stars = group.parts.filter(({ shape }) => shape.kind === 'point')
  const mean = (of: (star: Part) => number) =>
    stars.reduce((sum, star) => sum + of(star), 0) / stars.length
  const [x, y] = [mean(({ dxPx }) => dxPx), mean(({ dyPx }) => dyPx)]
  const spread = Math.sqrt(mean(({ dxPx, dyPx }) => (dxPx - x) ** 2 + (dyPx - y) ** 2))
  return scaledShape(group, Math.max(1, LEAST_SPREAD_PX / spread)) as CompositeShape
}

function brightestOf({ parts }: CompositeShape): Part {
  const stars = parts.filter(({ shape }) => shape.kind === 'point')
  return stars.reduce((best, star) => (star.share > best.share ? star : best))
}
