/**
 * The ways in which a stamp is shown that should not change its class: turned and mirrored, with
 * the source a pixel aside, and with more noise. The first of all views is the stamp as it is.
 */

/** What is cut from the mosaics, and the symmetries (cutouts/symmetry.ts) in which it is shown. */
export interface Showing {
  /** Pixels by which the window is moved. */
  readonly dx: number
  readonly dy: number
  /** Normal noise that is added, in units of the noise of the field's band. */
  readonly noise: number
  readonly symmetries: readonly number[]
}

export const AS_IT_IS: Showing = { dx: 0, dy: 0, noise: 0, symmetries: [0] }

/** Half of the noise that is there already makes 1.12 times as much. */
const ADDED_NOISE = 0.5

/** Thirteen views of each stamp. */
export const SHOWINGS: readonly Showing[] = [
  { ...AS_IT_IS, symmetries: [0, 1, 2, 3, 4, 5, 6, 7] },
  { ...AS_IT_IS, dx: 1 },
  { ...AS_IT_IS, dx: -1 },
  { ...AS_IT_IS, dy: 1 },
  { ...AS_IT_IS, dy: -1 },
  { ...AS_IT_IS, noise: ADDED_NOISE },
]
