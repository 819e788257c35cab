/**
 * Which rows of a catalogue are shown. The page and the report of a classification filter with the
 * same function. The report contains its source text, so it uses nothing but its arguments.
 */

/** What a filter looks at, column by column. */
export interface RowFacts {
  readonly ids: readonly string[]
  /** 0 = none, -1 = unsure. */
  readonly classes: ArrayLike<number>
  /** Of the machine's class, 0 to 1; NaN where there is none. */
  readonly probabilities: ArrayLike<number>
  readonly flags: ArrayLike<number>
}

export interface RowFilter {
  /** A part of the id, in any case; or `#12`, the row 12 counted from 1. Empty: all. */
  readonly text: string
  /** Classes that are not shown, as in {@link RowFacts.classes}. */
  readonly hidden: readonly number[]
  /**
   * The machine's probability, both ends inclusive, 0 to 1. Rows without one pass only if the range
   * is all.
   */
  readonly probability: readonly [from: number, to: number]
  /** Rows with one of these flags (bits), rows without any flag, or all. */
  readonly flags: number | 'none' | 'all'
}

export const NO_FILTER: RowFilter = { text: '', hidden: [], probability: [0, 1], flags: 'all' }

/**
 * The rows that pass, in the order of the catalogue.
 *
 * @example passingRows(facts, { ...NO_FILTER, flags: 'none' })
 */
export function passingRows(facts: RowFacts, filter: RowFilter): Uint32Array {
  const { ids, classes, probabilities, flags } = facts
  const text = filter.text.trim().toLowerCase()
  const number = /^#\d+$/.test(text) ? Number(text.slice(1)) - 1 : -1
  const hidden = new Set(filter.hidden)
  const [from, to] = filter.probability
  const isAllProbabilities = from <= 0 && to >= 1
  const isFlagged = (value: number) =>
    filter.flags === 'all' || (filter.flags === 'none' ? value === 0 : (value & filter.flags) !== 0)
  const found = new Uint32Array(ids.length)
  let n = 0
  for (let row = 0; row < ids.length; row++) {
    if (hidden.has(classes[row]) || !isFlagged(flags[row])) continue
    const p = probabilities[row]
    if (!isAllProbabilities && !(p >= from && p <= to)) continue
    if (text !== '' && row !== number && !ids[row].toLowerCase().includes(text)) continue
    found[n++] = row
  }
  return found.subarray(0, n)
}
