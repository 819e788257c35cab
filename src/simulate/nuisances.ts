/**
 * What a varied field is like (`simulate --vary`): everything that differs from one observation to
 * the next and says nothing about classes, and the kinds of it that may be left out.
 */
import type { BandLetter } from '../catalog/index.js'
import { InputError } from '../errors.js'
import type { Aberrations } from '../light/index.js'
import type { OtherShares, Population } from '../populations/index.js'
import type { ArtefactDensities } from './artefact-densities.js'
import type { SimulatedBand } from './simulated-band.js'
import type { SkyResidual } from './sky-residual.js'

/**
 * Kinds of variation, and what stands in the place of one that is left out:
 *
 * - optics: focus, residuals of the pupil, jitter, charge diffusion, halo and drizzle's drops are
 *   those of the fit; the roll stays as drawn;
 * - noise: the exposures are those of NGC 1566, and neighbours share noise as in plain fields;
 * - flaws: none that lies beside the sources, no trails, and no residual of the sky;
 * - registration: no band is off V;
 * - positions: no common offset, and a scatter in the middle of that of plain fields;
 * - forms: the sub-classes and shapes of plain fields, and no form lies between two classes;
 * - filters: F275W, F336W, F438W, F555W, F814W of WFC3.
 */
export const VARIED_KINDS = [
  'optics',
  'noise',
  'flaws',
  'registration',
  'positions',
  'forms',
  'filters',
] as const
export type VariedKind = (typeof VARIED_KINDS)[number]

/** @throws InputError for a word that names no kind */
export function variedKinds(words: readonly string[]): VariedKind[] {
  return words.map((word) => {
    const kind = VARIED_KINDS.find((one) => one === word)
    if (kind) return kind
    throw new InputError({
      what: 'unknown kind of variation',
      expected: VARIED_KINDS.join(', '),
      got: word,
    })
  })
}

/** What the caller has fixed; the rest is drawn. */
export interface FixedNuisances {
  readonly population?: Population
  readonly distanceMpc?: number
  readonly class4Share?: number
  readonly bands?: readonly SimulatedBand[]
  readonly people?: number
  /** What is not varied but stays as in plain fields; fixed bands stay in any case. */
  readonly notVaried?: readonly VariedKind[]
}

/** How one band was observed. */
export interface BandNuisances {
  /** Offset of the band's mosaic from V's, px. */
  readonly shiftPx: readonly [number, number]
  readonly jitterPx: number
  readonly aberrations: Aberrations
  /** Share of a pixel's noise that drizzling gives to each neighbour along an axis, 0 to 0.25. */
  readonly sharedNoise: number
  readonly sky: SkyResidual
  readonly artefacts: ArtefactDensities
}

export interface Nuisances {
  readonly population: Population
  readonly distanceMpc: number
  readonly bands: readonly SimulatedBand[]
  readonly ofBand: Readonly<Record<BandLetter, BandNuisances>>
  /** Side of drizzle's drops, and the direction of the detector's columns in the mosaic. */
  readonly pixfrac: number
  readonly columnDeg: number
  /** Standard deviation of the listed positions along an axis, and an offset of all of them, px. */
  readonly scatterPx: number
  readonly offsetPx: readonly [number, number]
  /** Multiplies the light that comes as single stars, and the sizes of clusters and groups. */
  readonly crowding: number
  readonly sizeFactor: number
  readonly otherShares: OtherShares
  /** E(B-V) in front of everything but the stars of our own galaxy, mag. */
  readonly foregroundEbv: number
  readonly nPeople: number
  /** Exposures relative to LEGUS's NGC 1566; where the bands are fixed, that of V. */
  readonly depth: number
  readonly notVaried: readonly VariedKind[]
}
