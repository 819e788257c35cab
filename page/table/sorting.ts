/** By which column the table is sorted. */

export interface Sorting {
  readonly key: string
  readonly isDescending: boolean
}

/**
 * The order after a click on the head of a column: up, then down, then as the catalogue.
 *
 * @example sortedBy(null, 'x') // { key: 'x', isDescending: false }
 */
export function sortedBy(before: Sorting | null, key: string): Sorting | null {
  const isSame = before?.key === key
  return isSame && before.isDescending ? null : { key, isDescending: isSame }
}
