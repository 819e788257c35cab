/**
 * A set of classes in one cell of a table, e.g. `1 2`: the labels, with a blank between them; or
 * with `; ` where a label has a blank of its own.
 */
import type { ClassList } from './class-list.js'

/** What stands between two labels. @example setSeparator(['1', '2']) // ' ' */
export function setSeparator(labels: readonly string[]): string {
  return labels.some((label) => /\s/.test(label)) ? '; ' : ' '
}

/**
 * The classes in a cell, as places in the list from 0 on.
 *
 * @returns undefined if a word of the cell is no label; none for an empty cell
 * @example placesInSet('1 4', FOUR_CLASSES) // [0, 3]
 */
export function placesInSet(text: string, list: ClassList): number[] | undefined {
  const labels = list.map(({ label }) => `${label}`)
  const words = text.trim() === '' ? [] : text.trim().split(setSeparator(labels).trim() || /\s+/)
  const places = words.map((word) => labels.indexOf(word.trim()))
  return places.every((place) => place >= 0) ? places : undefined
}
