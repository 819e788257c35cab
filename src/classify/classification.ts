/** What classifying answers: the catalogue with its new columns, and all that a report needs. */

import type { FitsMosaicSet } from '../cutouts/index.js'
import type { Model, ModelCard, Precision, Scores } from '../models/index.js'
import type { Device } from '../nn/index.js'
import type { Notes } from '../notes.js'
import { SOFTWARE } from '../software.js'
import type { Table } from '../tables/index.js'
import type { Orientations } from './orientations.js'

export interface Classification {
  /**
   * The input's columns as they were, then ml_class, ml_p1..ml_p4, ml_set (where the card has
   * thresholds), ml_qual, ml_entropy, ml_flags.
   */
  readonly table: Table
  /**
   * What stands in these columns: classes, probabilities, quality, entropy and flags, row by row.
   */
  readonly scores: Scores
  /** 0-based pixel position of each row; NaN where it has none. */
  readonly positions: { readonly x: Float64Array; readonly y: Float64Array }
  /** Classes that the catalogue has from people (0 = none), where it has a column of them. */
  readonly people?: Uint8Array
  readonly card: ModelCard
  /** What the user should know: about the catalogue, the mosaics, the model. */
  readonly notes: Notes
  readonly provenance: Provenance
  readonly seconds: Seconds
  /** Path of the page with pictures, where one was written. */
  readonly report?: string
}

/**
 * Wall time: of everything up to the classes, of cutting the stamps, of waiting for the networks.
 * Small networks run while stamps are cut: then less is waited for.
 */
export interface Seconds {
  readonly total: number
  readonly cutting: number
  readonly network: number
}

/** Enough to repeat the run. */
export interface Provenance {
  readonly software: string
  /** When the run began, ISO 8601. */
  readonly started: string
  readonly device: Device
  /** How the networks computed. */
  readonly precision: Precision
  /** In how many orientations each stamp was shown to the network; the logits are their mean. */
  readonly orientations: Orientations
  /** The path of the model, or its name. */
  readonly model: string
  /** The path of the catalogue, or its name. */
  readonly catalog: string
  readonly mosaics: readonly { band: string; file: string; bytes: number }[]
}

/** The provenance of a run over these inputs. */
export function provenanceOf(
  { mosaics }: FitsMosaicSet,
  catalogue: Table,
  model: Model,
  {
    started,
    device,
    orientations,
  }: Pick<Provenance, 'device' | 'orientations'> & { started: Date },
): Provenance {
  return {
    software: SOFTWARE,
    started: started.toISOString(),
    ...{ device, precision: model.precision, orientations },
    model: model.name,
    catalog: catalogue.meta.source ?? 'a table in memory',
    mosaics: mosaics.map(({ band, file, bytes }) => ({ band, file, bytes })),
  }
}
