/** `starsift label --import` as a function: labels and votes that were given elsewhere. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { AskedColumns, ClassList, ClassScheme } from '../catalog/index.js'
import {
  areTheFour,
  askedColumn,
  CLASS_COLUMNS,
  columnClasses,
  columnOf,
  FOUR_CLASSES,
  fittedClassesOf,
  PHANGS_SCHEME,
  PLAIN_SCHEME,
} from '../catalog/index.js'
import { CommandError, InputError } from '../errors.js'
import { sha256Of } from '../files/index.js'
import { LabelLog, readLabels } from '../labels/index.js'
import { listenerOf, type NoteOptions, Notes, rowsWhere } from '../notes.js'
import { type Column, numbersOf } from '../tables/index.js'
import { classesSaid, type LabelEvent, personName } from '../votes/index.js'
import { type AskedClasses, classListAt } from './class-list.js'
import { type LabelledPlaces, labelledPlaces } from './labelled-places.js'
import { openTable, type TableChoice } from './open-table.js'

export interface ImportLabelsOptions extends NoteOptions, TableChoice, AskedColumns {
  /** A table with classes by people. */
  readonly file: string
  /** Folder of the labels; made if it is not there. */
  readonly labels: string
  /**
   * Columns of classes, one for each person, who is called as the column, or `ann=class_ann`;
   * default: the first known column of classes by people.
   */
  readonly votes?: readonly string[]
  /** The classes, where they are not the four of this field. */
  readonly classes?: AskedClasses
  /** Coordinate of the centre of the first pixel, where the table does not tell it. */
  readonly origin?: 0 | 1
}

export interface ImportedLabels {
  readonly labels: string
  readonly people: readonly string[]
  /** Labels that are new in the folder. */
  readonly nSaved: number
  /** Labels of this file that were there from an earlier import. */
  readonly nKnown: number
}

interface Voter {
  readonly person: string
  readonly column: Column
}

/**
 * Adds the classes in a table to the logs, each marked with the file and column it is from. What a
 * person answers in the page counts more than what is imported. The same file adds nothing twice.
 *
 * @throws InputError if the table cannot be read, a column holds other codes, or nothing is there
 * @example await importLabels({ file: 'ngc628.tab', labels: 'labels', votes: ['aa', 'bw', 'dt'] })
 */
export async function importLabels(options: ImportLabelsOptions): Promise<ImportedLabels> {
  const { file, labels, hdu, format, origin, x, y, ra, dec, id, frame } = options
  const onNote = listenerOf(options)
  const list = options.classes ? await classListAt(options.classes) : FOUR_CLASSES
  const columns = { x, y, ra, dec, id, frame }
  const asked = options.votes?.map(voterNamed)
  const names = [...Object.values(columns), ...(asked ?? []).map(({ column }) => column)]
  const given = await openTable(file, { hdu, format }, names)
  const notes = new Notes()
  const places = labelledPlaces(given, { origin, columns }, notes)
  const voters = votersIn(places, asked)
  const sha256 = (await sha256Of(file)) ?? ''
  const all = voters.flatMap((voter) => eventsOf(voter, places, { file, sha256, list, notes }))
  notes.tell(onNote)
  const log = await LabelLog.open(labels, { onNote, classes: classesSaid(list) })
  const before = await readLabels(labels)
  const there = new Set(before.events.map(({ key }) => key))
  const { nSaved } = await log.append(all.filter(({ key }) => !there.has(key)))
  return { labels, people: voters.map(({ person }) => person), nSaved, nKnown: all.length - nSaved }
}

/** @example voterNamed('ann=class_ann') // { person: 'ann', column: 'class_ann' } */
function voterNamed(text: string): { person: string; column: string } {
  const at = text.indexOf('=')
  const [name, column] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 1)]
  const { data: person } = personName.safeParse(name)
  if (person !== undefined && column.trim() !== '') return { person, column: column.trim() }
  throw new CommandError({
    what: '--votes',
    expected: 'names of columns, or NAME=COLUMN, e.g. ann=class_ann,bob=class_bob',
    got: text,
  })
}

function votersIn(
  { table }: LabelledPlaces,
  asked?: { person: string; column: string }[],
): Voter[] {
  if (asked) {
    return asked.map(({ person, column }) => ({ person, column: askedColumn(table, column) }))
  }
  const column = CLASS_COLUMNS.map((name) => columnOf(table, name)).find((found) => found)
  if (column) return [{ person: column.name, column }]
  throw new InputError({
    what: 'no column of classes',
    where: table.meta.source,
    expected: `one of ${CLASS_COLUMNS.join(', ')}`,
    got: table.names.join(', '),
    remedy: "name the columns of people's classes with --votes",
  })
}

interface Importing {
  readonly file: string
  readonly sha256: string
  readonly list: ClassList
  readonly notes: Notes
}

function eventsOf(
  { person, column }: Voter,
  places: LabelledPlaces,
  { file, sha256, list, notes }: Importing,
): LabelEvent[] {
  const { classes, codes } = classesIn(column, places, file, list, notes)
  const rows = rowsWhere(classes.length, (row) => classes[row] > 0)
  notes.say(`${file}, column ${column.name}: ${rows.length} of ${classes.length} rows have a class`)
  const time = new Date().toISOString()
  const of = basename(file).slice(-200)
  return rows.map((row) => ({
    ...{ kind: 'import', key: keyOf(`${sha256} ${person} ${column.name} ${row}`), time, person },
    object: objectOf(places, row),
    catalogue: sha256,
    ...{ class: classes[row], from: `${of}, column ${column.name}`.slice(0, 400) },
    ...(codes?.[row] !== undefined && codes[row] !== classes[row] && { code: codes[row] }),
  }))
}

/** Classes of a column, and finer codes where the scheme has some. */
function classesIn(
  column: Column,
  { scheme: ofLayout }: LabelledPlaces,
  source: string,
  list: ClassList,
  notes: Notes,
): { classes: Uint8Array; codes?: Float64Array } {
  if (!areTheFour(list)) return fittedClassesOf(column, list, source, 'data', notes)
  const scheme = schemeOf(column, ofLayout)
  const classes = columnClasses(column, scheme, source, notes)
  return scheme.asFour.length > 0 ? { classes, codes: numbersOf(column, source) } : { classes }
}

function schemeOf({ name }: Column, ofLayout: ClassScheme | undefined): ClassScheme {
  return /^PHANGS_/i.test(name) ? PHANGS_SCHEME : (ofLayout ?? PLAIN_SCHEME)
}

function keyOf(text: string): string {
  return `import-${createHash('sha256').update(text).digest('hex').slice(0, 40)}`
}

function objectOf({ ids, x, y, ra, dec }: LabelledPlaces, row: number): LabelEvent['object'] {
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    id: ids[row].slice(0, 200),
    ...{ x: known(x[row]), y: known(y[row]), ra: known(ra[row]), dec: known(dec[row]) },
  }
}
