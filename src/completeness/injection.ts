/**
 * An artificial source before it is painted. Its magnitudes are those that photometry would find in
 * the main aperture without noise and neighbours, so they mean what a catalogue's magnitudes mean.
 */
import type { SourceShape } from '../light/index.js'

export const INJECTED_KINDS = ['cluster', 'star'] as const
export type InjectedKind = (typeof INJECTED_KINDS)[number]

export interface Injection {
  readonly kind: InjectedKind
  /** Place in the mosaic, 0-based px. */
  readonly x: number
  readonly y: number
  readonly shape: SourceShape
  /** Half of the light lies inside, px; 0 for a star. */
  readonly rEffPx: number
  /** In each band, in the order of the mosaics; NaN for no light there. */
  readonly magnitudes: readonly number[]
}

/** What became of an injection; plain JSON, with NaN where there is no number. */
export interface Outcome {
  /** Number of the round, from 0. */
  readonly round: number
  readonly kind: InjectedKind
  readonly x: number
  readonly y: number
  readonly rEffPx: number
  readonly magnitudes: readonly number[]
  /** Of the unpainted mosaic in V: e-/s of a pixel of the sky's annulus, and its scatter. */
  readonly sky: number
  readonly skyScatter: number
  /**
   * - `not_found`: no detection is near
   * - `on_brighter`: the nearest detection is more than twice as bright: it is another source
   * - `cut_...`: found, and dropped by this cut
   * - `no_class`: found, and not classified
   * - `class_N`: found, and the class is none of the clusters'
   * - `kept`: found, with a class of clusters
   */
  readonly fate: string
  /** The nearest detection: how far, px, and where, 0-based; NaN where none is near enough. */
  readonly distancePx: number
  readonly foundX: number
  readonly foundY: number
  /** Of the detection: V in the main aperture, its error, and CI. */
  readonly magnitude: number
  readonly error: number
  readonly ci: number
  /** Of the detection; 0 for none. */
  readonly classValue: number
  /** That it is a cluster, by the network: the sum over the classes of clusters. */
  readonly probability: number
}

/** Whether the detection is that of the injection. */
export function isFound({ fate }: Pick<Outcome, 'fate'>): boolean {
  return fate !== 'not_found' && fate !== 'on_brighter'
}

export function isKept({ fate }: Pick<Outcome, 'fate'>): boolean {
  return fate === 'kept'
}
