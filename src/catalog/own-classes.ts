/** Labels, numbers or words, as they stand in the data, and the classes of a list that they mean. */
import { Notes, rowsSaid } from '../notes.js'
import { type Column, numbersOf } from '../tables/index.js'
import type { ClassList } from './class-list.js'

/** So many labels are named in a note. */
const MOST_SAID = 5

/**
 * The class of each row, by the labels in a column: its place in the list from 1 on; 0 where the
 * cell is empty, holds 0 and no class has the label 0, or holds a label of no class.
 *
 * @param source name of the table, for messages
 * @param notes gets a doubt that counts the rows whose label is of no class
 * @throws InputError if the column holds vectors or truth values
 * @example
 * const [cluster, other] = [[1, 2], [3, 4]].map((from) => ({ ...shared, from }))
 * ownClassesOf(table.column('class'), [cluster, other], 'a.fits', notes) // 1, 2 -> 1; 3, 4 -> 2
 */
export function ownClassesOf(
  column: Column,
  classes: ClassList,
  source: string,
  notes = new Notes(),
): Uint8Array {
  const texts = labelTexts(column, `${source}, column ${column.name}`)
  const codes = new Map(classes.flatMap(({ from }, k) => from.map((label) => [`${label}`, k + 1])))
  const isBlank = (text: string) => text === '' || (text === '0' && !codes.has('0'))
  const strange = [...texts.keys()].filter((row) => !isBlank(texts[row]) && !codes.has(texts[row]))
  if (strange.length > 0) {
    const seen = [...new Set(strange.map((row) => texts[row]))]
    const more = seen.length > MOST_SAID ? `, and ${seen.length - MOST_SAID} more` : ''
    notes.doubt(
      `${source}, column ${column.name}: ${rowsSaid(strange, texts.length)} have a label that is ` +
        `of no class (${seen.slice(0, MOST_SAID).join(', ')}${more}); they are left out`,
    )
  }
  return Uint8Array.from(texts, (text) => codes.get(text) ?? 0)
}

/** The cells as labels; empty where there is none. */
function labelTexts(column: Column, where: string): string[] {
  const { values, missing } = column
  if ((column.width ?? 1) === 1 && typeof values[0] === 'string') {
    return (values as string[]).map((text, row) => (missing?.[row] ? '' : text.trim()))
  }
  return Array.from(numbersOf(column, where), (code) => (Number.isNaN(code) ? '' : `${code}`))
}

/**
 * Votes of several people on each row: numbers of votes for each class (nRows x K), and the class
 * with the most of them, 0 where nobody voted. Classes of one's own are no scale, so of classes
 * with equally many votes the one that stands last in the list is taken.
 */
export function ownVotes(
  voters: readonly Uint8Array[],
  nClasses: number,
): { mode: Uint8Array; counts: Uint32Array; nVotes: Uint32Array } {
  const nRows = voters[0].length
  const counts = new Uint32Array(nRows * nClasses)
  const [mode, nVotes] = [new Uint8Array(nRows), new Uint32Array(nRows)]
  for (let row = 0; row < nRows; row++) {
    const own = counts.subarray(row * nClasses, (row + 1) * nClasses)
    for (const voter of voters) {
      if (voter[row] === 0) continue
      own[voter[row] - 1] += 1
      nVotes[row] += 1
    }
    if (nVotes[row] > 0) mode[row] = own.lastIndexOf(Math.max(...own)) + 1
  }
  return { mode, counts, nVotes }
}
