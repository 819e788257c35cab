/**
 * Where the classes of a data set come from, and the columns that hold them:
 *
 *   class                 1-4, 0 where nobody looked: a column of the catalogue, or the mode of several people's votes
 *   class_p1 ... class_p4 shares of the votes for each class, NaN where nobody voted: labels for a loss that takes
 *                         probabilities; only where there are votes
 *   class_votes           how many voted
 */
import {
  type CandidateSet,
  CLASSES,
  type ClassScheme,
  columnOf,
  NOT_INSPECTED,
  PHANGS_SCHEME,
  PLAIN_SCHEME,
  votesOf,
} from '../catalog/index.js'
import { type Column, numbersOf, Table } from '../tables/index.js'

/** Default: the column that the catalogue's layout has for classes, if any. */
export interface LabelSource {
  /** A column of classes. */
  readonly column?: string
  /** Columns of votes, one a person. */
  readonly votes?: readonly string[]
}

/** The columns of shares. */
export const SOFT_LABELS: readonly string[] = CLASSES.map(({ code }) => `class_p${code}`)

/** What an own column `class` is called when the labels come from elsewhere. */
const DISPLACED = 'class_catalog'

/**
 * The catalogue with the columns of labels. Without classes there is none, and a note says so.
 *
 * @param candidates read with `classColumn: source.column`
 * @throws InputError naming column and row of a vote that is no class
 * @example labelled(candidatesOf(table, { origin: 0 }), { votes: ['class_aa', 'class_bw', 'class_dt'] }).table
 */
export function labelled(
  candidates: CandidateSet,
  { votes }: LabelSource,
): { table: Table; notes: readonly string[] } {
  const { table, humanClass, layout } = candidates
  if (votes) {
    const { columns, notes } = voteColumns(table, votes, schemeOf(layout))
    const labelled = withLabels(table, columns)
    return { ...labelled, notes: [...labelled.notes, ...notes] }
  }
  if (humanClass) return withLabels(table, [classColumn(humanClass, 'class of the object')])
  const from = table.meta.source ?? 'the catalogue'
  return { table, notes: [`${from} has no classes: its stamps are good for classifying only`] }
}

function schemeOf(layout: string): ClassScheme {
  return layout === 'phangs' ? PHANGS_SCHEME : PLAIN_SCHEME
}

function voteColumns(table: Table, names: readonly string[], scheme: ClassScheme) {
  const { mode, nVotes, counts } = votesOf(table, names, scheme)
  const shares = CLASSES.map(({ code, name }, k) => ({
    name: `class_p${code}`,
    values: Float32Array.from(nVotes, (n, row) => counts[row * CLASSES.length + k] / n),
    description: `share of the votes for class ${code} (${name})`,
  }))
  const columns: Column[] = [
    classColumn(mode, `mode of the votes ${names.join(', ')}`),
    ...shares,
    { name: 'class_votes', values: Int16Array.from(nVotes), description: 'people who voted' },
  ]
  return { columns, notes: tieNotes(counts, nVotes) }
}

/** Classes are no scale, so the rule that settles a tie (votesOf) is only a rule. */
function tieNotes(counts: Uint32Array, nVotes: Uint32Array): string[] {
  const isTied = (row: number) => {
    const own = counts.subarray(row * CLASSES.length, (row + 1) * CLASSES.length)
    const most = Math.max(...own)
    return own.filter((n) => n === most).length > 1
  }
  const nTied = [...nVotes.keys()].filter((row) => nVotes[row] > 0 && isTied(row)).length
  return nTied === 0
    ? []
    : [
        `in ${nTied} rows the votes are tied: class is the one of them nearest to the mean of the votes; class_p1 to class_p4 say how they fell`,
      ]
}

function classColumn(classes: Uint8Array, description: string): Column {
  return { name: 'class', values: Int16Array.from(classes), description, ucd: 'meta.code.class' }
}

/** A column `class` that says the same stays where it is; one that says something else gets another name. */
function withLabels(table: Table, labels: readonly Column[]): { table: Table; notes: string[] } {
  const own = columnOf(table, 'class')
  if (!own) return { table: table.withColumns(labels), notes: [] }
  if (saysTheSame(own, labels[0])) {
    return { table: table.withColumns(labels.slice(1)), notes: [] }
  }
  const columns = table.columns.map((column) =>
    column === own ? { ...column, name: DISPLACED } : column,
  )
  return {
    table: new Table([...columns, ...labels], table.meta),
    notes: [
      `class: ${labels[0].description}; the catalogue's own column ${own.name} is ${DISPLACED}`,
    ],
  }
}

function saysTheSame(own: Column, label: Column): boolean {
  if (own.width !== undefined || typeof own.values[0] === 'string') return false
  const codes = numbersOf(own)
  return codes.every(
    (code, row) => (Number.isNaN(code) ? NOT_INSPECTED : code) === label.values[row],
  )
}
