/**
 * The concentration index by shares of light. Shrinking a source until it is as concentrated as a catalogue's would
 * make it a round dot, whatever it was. CI knows 3 px only: real groups and lopsided clusters of a low CI have one knot
 * that outshines a wider rest. So the rest keeps its extent, and the knot's share is raised until CI fits.
 */
import { matchCi, type Placement } from './match-ci.js'
import { noiselessCi } from './noiseless.js'
import type { Psf } from './psf.js'
import type { CompositeShape, Shape } from './shape.js'

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
): Shape {
  // NaN, where the rest is brighter about the knot than the knot, compares as too wide.
  const isTooCompact = (taken: number) => noiselessCi(withShare(taken), { ...placement, psf }) < ci
  if (isTooCompact(0)) return matchCi(withShare(0), ci, placement, psf)
  if (!isTooCompact(MOST_TAKEN)) return matchCi(withShare(MOST_TAKEN), ci, placement, psf)
  let [low, high] = [0, MOST_TAKEN]
  for (let k = 0; k < N_HALVINGS; k++) {
    const middle = (low + high) / 2
    if (isTooCompact(middle)) high = middle
    else low = middle
  }
  return withShare((low + high) / 2)
}
