/** Labels as a table: one row a source, one column a person, and what follows from the votes. */
import { areTheFour, type ClassList, meaningText } from '../catalog/index.js'
import type { Notes } from '../notes.js'
import { type Column, Table } from '../tables/index.js'
import type { LabelledRows, LabelledSource, LabelledSources } from './labelled-sources.js'
import type { Answer } from './standing.js'
import { type Tally, tallyOf } from './tally.js'

export interface VotesTable {
  readonly table: Table
  /** Names of the columns of votes, in the order of the people. */
  readonly voteColumns: readonly string[]
}

/** The labelled sources, each with its id and place. */
export function votesTable(found: LabelledSources): VotesTable {
  const { sources } = found
  const number = (of: (object: LabelledSource['object']) => number | null) =>
    Float64Array.from(sources, ({ object }) => of(object) ?? Number.NaN)
  const place: Column[] = [
    { name: 'id', values: sources.map(({ object }) => object.id) },
    { name: 'x', values: number(({ x }) => x), unit: 'pix', description: '0-based' },
    { name: 'y', values: number(({ y }) => y), unit: 'pix', description: '0-based' },
    { name: 'ra', values: number(({ ra }) => ra), unit: 'deg', ucd: 'pos.eq.ra' },
    { name: 'dec', values: number(({ dec }) => dec), unit: 'deg', ucd: 'pos.eq.dec' },
  ]
  const hasSky = sources.some(({ object }) => object.ra !== null)
  const { columns, voteColumns } = columnsOf(found, sources)
  return { table: new Table([...(hasSky ? place : place.slice(0, 3)), ...columns]), voteColumns }
}

/**
 * A catalogue with the labels of its rows: the same rows, in the same order. A column of its own
 * that has the name of a new one gets `_catalog` behind it, with a note.
 */
export function cataloguedVotes(found: LabelledRows, catalogue: Table, notes: Notes): VotesTable {
  const { columns, voteColumns } = columnsOf(found, found.ofRow)
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  const own = catalogue.columns.map((column) => {
    if (!taken.has(column.name.toLowerCase())) return column
    const name = freeName(`${column.name}_catalog`, new Set(catalogue.names))
    notes.say(`the catalogue's own column ${column.name} is ${name}`)
    return { ...column, name }
  })
  return { table: new Table([...own, ...columns], catalogue.meta), voteColumns }
}

type Sources = readonly (LabelledSource | undefined)[]

function columnsOf({ list, people }: LabelledSources, sources: Sources) {
  const tallies = sources.map((source) => source && tallyOf(source, list))
  const names = columnNames(people)
  const votes = people.flatMap((person, i) => personColumns(person, names[i], sources, list))
  const columns = [
    classColumn('class', CLASS, tallies, list, (tally) => tally.class),
    classColumn('class_mode', 'class with the most votes', tallies, list, (tally) => tally.mode),
    ...numberColumns(tallies, list),
    ...flagColumns(sources),
    ...votes,
    notesColumn(sources),
  ]
  return { columns, voteColumns: names }
}

const CLASS = 'class that people settled together, else the class with the most votes'

function numberColumns(tallies: readonly (Tally | undefined)[], list: ClassList): Column[] {
  const real = (name: string, description: string, of: (tally: Tally) => number): Column => {
    const values = Float64Array.from(tallies, (tally) => (tally ? of(tally) : Number.NaN))
    // No mean of no votes, and no pair of one person: there is no value, as of the classes.
    const missing = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0))
    return { ...{ name, description, values }, ...(missing.includes(1) && { missing }) }
  }
  const count = (name: string, description: string, of: (tally: Tally) => number): Column => ({
    ...{ name, description },
    values: Int32Array.from(tallies, (tally) => (tally ? of(tally) : 0)),
  })
  return [
    ...(areTheFour(list) ? [real('vote_mean', 'mean of the votes', ({ mean }) => mean)] : []),
    real('vote_share', 'share of the votes for class_mode', ({ share }) => share),
    real('vote_agreement', 'share of the pairs of people who agree', (tally) => tally.agreement),
    count('n_votes', 'people who gave a class', ({ n }) => n),
    count('n_unsure', 'people who are unsure', ({ nUnsure }) => nUnsure),
  ]
}

function flagColumns(sources: Sources): Column[] {
  const flag = (name: string, description: string, is: (source: LabelledSource) => boolean) => ({
    ...{ name, description },
    values: Uint8Array.from(sources, (source) => (source && is(source) ? 1 : 0)),
  })
  return [
    flag('settled', '1 where people settled the class together', ({ settled }) => !!settled),
    flag('is_test', '1 where it was set apart as a fair test set', isTest),
  ]
}

/** Whether a source was set apart as one of a fair test set. */
export function isTest({ answers }: LabelledSource): boolean {
  return [...answers.values()].some((answer) => answer.kind === 'label' && answer.isTest)
}

/** The classes that a person gave, and where there are some, finer codes and a second pass. */
function personColumns(person: string, name: string, sources: Sources, list: ClassList): Column[] {
  const first = sources.map((source) => source?.answers.get(person))
  const second = sources.map((source) => source?.second.get(person))
  const classOf = (answer: Answer) => answer.class ?? 0
  const said = `class by ${person}`
  const codes = first.map((answer) => answer?.code)
  return [
    classColumn(name, said, first, list, classOf),
    ...(codes.some((code) => code !== undefined)
      ? [wholeColumn(name.replace(/^class_/, 'code_'), `finer code by ${person}`, codes)]
      : []),
    ...(second.some((answer) => answer)
      ? [classColumn(`${name}_second`, `${said}, in a second blind pass`, second, list, classOf)]
      : []),
  ]
}

/** @param classOf place in the list from 1 on; 0 for an empty cell */
function classColumn<T>(
  name: string,
  description: string,
  cells: readonly (T | undefined)[],
  list: ClassList,
  classOf: (cell: T) => number,
): Column {
  const labels = cells.map((cell) => {
    const place = cell === undefined ? 0 : classOf(cell)
    return place === 0 ? undefined : list[place - 1].label
  })
  const about = areTheFour(list) ? description : meaningText(list)
  if (labels.every((label) => label === undefined || typeof label === 'number')) {
    return wholeColumn(name, about, labels as (number | undefined)[])
  }
  return textColumn(
    name,
    about,
    labels.map((label) => (label === undefined ? '' : `${label}`)),
  )
}

function wholeColumn(
  name: string,
  description: string,
  cells: readonly (number | undefined)[],
): Column {
  const missing = Uint8Array.from(cells, (cell) => (cell === undefined ? 1 : 0))
  return {
    ...{ name, description, values: Int32Array.from(cells, (cell) => cell ?? 0) },
    ...(missing.includes(1) && { missing }),
  }
}

function textColumn(name: string, description: string, cells: string[]): Column {
  const missing = Uint8Array.from(cells, (cell) => (cell === '' ? 1 : 0))
  return { name, description, values: cells, ...(missing.includes(1) && { missing }) }
}

/** @example 'ann: a pair? | bob: unsure' */
function notesColumn(sources: Sources): Column {
  const cells = sources.map((source) => {
    const said = [...(source?.answers ?? [])].map(([person, { class: klass, note = '' }]) => {
      const text = note.trim().replace(/\s+/g, ' ')
      const words = [klass === null && 'unsure', text].filter(Boolean)
      return words.length > 0 ? `${person}: ${words.join(', ')}` : ''
    })
    const settled = source?.settled?.note?.trim().replace(/\s+/g, ' ')
    return [...said, settled && `settled: ${settled}`].filter(Boolean).join(' | ')
  })
  return textColumn('label_notes', 'what people noted, and who is unsure', cells)
}

/** `class_` and the name in letters that every format takes; people of one name get numbers. */
function columnNames(people: readonly string[]): string[] {
  const taken = new Set(['class_mode', 'class_catalog'])
  return people.map((person) => {
    const letters = person
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')
      .slice(0, 40)
    const name = freeName(`class_${letters || 'person'}`, taken)
    taken.add(name.toLowerCase()).add(`${name.toLowerCase()}_second`)
    return name
  })
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let n = 2; taken.has(free.toLowerCase()) || taken.has(free); n++) free = `${name}_${n}`
  return free
}
