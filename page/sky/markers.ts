/** The markers of the rows that are shown: the first class lies on top. */
import type { RowChoice } from '../rows/row-choice.js'
import type { MarkerSet } from './painter.js'

export function markersOf(choice: RowChoice, isOn: boolean): MarkerSet {
  const { x, y } = choice.rows
  const { classes } = choice.facts.value
  const shown = isOn ? choice.shown.value : new Uint32Array()
  const places = new Map(choice.kinds.map(({ value }, k) => [value, k]))
  const other = choice.kinds.length - 1
  const kinds = Uint8Array.from(x, (_, row) => places.get(classes[row]) ?? other)
  const order = byKind(shown, kinds, choice.kinds.length)
  const selected = choice.selected.value
  const ringed = selected.size === 0 ? new Uint32Array() : shown.filter((row) => selected.has(row))
  return { x, y, kinds, order, ringed }
}

/** The rows with the last kind first. */
function byKind(rows: Uint32Array, kinds: Uint8Array, nKinds: number): Uint32Array {
  const next = new Uint32Array(nKinds + 1)
  for (const row of rows) next[nKinds - kinds[row]]++
  for (let k = 1; k <= nKinds; k++) next[k] += next[k - 1]
  const order = new Uint32Array(rows.length)
  for (const row of rows) order[next[nKinds - 1 - kinds[row]]++] = row
  return order
}
