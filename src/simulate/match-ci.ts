/**
 * Sizes from the concentration index: a shape is enlarged or shrunk until it has the CI that the population wants, at
 * the position where the catalogue will measure it. CI grows with size while a source fits its apertures; beyond, and for
 * sources of several peaks, it does not, so the nearest CI on a ladder of sizes is taken and then refined.
 */
import { noiselessCi } from './noiseless.js'
import type { Psf } from './psf.js'
import { scaledShape } from './scaled-shape.js'
import type { Shape } from './shape.js'

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
export function matchCi(shape: Shape, ci: number, placement: Placement, psf: Psf): Shape {
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
