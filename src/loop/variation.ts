/**
 * Stamps are varied in training: a cluster has no up and no handedness, so each of the eight
 * symmetries of the square (turns by 90 degrees, and mirrored) is as good an example; and a band
 * may be hidden, so that no class hangs on one filter alone. Pixels only change places: nothing is
 * interpolated.
 */
import { placesOf } from '../cutouts/index.js'
import type { Random } from '../random.js'

export interface Augmentation {
  /** Turns by 0, 90, 180 and 270 degrees. */
  readonly rotations: boolean
  /** Mirroring left-right and up-down. */
  readonly flips: boolean
  /** Probability that a band is hidden, in [0, 1). */
  readonly bandDropout: number
  /** At least so many bands stay; default 1. */
  readonly fewestBands?: number
}

/** How one stamp is varied. */
export interface Variation {
  /** Number of the symmetry, 0 to 7: see cutouts/symmetry.ts. */
  readonly symmetry: number
  /** Bit i is set: band i is 0, the mean that the normalisation subtracted. */
  readonly hidden: number
}

export const AS_IT_IS: Variation = { symmetry: 0, hidden: 0 }

/** Flips alone are a group of four: with both of them comes the half turn. */
const FLIPS_ALONE = [0, 2, 4, 6]

/** @example symmetriesOf({ rotations: true, flips: false }) // [0, 1, 2, 3] */
export function symmetriesOf({
  rotations,
  flips,
}: Pick<Augmentation, 'rotations' | 'flips'>): readonly number[] {
  if (rotations) return flips ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 1, 2, 3]
  return flips ? FLIPS_ALONE : [0]
}

/** Variations of n stamps; nothing is drawn for what is off. */
export function drawVariations(
  n: number,
  nBands: number,
  augmentation: Augmentation | undefined,
  random: Random,
): Variation[] {
  if (!augmentation) return new Array<Variation>(n).fill(AS_IT_IS)
  const symmetries = symmetriesOf(augmentation)
  return Array.from({ length: n }, () => ({
    symmetry: symmetries.length > 1 ? symmetries[random.integer(symmetries.length)] : 0,
    hidden: drawHidden(nBands, augmentation, random),
  }))
}

function drawHidden(
  nBands: number,
  { bandDropout, fewestBands = 1 }: Augmentation,
  random: Random,
): number {
  if (bandDropout === 0) return 0
  const bands = Array.from({ length: nBands }, (_, band) => band)
  const hidden = bands.filter(() => random.uniform() < bandDropout)
  while (nBands - hidden.length < fewestBands) hidden.splice(random.integer(hidden.length), 1)
  return hidden.reduce((bits, band) => bits | (1 << band), 0)
}

/**
 * A stamp, varied.
 *
 * @param stamp (bands, side, side)
 * @param out of the same length, not the same array
 * @param bandOfPlane default: each plane is a band
 */
export function vary(
  stamp: Float32Array,
  side: number,
  { symmetry, hidden }: Variation,
  out: Float32Array,
  bandOfPlane?: readonly number[],
): void {
  const nPixels = side * side
  const places = symmetry === 0 ? undefined : placesOf(side, symmetry)
  for (let start = 0, plane = 0; start < stamp.length; start += nPixels, plane++) {
    const band = bandOfPlane ? bandOfPlane[plane] : plane
    if (hidden & (1 << band)) out.fill(0, start, start + nPixels)
    else if (!places) out.set(stamp.subarray(start, start + nPixels), start)
    else for (let i = 0; i < nPixels; i++) out[start + i] = stamp[start + places[i]]
  }
}
