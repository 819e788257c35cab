/** Labels as they stand in the data, numbers or words, and the classes of a list that they mean. */
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
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
  return coded(texts, dataCodes(classes), `${source}, column ${column.name}`, notes)
}

/** A column whose cells are labels of a list, or labels of the data that mean its classes. */
export interface FittedClasses {
  readonly classes: Uint8Array
  /** What the cells are: `label` of the list, or what stands under its `from`. */
  readonly as: ClassCoding
}

export type ClassCoding = 'label' | 'data'

/**
 * The same as {@link ownClassesOf} for a column that may hold what `classify` writes, or what
 * catalogues have. The reading that leaves fewer rows out is taken.
 *
 * @param prefers the reading that is taken where both leave as many out; a doubt says so if they
 *   give other classes
 * @throws InputError if no cell has a label of a class
 */
export function fittedClassesOf(
  column: Column,
  list: ClassList,
  source: string,
  prefers: ClassCoding,
  notes: Notes,
): FittedClasses {
  const where = `${source}, column ${column.name}`
  const texts = labelTexts(column, where)
  const codes = { label: labelCodes(list), data: dataCodes(list) }
  const nStrange = (by: ClassCoding) => strangeRows(texts, codes[by]).length
  const other = prefers === 'label' ? 'data' : 'label'
  const as = nStrange(other) < nStrange(prefers) ? other : prefers
  const classes = coded(texts, codes[as], where, notes)
  if (classes.every((code) => code === 0)) throw noClass(texts, list, where)
  const isOpen = nStrange(other) === nStrange(prefers)
  if (isOpen && texts.some((text) => codes.label.get(text) !== codes.data.get(text))) {
    const read = { label: 'labels of the classes', data: 'labels of the data (`from`)' }
    notes.doubt(`${where} could hold ${read[other]} too; it is read as ${read[prefers]}`)
  }
  return { classes, as }
}

function labelCodes(list: ClassList): Map<string, number> {
  return new Map(list.map(({ label }, k) => [`${label}`, k + 1]))
}

function dataCodes(list: ClassList): Map<string, number> {
  return new Map(list.flatMap(({ from }, k) => from.map((label) => [`${label}`, k + 1])))
}

/** Rows with a label that has no code. 0 says that nobody has looked, unless a class has it. */
function strangeRows(texts: readonly string[], codes: ReadonlyMap<string, number>): number[] {
  const isBlank = (text: string) => text === '' || (text === '0' && !codes.has('0'))
  return rowsWhere(texts.length, (row) => !isBlank(texts[row]) && !codes.has(texts[row]))
}

function coded(
  texts: readonly string[],
  codes: ReadonlyMap<string, number>,
  where: string,
  notes: Notes,
): Uint8Array {
  const strange = strangeRows(texts, codes)
  if (strange.length > 0) {
    notes.doubt(
      `${where}: ${rowsSaid(strange, texts.length)} have a label that is of no class ` +
        `(${labelsSaid(strange.map((row) => texts[row]))}); they are left out`,
    )
  }
  return Uint8Array.from(texts, (text) => codes.get(text) ?? 0)
}

function noClass(texts: readonly string[], list: ClassList, where: string): InputError {
  const known = list.flatMap(({ label, from }) => [label, ...from]).map(String)
  return new InputError({
    what: 'no row has a class',
    where,
    expected: `labels such as ${labelsSaid(known)}`,
    got: labelsSaid(texts.map((text) => text || 'an empty cell')),
    remedy: 'name another column, or other classes',
  })
}

/** Different labels, the first few of them. */
function labelsSaid(labels: readonly string[]): string {
  const seen = [...new Set(labels)]
  const more = seen.length > MOST_SAID ? `, and ${seen.length - MOST_SAID} more` : ''
  return `${seen.slice(0, MOST_SAID).join(', ')}${more}`
}

/**
 * The cells as labels; empty where there is none.
 *
 * @throws InputError if the column holds vectors or truth values
 */
export function labelTexts(column: Column, where: string): string[] {
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
