import type { Card } from './card.js'
import type { FitsColumn } from './table.js'

/** A column to write: a {@link FitsColumn} does, and so does `{ name, values }`. */
export type ColumnInput = Pick<FitsColumn, 'name' | 'values'> &
  Partial<Pick<FitsColumn, 'repeat' | 'unit' | 'dim' | 'description' | 'ucd' | 'missing' | 'lists'>>

export interface TableInput {
  columns: readonly ColumnInput[]
  /** EXTNAME. */
  name?: string
  /** Further cards, in this order; structural keywords are refused. */
  cards?: readonly Card[]
}

export function binaryTableHdu(_table: TableInput): Uint8Array {
  throw new Error('internal: not written yet')
}
