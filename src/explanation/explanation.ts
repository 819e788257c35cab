/** Why a row has its class, as plain numbers. */
import type { StampWindow } from '../cutouts/index.js'
import type { Gallery, ModelCard } from '../models/index.js'
import type { Notes } from '../notes.js'
import type { PatchGrid } from './patches.js'

/** What the model says of a stamp. */
export interface Said {
  /** Value of the class; 0 where there is none. */
  readonly class: number
  /** One for each class of the model. */
  readonly probabilities: readonly number[]
}

/**
 * Fall of ln p of the row's class where a patch hides the light: above 0 where the light speaks for
 * the class, below 0 where it speaks against it. (n, n), row by row, from the stamp's first pixel
 * on; a p below 1e-12 counts as 1e-12.
 */
export type OcclusionMap = readonly number[]

export interface NearExample {
  /** Number of the example in the gallery. */
  readonly index: number
  /** Value of its class. */
  readonly class: number
  /** Where it comes from: field and id. */
  readonly from: string
  /** See models/gallery.ts: 1 is the scatter within a class. */
  readonly distance: number
}

export interface RowExplanation {
  /** Row of the catalogue, 0-based. */
  readonly row: number
  readonly id: string
  /** Bits of catalog/flags.ts: from placing and cutting the stamp. */
  readonly flags: number
  /** The answer to the stamp as it is. */
  readonly said: Said
  /** What is said without each band of the model; null where nobody can know. */
  readonly without: readonly (Said | null)[]
  /** The map of a patch on all bands at once; null where the row has no class. */
  readonly map: OcclusionMap | null
  /** The map of each band of the model; null where it has no data. */
  readonly bandMaps: readonly (OcclusionMap | null)[]
  /** Nearest first; null where the model has no gallery, or the row no class. */
  readonly nearest: readonly NearExample[] | null
  /** The first pixel of the stamp; undefined where the row has no stamp. */
  readonly window: StampWindow | undefined
  /** Pixels of each band of the model, e-/s, (side, side), NaN where there are none. */
  readonly stamp: readonly Float32Array[]
}

export interface Explanations {
  readonly rows: readonly RowExplanation[]
  readonly card: ModelCard
  /** The filter that each band of the model holds here; undefined where it has no mosaic. */
  readonly bands: readonly (string | undefined)[]
  /** Side of the stamps as they are cut, px of the mosaics. */
  readonly sizePx: number
  readonly grid: PatchGrid
  readonly gallery: Gallery | undefined
  readonly notes: Notes
}

/** Names of the bands for people: the filter that is there, else the model's first. */
export function bandNames({ bands, card }: Pick<Explanations, 'bands' | 'card'>): string[] {
  return card.bands.map(({ name }, i) => bands[i] ?? name)
}

/** Numbers of the bands without which the row would have another class. */
export function decisiveBands({ said, without }: RowExplanation): number[] {
  return without.flatMap((other, band) => (other && other.class !== said.class ? [band] : []))
}

/** An extreme of a map. */
export interface Peak {
  /** 0-based px of the mosaics: the centre of the patch. */
  readonly x: number
  readonly y: number
  readonly fall: number
}
