/**
 * Shapes with the concentration index (CI) that the population wants, at the position where the
 * catalogue will measure it. There are two ways:
 *
 * - By size: the shape is enlarged or shrunk. CI grows with size while a source fits its apertures.
 *   For larger sources and for several peaks it does not, so the nearest CI on a ladder of sizes is
 *   taken and then refined.
 * - By shares of light: a source that is shrunk until it is as concentrated as a catalogue's would
 *   be a round dot, whatever it was. CI knows 3 px only: real groups and lopsided clusters with a
 *   low CI have one knot that outshines a wider rest. So the rest keeps its extent, and the knot
 *   gets more of the light until CI fits.
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
import { noiselessCi, type Placement } from './observed-band.js'

/** Factors by which the drawn size is multiplied. */
const LADDER = [1 / 4, 1 / 2, 1, 2, 4]
/** Number of refinements; each halves the step between factors, in the logarithm. */
const REFINEMENTS = 4

/** The knot takes at most this share of the rest's light: else the rest would vanish. */
const MOST_TAKEN = 0.8
const N_HALVINGS = 6

/** Root mean square distance of a group's stars from their centre, px: closer ones are one peak. */
const LEAST_SPREAD_PX = 2.5
/** Effective radius at which the telescope does not blur away a shape, px. */
const LEAST_RADIUS_PX = 2.6
const CORE_RADIUS_PX = 0.3
const MOST_ENLARGED = 4

/** The shape, enlarged or shrunk to the size whose CI is nearest. */
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

/** A group whose brightest star, at the candidate, takes light of the others until CI fits. */
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

/** An asymmetric cluster with a core that takes light of the cluster until CI fits. */
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

/**
 * The source with the share at which CI fits; enlarged or shrunk if there is no such share.
 *
 * @param withShare the source in which the knot has taken a share of the rest's light
 */
function matchShare(
  withShare: (taken: number) => CompositeShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): SourceShape {
  // CI is NaN if the rest outshines the knot around it: then the source is too wide.
  const isTooCompact = (taken: number) => noiselessCi(withShare(taken), { ...placement, psf }) < ci
  if (isTooCompact(0)) return matchCi(withShare(0), ci, placement, psf)
  if (!isTooCompact(MOST_TAKEN)) return matchCi(withShare(MOST_TAKEN), ci, placement, psf)
  const ends = { inside: 0, outside: MOST_TAKEN }
  return withShare(bisectedRoot((taken) => !isTooCompact(taken), ends, N_HALVINGS))
}

interface Size {
  readonly factor: number
  /** Distance from the wanted CI, mag. */
  readonly miss: number
}

function nearest(sizes: readonly Size[]): Size {
  return sizes.reduce((best, size) => (size.miss < best.miss ? size : best))
}

function partsOf(shape: EffShape | CompositeShape): readonly Part[] {
  if (shape.kind === 'composite') return shape.parts
  return [{ shape, dxPx: 0, dyPx: 0, share: 1, colour: 0 }]
}

/** The group, enlarged until its stars are as far apart as LEAST_SPREAD_PX says. */
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
