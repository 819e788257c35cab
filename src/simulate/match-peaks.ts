/** Sources with a knot that stands out: groups of stars, and clusters that are asymmetric about a core. */
import type { Placement } from './match-ci.js'
import { matchShare } from './match-share.js'
import type { Psf } from './psf.js'
import { scaledShape } from './scaled-shape.js'
import type { CompositeShape, EffShape, Part, Shape } from './shape.js'

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
): Shape {
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
): Shape {
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
