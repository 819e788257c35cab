/**
 * The rows of a table in order. The page and the report of a classification sort with the same
 * function. The report contains its source text, so it uses nothing but its arguments.
 */

/**
 * The rows, sorted by a column. Numbers in texts are compared as numbers. Rows without a value
 * (NaN, or an empty text) are the last in both directions, and equal rows keep their order.
 *
 * @param column a value for each row of the catalogue
 * @returns a new array
 * @example sortedRows(Uint32Array.of(0, 1, 2), [3, NaN, 5], true) // 2, 0, 1
 */
export function sortedRows(
  rows: Uint32Array,
  column: ArrayLike<number> | readonly string[],
  isDescending: boolean,
): Uint32Array {
  const sign = isDescending ? -1 : 1
  const isText = typeof column[0] === 'string'
  const hasValue = (row: number) => (isText ? column[row] !== '' : !Number.isNaN(column[row]))
  const known = rows.filter(hasValue)
  if (isText) {
    const texts = column as readonly string[]
    const { compare } = new Intl.Collator('en', { numeric: true })
    known.sort((a, b) => sign * compare(texts[a], texts[b]))
  } else {
    const numbers = column as ArrayLike<number>
    known.sort((a, b) => sign * (numbers[a] - numbers[b]))
  }
  const sorted = new Uint32Array(rows.length)
  sorted.set(known)
  sorted.set(
    rows.filter((row) => !hasValue(row)),
    known.length,
  )
  return sorted
}
