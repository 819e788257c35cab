/**
 * The two tables that StarcNet writes: `predictions.csv` (Galaxy,Id,X,Y,Prediction), and for each galaxy
 * a .tab without a header: id, x, y, class and `[0.00 - 0.00 - 0.02 - 0.98]`, the scores with two decimals.
 * Both hold the catalogue's 1-based positions, cut off to whole pixels.
 */
import { columnOf } from '../catalog/column-of.js'
import { type Column, cellText, Table, typedColumn } from '../tables/index.js'

/** Whether a table is predictions.csv as StarcNet wrote it, with all of its columns and no other. */
export function isStarcnetList(table: Table): boolean {
  return table.names.join() === 'Galaxy,Id,X,Y,Prediction'
}

const TAB_NAMES = ['id', 'x', 'y', 'class', 'p1', 'p2', 'p3', 'p4']

const SCORES = /^\[([\d.]+) - ([\d.]+) - ([\d.]+) - ([\d.]+)\]$/

/** The .tab with named columns; undefined if the table is none. */
export function namedStarcnetTab({ columns, nRows, meta }: Table): Table | undefined {
  if (columns.length !== 5 || nRows === 0) return undefined
  const words = (c: number) => Array.from({ length: nRows }, (_, row) => cellText(columns[c], row))
  const scores = words(4).map((word) => SCORES.exec(word.trim()))
  if (scores.some((found) => !found)) return undefined
  const texts = [0, 1, 2, 3].map(words)
  for (const k of [1, 2, 3, 4]) texts.push(scores.map((found) => found![k]))
  const named = texts.map((text, c): Column => typedColumn(TAB_NAMES[c], text))
  return new Table(named, meta)
}

/** Whether a table is StarcNet's list of all galaxies, beside which its scores.npy lies. */
export function isStarcnetCsv(table: Table): boolean {
  return ['Galaxy', 'Id', 'Prediction'].every((name) => columnOf(table, name))
}
