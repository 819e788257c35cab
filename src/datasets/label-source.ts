/** Where the classes of a training set come from: one person's column, the mode of several people's votes, or the votes themselves. */
import { CLASSES, classesOf, NOT_INSPECTED, PLAIN_SCHEME, votesOf } from '../catalog/index.js'
import { InputError } from '../errors.js'
import { numbersOf, type Table } from '../tables/index.js'

/** Which columns hold the classes, and what is made of several people's. */
export interface TrainingLabels {
  readonly from: 'column' | 'mode' | 'soft'
  readonly columns: readonly string[]
}

export interface TableLabels {
  /** 1-4 of each row, 0 where nobody has looked. */
  readonly classes: Uint8Array
  /** Shares of the votes, (nRows, 4), 0 where nobody has voted. */
  readonly shares?: Float32Array
}

const N_CLASSES = CLASSES.length

/**
 * Labels of every row.
 *
 *   column  classes of the one column
 *   mode    mode of the votes in the columns, one a person: {@link votesOf}
 *   soft    as `mode`, with the shares of the votes; of one column, say `class`, the shares are read from
 *           `class_p1` to `class_p4`, as `starsift cutouts` writes them
 *
 * @throws InputError naming column and row of what is no class
 * @example tableLabels(table, { from: 'mode', columns: ['class_aa', 'class_bw', 'class_dt'] }).classes
 */
export function tableLabels(table: Table, { from, columns }: TrainingLabels): TableLabels {
  const where = `${table.meta.source ?? 'table'}, column ${columns[0]}`
  if (from === 'column' && columns.length > 1) {
    throw new InputError({
      what: 'several columns of classes',
      where: table.meta.source,
      expected: 'one column, or from: mode or soft for the votes of several people',
      got: columns.join(', '),
    })
  }
  if (columns.length > 1) return fromVotes(table, { from, columns })
  const classes = classesOf(numbersOf(table.column(columns[0]), where), PLAIN_SCHEME, where)
  if (from === 'column') return { classes }
  if (from === 'soft') return { classes, shares: writtenShares(table, columns[0], classes) }
  throw new InputError({
    what: 'the mode of one column',
    where,
    expected: 'columns of several people',
    got: columns[0],
    remedy: 'write from: column',
  })
}

function fromVotes(table: Table, { from, columns }: TrainingLabels): TableLabels {
  const { mode, nVotes, counts } = votesOf(table, columns)
  if (from === 'mode') return { classes: mode }
  const share = (n: number, i: number) => {
    const all = nVotes[Math.floor(i / N_CLASSES)]
    return all === 0 ? 0 : n / all
  }
  return { classes: mode, shares: Float32Array.from(counts, share) }
}

function writtenShares(table: Table, name: string, classes: Uint8Array): Float32Array {
  const parts = CLASSES.map(({ code }) => numbersOf(table.column(`${name}_p${code}`)))
  const shares = new Float32Array(classes.length * N_CLASSES)
  for (const [row, code] of classes.entries()) {
    if (code === NOT_INSPECTED) continue
    const own = parts.map((part) => part[row])
    const sum = own.reduce((total, value) => total + value, 0)
    if (!(Math.abs(sum - 1) < 1e-3)) {
      throw new InputError({
        what: 'shares of the votes that are not 1 together',
        where: `${table.meta.source ?? 'table'}, ${name}_p1 to ${name}_p${N_CLASSES}, row ${row + 1}`,
        got: own.join(' '),
      })
    }
    shares.set(own, row * N_CLASSES)
  }
  return shares
}
