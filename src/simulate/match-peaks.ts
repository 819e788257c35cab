/**
 * Groups of stars that shall have a concentration index and still show their peaks. Shrinking a group until it is as
 * concentrated as a catalogue's would make one peak of it. CI knows 3 px only: real groups of a low CI have one star or knot
 * that outshines the others. So the group keeps its extent, the candidate lies on its brightest star, and that one's share of
 * the light is raised until CI fits.
 */
import { matchCi, type Placement } from './match-ci.js'
import { noiselessCi } from './noiseless.js'
import type { Psf } from './psf.js'
import { scaledShape } from './scaled-shape.js'
import type { CompositeShape, Part } from './shape.js'

/** Root mean square distance of the stars from their middle, px: closer ones are one peak. */
const LEAST_SPREAD_PX = 2.5
/** Share of the others' light that the brightest takes, at most: they would vanish. */
const MOST_TAKEN = 0.8
const N_HALVINGS = 6

export function matchPeaks(
  group: CompositeShape,
  ci: number,
  placement: Placement,
  psf: Psf,
): CompositeShape {
  const wide = centredOnBrightest(spreadOut(group))
  const ciOf = (taken: number) => noiselessCi(withShareTaken(wide, taken), { ...placement, psf })
  // NaN, where the brightest star does not stand out of the others, compares as too wide.
  if (ciOf(0) < ci) return matchCi(wide, ci, placement, psf) as CompositeShape
  let [low, high] = [0, MOST_TAKEN]
  for (let k = 0; k < N_HALVINGS; k++) {
    const middle = (low + high) / 2
    if (ciOf(middle) < ci) high = middle
    else low = middle
  }
  const taken = withShareTaken(wide, high)
  return high === MOST_TAKEN ? (matchCi(taken, ci, placement, psf) as CompositeShape) : taken
}

function spreadOut(group: CompositeShape): CompositeShape {
  const stars = group.parts.filter(({ shape }) => shape.kind === 'point')
  const mean = (of: (star: Part) => number) =>
    stars.reduce((sum, star) => sum + of(star), 0) / stars.length
  const [x, y] = [mean(({ dxPx }) => dxPx), mean(({ dyPx }) => dyPx)]
  const spread = Math.sqrt(mean(({ dxPx, dyPx }) => (dxPx - x) ** 2 + (dyPx - y) ** 2))
  const factor = Math.max(1, LEAST_SPREAD_PX / spread)
  return scaledShape(group, factor) as CompositeShape
}

function brightestOf({ parts }: CompositeShape): Part {
  const stars = parts.filter(({ shape }) => shape.kind === 'point')
  return stars.reduce((best, star) => (star.share > best.share ? star : best))
}

function centredOnBrightest(group: CompositeShape): CompositeShape {
  const { dxPx, dyPx } = brightestOf(group)
  const parts = group.parts.map((part) => ({
    ...part,
    dxPx: part.dxPx - dxPx,
    dyPx: part.dyPx - dyPx,
  }))
  return { ...group, parts }
}

function withShareTaken(group: CompositeShape, taken: number): CompositeShape {
  const brightest = brightestOf(group)
  const parts = group.parts.map((part) => {
    const left = (1 - taken) * part.share
    return { ...part, share: part === brightest ? left + taken : left }
  })
  return { ...group, parts }
}
