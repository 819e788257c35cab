/** The messages that the page sends and takes (the IVOA's list of SAMP MTypes). */
import type { FieldDescription, FieldRows } from '../../src/viewing/index.js'
import type { Message } from './hub.js'

export const HIGHLIGHT = 'table.highlight.row'

/** The catalogue, as another program knows it. */
export interface SharedTable {
  /** Where the program loads it from: a VOTable. */
  readonly url: string
  readonly id: string
}

export function sharedTable(url: string, { catalogue }: FieldDescription): SharedTable {
  return { url, id: `starsift-${catalogue.sha256.slice(0, 16)}` }
}

export function loadMessage({ url, id }: SharedTable, { catalogue }: FieldDescription): Message {
  return { mtype: 'table.load.votable', params: { url, 'table-id': id, name: catalogue.file } }
}

/** Rows are counted from 0. */
export function highlightMessage({ url, id }: SharedTable, row: number): Message {
  return { mtype: HIGHLIGHT, params: { url, 'table-id': id, row: `${row}` } }
}

/** @returns undefined where the place of the row on the sky is not known */
export function pointMessage({ ra, dec }: FieldRows, row: number): Message | undefined {
  if (!Number.isFinite(ra[row]) || !Number.isFinite(dec[row])) return undefined
  return { mtype: 'coord.pointAt.sky', params: { ra: `${ra[row]}`, dec: `${dec[row]}` } }
}

/** The row of our table that another program highlights; undefined for another table. */
export function highlightedRow(
  { mtype, params }: Message,
  table: SharedTable,
  nRows: number,
): number | undefined {
  if (mtype !== HIGHLIGHT) return undefined
  const isOurs = params['table-id'] === table.id || params.url === table.url
  const row = Number(params.row)
  const isRow = typeof params.row === 'string' && /^\d+$/.test(params.row) && row < nRows
  return isOurs && isRow ? row : undefined
}
