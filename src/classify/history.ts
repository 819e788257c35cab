/** Whose classes a table holds, in the table itself: a file is copied without its report. */
import { basename } from 'node:path'
import { SOFTWARE } from '../software.js'
import { Table } from '../tables/index.js'
import type { OpenableModel } from './ensemble.js'
import type { Orientations } from './orientations.js'

export interface Classifier {
  /** As the user named it. */
  readonly path: string
  readonly model: Pick<OpenableModel, 'card' | 'manifest'>
  readonly orientations: Orientations
}

/** The table with its history: ECSV keeps it among the metadata, FITS as HISTORY, other text not. No date, so that bytes repeat. */
export function withHistory(
  table: Table,
  { path, model: { card, manifest }, orientations }: Classifier,
): Table {
  const hashes = manifest?.members.map(({ graphSha256 }) => graphSha256) ?? [card.graphSha256]
  const history = [
    `ml_* by ${SOFTWARE}, orientations: ${orientations}`,
    `model ${basename(path)}, architecture ${card.architecture}, graph SHA-256:`,
    ...hashes,
  ]
  return new Table(table.columns, { ...table.meta, history })
}
