/**
 * The labels of a data set: columns of its table CATALOG, written when stamps are cut, read when a
 * network is trained.
 *
 *   class                   1-4, 0 where nobody looked: a column of the catalogue, or the mode of
 *                           several people's votes
 *   class_p1 ... class_p4   shares of the votes for each class, NaN where nobody voted: labels for
 *                           a loss that takes probabilities; only where there are votes
 *   class_votes             how many people voted
 */
import {
  type CandidateSet,
  CLASSES,
  type ClassList,
  type ClassScheme,
  columnClasses,
  columnOf,
  NOT_INSPECTED,
  type OwnClass,
  ownClassesOf,
  ownVotes,
  PHANGS_SCHEME,
  PLAIN_SCHEME,
  votesOf,
} from '../catalog/index.js'
import { InputError } from '../errors.js'
import { Notes, rowsSaid, rowsWhere } from '../notes.js'
import { type Column, numbersOf, Table } from '../tables/index.js'

const N_CLASSES = CLASSES.length
const OWN_FOUR: readonly Pick<OwnClass, 'from'>[] = CLASSES.map(({ code }) => ({ from: [code] }))

/**
 * Which columns of a catalogue become the labels of a new data set. Default: the column that the
 * catalogue's layout has for classes, if any.
 */
export interface LabelSource {
  /** A column of classes. */
  readonly column?: string
  /** Columns of votes, one for each person. */
  readonly votes?: readonly string[]
}

/** The columns of shares. */
export const SOFT_LABELS: readonly string[] = CLASSES.map(({ code }) => `class_p${code}`)

/** Name of the catalogue's own column `class` when the labels come from another one. */
const DISPLACED = 'class_catalog'

/**
 * The catalogue with the columns of labels. A catalogue without classes gets none, with a note.
 *
 * @param candidates read with `classColumn: source.column`
 * @throws InputError naming column and row of a vote, if many are no classes
 * @example labelled(candidatesOf(table, { origin: 0 }), { votes: ['aa', 'bw', 'dt'] }).table
 */
export function labelled(
  candidates: CandidateSet,
  { votes }: LabelSource,
): { table: Table; notes: Notes } {
  const { table, humanClass, layout } = candidates
  if (votes) {
    const { columns, notes } = voteColumns(table, votes, schemeOf(layout))
    const labelled = withLabels(table, columns)
    return { ...labelled, notes: labelled.notes.add(notes) }
  }
  if (humanClass) return withLabels(table, [classColumn(humanClass, 'class of the object')])
  const from = table.meta.source ?? 'the catalogue'
  const notes = new Notes()
  notes.say(`${from} has no classes: its stamps can be classified, but not trained on`)
  return { table, notes }
}

function schemeOf(layout: string): ClassScheme {
  return layout === 'phangs' ? PHANGS_SCHEME : PLAIN_SCHEME
}

function voteColumns(table: Table, names: readonly string[], scheme: ClassScheme) {
  const notes = new Notes()
  const { mode, nVotes, counts } = votesOf(table, names, scheme, notes)
  const shares = CLASSES.map(({ code, name }, k) => ({
    name: `class_p${code}`,
    values: Float32Array.from(nVotes, (n, row) => counts[row * N_CLASSES + k] / n),
    description: `share of the votes for class ${code} (${name})`,
  }))
  const columns: Column[] = [
    classColumn(mode, `mode of the votes ${names.join(', ')}`),
    ...shares,
    { name: 'class_votes', values: Int16Array.from(nVotes), description: 'people who voted' },
  ]
  notes.say(...tieNotes(counts, nVotes))
  return { columns, notes }
}

/** Classes are no scale, so the rule that settles a tie (votesOf) is only a rule. */
function tieNotes(counts: Uint32Array, nVotes: Uint32Array): string[] {
  const isTied = (row: number) => {
    const own = counts.subarray(row * N_CLASSES, (row + 1) * N_CLASSES)
    const most = Math.max(...own)
    return own.filter((n) => n === most).length > 1
  }
  const tied = rowsWhere(nVotes.length, (row) => nVotes[row] > 0 && isTied(row))
  return tied.length === 0
    ? []
    : [
        `in ${rowsSaid(tied, nVotes.length)} the votes are tied: class is the tied class nearest ` +
          'to the mean of the votes; class_p1 to class_p4 give the share of each class',
      ]
}

function classColumn(classes: Uint8Array, description: string): Column {
  return { name: 'class', values: Int16Array.from(classes), description, ucd: 'meta.code.class' }
}

/** The catalogue's own column `class` stays if it says the same, else it gets another name. */
function withLabels(table: Table, labels: readonly Column[]): { table: Table; notes: Notes } {
  const notes = new Notes()
  const own = columnOf(table, 'class')
  if (!own) return { table: table.withColumns(labels), notes }
  if (saysTheSame(own, labels[0])) {
    return { table: table.withColumns(labels.slice(1)), notes }
  }
  const columns = table.columns.map((column) =>
    column === own ? { ...column, name: DISPLACED } : column,
  )
  notes.say(
    `class: ${labels[0].description}; the catalogue's own column ${own.name} is ${DISPLACED}`,
  )
  return { table: new Table([...columns, ...labels], table.meta), notes }
}

function saysTheSame(own: Column, label: Column): boolean {
  if (own.width !== undefined || typeof own.values[0] === 'string') return false
  const codes = numbersOf(own)
  return codes.every(
    (code, row) => (Number.isNaN(code) ? NOT_INSPECTED : code) === label.values[row],
  )
}

/** Which columns of a data set are the labels that a network is trained on. */
export interface TrainingLabels {
  readonly from: 'column' | 'mode' | 'soft' | 'auto'
  readonly columns: readonly string[]
}

export interface TableLabels {
  /** 1-4 of each row, or its place in the list of classes from 1 on; 0 where nobody has looked. */
  readonly classes: Uint8Array
  /** Shares of the votes, (nRows, K), 0 where nobody has voted. */
  readonly shares?: Float32Array
}

/**
 * Labels of every row of a data set's CATALOG.
 *
 *   column  the classes of the one column
 *   mode    the mode of the votes in the columns, one for each person: {@link votesOf}
 *   soft    as `mode`, with the shares of the votes; for one column, say `class`, the shares are
 *           read from `class_p1` to `class_p4`, as `starsift cutouts` writes them
 *   auto    `soft` where there are votes: several columns, or those of the shares; else `column`
 *
 * @param notes gets a doubt that counts votes that are no classes
 * @param own the list of classes, where they are not the four of this field: then a row with a
 *   label of no class counts as not inspected, and a doubt counts such rows
 * @throws InputError naming column and row of a class that is none, or of a vote if many are none
 * @example tableLabels(table, { from: 'mode', columns: ['aa', 'bw', 'dt'] }).classes
 */
export function tableLabels(
  table: Table,
  { from, columns }: TrainingLabels,
  notes = new Notes(),
  own?: ClassList,
): TableLabels {
  const where = `${table.meta.source ?? 'table'}, column ${columns[0]}`
  if (from === 'column' && columns.length > 1) {
    throw new InputError({
      what: 'several columns of classes',
      where: table.meta.source,
      expected: 'one column, or from: mode or soft for the votes of several people',
      got: columns.join(', '),
    })
  }
  if (columns.length > 1) return fromVotes(table, { from, columns }, notes, own)
  const column = table.column(columns[0])
  const classes = own
    ? ownClassesOf(column, own, table.meta.source ?? 'table', notes)
    : columnClasses(column, PLAIN_SCHEME, table.meta.source ?? 'table', notes)
  const isSoft = from === 'soft' || (from === 'auto' && hasShares(table, columns[0], own))
  if (isSoft) return { classes, shares: writtenShares(table, columns[0], classes, own) }
  if (from !== 'mode') return { classes }
  throw new InputError({
    what: 'the mode of one column',
    where,
    expected: 'columns of several people',
    got: columns[0],
    remedy: 'write from: column',
  })
}

function fromVotes(
  table: Table,
  { from, columns }: TrainingLabels,
  notes: Notes,
  own?: ClassList,
): TableLabels {
  const source = table.meta.source ?? 'table'
  const voter = (name: string) => ownClassesOf(table.column(name), own!, source, notes)
  const { mode, nVotes, counts } = own
    ? ownVotes(columns.map(voter), own.length)
    : votesOf(table, columns, PLAIN_SCHEME, notes)
  if (from === 'mode') return { classes: mode }
  const share = (n: number, i: number) => {
    const all = nVotes[Math.floor(i / (own?.length ?? N_CLASSES))]
    return all === 0 ? 0 : n / all
  }
  return { classes: mode, shares: Float32Array.from(counts, share) }
}

/** Whether the table has the columns of shares, `NAME_p1` and so on. */
function hasShares(
  table: Table,
  name: string,
  own: readonly Pick<OwnClass, 'from'>[] = OWN_FOUR,
): boolean {
  return own.every(({ from }) => from.every((label) => table.has(`${name}_p${label}`)))
}

/** The share of a class of one's own is that of all labels which mean it. */
function writtenShares(
  table: Table,
  name: string,
  classes: Uint8Array,
  own: readonly Pick<OwnClass, 'from'>[] = OWN_FOUR,
): Float32Array {
  const from = table.meta.source ?? 'table'
  const parts = own.map((one) => {
    const each = one.from.map((label) => numbersOf(table.column(`${name}_p${label}`)))
    return each[0].map((_, row) => each.reduce((sum, share) => sum + share[row], 0))
  })
  const nClasses = own.length
  const shares = new Float32Array(classes.length * nClasses)
  for (const [row, code] of classes.entries()) {
    if (code === NOT_INSPECTED) continue
    const shown = parts.map((part) => part[row])
    const sum = shown.reduce((total, value) => total + value, 0)
    if (!(Math.abs(sum - 1) < 1e-3)) {
      throw new InputError({
        what: 'shares of the votes that do not sum to 1',
        where: `${from}, ${sharesSaid(name, own)}, row ${row + 1}`,
        got: shown.join(' '),
      })
    }
    shares.set(shown, row * nClasses)
  }
  return shares
}

/** @example 'class_p1 to class_p4' */
function sharesSaid(name: string, own: readonly Pick<OwnClass, 'from'>[]): string {
  const labels = own.flatMap(({ from }) => from)
  return `${name}_p${labels[0]} to ${name}_p${labels.at(-1)}`
}
