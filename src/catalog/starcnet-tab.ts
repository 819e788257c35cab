/**
 * StarcNet's .tab of one galaxy (Pérez+2021), which has no header: id, x, y, class and
 * `[0.00 - 0.00 - 0.02 - 0.98]`, the scores with two decimals. Positions are the catalogue's
 * 1-based ones, cut off to whole pixels.
 */
import { type Column, cellText, Table, typedColumn } from '../tables/index.js'

/** Names for its columns, of which the last holds four scores. */
const NAMES = ['id', 'x', 'y', 'class', 'p1', 'p2', 'p3', 'p4']
const SCORES = /^\[([\d.]+) - ([\d.]+) - ([\d.]+) - ([\d.]+)\]$/

/** The table with column names; undefined if it is another one. */
export function namedStarcnetTab(table: Table): Table | undefined {
  const { columns, nRows, meta } = table
  if (!table.isUnnamed || columns.length !== 5 || nRows === 0) return undefined
  const words = (c: number) => Array.from({ length: nRows }, (_, row) => cellText(columns[c], row))
  const scores = words(4).map((word) => SCORES.exec(word.trim()))
  if (scores.some((found) => !found)) return undefined
  const texts = [0, 1, 2, 3].map(words)
  for (const k of [1, 2, 3, 4]) texts.push(scores.map((found) => found![k]))
  return new Table(
    texts.map((text, c): Column => typedColumn(NAMES[c], text)),
    meta,
  )
}
