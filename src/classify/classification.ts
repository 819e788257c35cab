/** What classify() answers: the catalogue with its new columns, and all that a report needs. */
import type { ModelCard } from '../models/index.js'
import type { Table } from '../tables/index.js'
import type { Orientations } from './score-candidates.js'

export interface Classification {
  /** The input's columns as they were, then ml_class, ml_p1..ml_p4, ml_qual, ml_entropy, ml_flags. */
  readonly table: Table
  /** 0-based pixel position of each row; NaN where there is none. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Class 1-4 of each row, 0 where it could not be classified. */
  readonly classes: Uint8Array
  /** Softmax of the logits, row by row, `nClasses` a row; NaN where there is none. */
  readonly probabilities: Float32Array
  /** Share of the ensemble that voted for the class, 1 for a single model; NaN where there is no class. */
  readonly quality: Float32Array
  /** Of the probabilities, from 0 (certain) to 1 (knows nothing); NaN where there is no class. */
  readonly entropy: Float32Array
  /** Bits of catalog/flags.ts. */
  readonly flags: Uint32Array
  readonly card: ModelCard
  readonly notes: readonly string[]
  readonly provenance: Provenance
}

/** Enough to repeat the run. */
export interface Provenance {
  readonly software: string
  readonly started: string
  readonly seconds: number
  readonly device: string
  /** In how many each stamp was shown, the logits averaged. */
  readonly orientations: Orientations
  readonly model: string
  readonly catalog: string
  readonly mosaics: readonly { band: string; file: string; bytes: number }[]
}
