/**
 * A candidate's form in varied fields (`simulate --vary`): what it looks like, how its size follows
 * from CI, and what else people may take it for. Lengths are pixels at the field's own distance.
 */
import type { LightShape, Part, SourceShape } from '../light/index.js'
import type { Random } from '../random.js'
import type { ClassValue } from './population.js'

export interface Morphology {
  /** A word for the truth catalogue, e.g. `core-halo`. */
  readonly name: string
  readonly shape: SourceShape
  /**
   * How the size is found: `drawn` keeps it; `size` scales the shape until CI fits; `shares` gives
   * one knot more of the light until it fits.
   */
  readonly fit: 'drawn' | 'size' | 'shares'
  /**
   * Chance that somebody who sees it well takes it for another class; 0 to 0.5. Classes that are
   * not named have none.
   */
  readonly alike: Alike
}

export type Alike = Readonly<Partial<Record<ClassValue, number>>>

/** What the forms of a field depend on. */
export interface MorphologyOptions {
  readonly distanceMpc: number
  /** Multiplies all sizes of clusters and groups of the field. */
  readonly sizeFactor: number
}

/** Draws one of the forms of a class. */
export type FormMaker = (random: Random, options: MorphologyOptions) => Morphology

export const STAR = { kind: 'point' } as const

/** A part of a composite, at a distance from the candidate in a direction. */
export function partAt(
  shape: LightShape,
  [distancePx, angleDeg]: readonly [number, number],
  share: number,
  colour = 0,
): Part {
  const angle = (angleDeg * Math.PI) / 180
  return {
    ...{ shape, share, colour },
    dxPx: distancePx * Math.cos(angle),
    dyPx: distancePx * Math.sin(angle),
  }
}

/** A composite whose shares sum to 1. */
export function together(parts: readonly Part[]): SourceShape & { kind: 'composite' } {
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  return {
    kind: 'composite',
    parts: parts.map((part) => ({ ...part, share: part.share / total })),
  }
}

/** Draws one of several by weight. */
export function oneOf<T>(random: Random, choices: readonly (readonly [number, T])[]): T {
  let left = random.uniform() * choices.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, choice] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  return choices[choices.length - 1][1]
}

/** Log-uniform between two values. */
export function between(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform()
}
