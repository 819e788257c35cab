/**
 * Which classes an evaluation is about, where the user does not name them: those that a table says
 * it has, or the words in the columns of classes. Else the tables hold the four of this field.
 */
import {
  type ClassCoding,
  type ClassList,
  isSameList,
  labelTexts,
  MOST_CLASSES,
  meaningIn,
} from '../catalog/index.js'
import { InputError } from '../errors.js'
import { listed } from '../listed.js'
import type { Notes } from '../notes.js'
import { type Column, cellKind, type Table } from '../tables/index.js'
import { classColumnOf, type ReadingOptions } from './classified.js'

/** A table that will be read. */
export interface TableToRead {
  readonly table: Table
  /** `label`: predictions; `data`: classes by people. */
  readonly of: ClassCoding
  readonly options?: ReadingOptions
}

interface Found {
  readonly of: ClassCoding
  readonly column: Column
  readonly source: string
}

/**
 * @param notes gets a line where the words of the columns are taken for the classes
 * @returns undefined for the four classes
 * @throws InputError if tables say different classes, or the words of predictions and truth differ
 * @example chosenClasses([{ table, of: 'label' }, { table: truth, of: 'data' }], notes)
 */
export function chosenClasses(tables: readonly TableToRead[], notes: Notes): ClassList | undefined {
  const found = tables.map(
    ({ table, of, options }): Found => ({
      ...{ of, column: classColumnOf(table, of, options) },
      source: table.meta.source ?? 'table',
    }),
  )
  const said = found.flatMap(({ column, source }) => {
    const list = meaningIn(column, source)
    return list ? [{ list, source }] : []
  })
  const [first] = said
  const other = first && said.find(({ list }) => !isSameList(list, first.list))
  if (other) throw differentClasses(first, other)
  if (first) return first.list
  const isWords = found.some(({ of, column }) => of === 'label' && cellKind(column) === 'text')
  return isWords ? classesOfWords(found, notes) : undefined
}

/** The classes are the words in the columns. Nobody says which are clusters. */
function classesOfWords(found: readonly Found[], notes: Notes): ClassList {
  const labels = (of: ClassCoding) =>
    new Set(
      found
        .filter((one) => one.of === of)
        .flatMap(({ column, source }) => labelTexts(column, `${source}, column ${column.name}`))
        .filter((text) => text !== ''),
    )
  const [predicted, truth] = [labels('label'), labels('data')]
  const all = [...new Set([...predicted, ...truth])].sort()
  const sources = [...new Set(found.map(({ source }) => source))].join(', ')
  const isShared = [...predicted].some((label) => truth.has(label))
  if ((truth.size > 0 && !isShared) || all.length > MOST_CLASSES || all.length < 2) {
    throw new InputError({
      what: 'it cannot be told which classes there are',
      where: sources,
      expected: `the same labels in predictions and truth, 2 to ${MOST_CLASSES} of them`,
      got: `${shown(predicted)} predicted, ${shown(truth)} by people`,
      remedy: 'name other columns, or give the recipe or the model to --classes',
    })
  }
  notes.say(
    `${sources}: the classes are the words there, ${shown(new Set(all))}; which of them are ` +
      'clusters is not known, and their probabilities are not read: give the recipe or the model ' +
      'to --classes',
  )
  return all.map((label) => ({ label, name: label, isCluster: false, from: [label] }))
}

/** @example 'galaxy, star and 3 more' */
function shown(labels: ReadonlySet<string>): string {
  return listed([...labels], 5) || 'none'
}

/** @param first a list of classes, and where it stands */
export function differentClasses(
  first: { list: ClassList; source: string },
  other: { list: ClassList; source: string },
): InputError {
  const labels = (list: ClassList) => list.map(({ label }) => label).join(', ')
  return new InputError({
    what: 'tables with different classes',
    where: `${first.source} and ${other.source}`,
    expected: labels(first.list),
    got: labels(other.list),
    remedy: 'compare predictions of the same classes, or give one list of classes to --classes',
  })
}
