/** Catalogues made up for tests. */
import { Random } from '../../src/random.js'
import { type Column, Table } from '../../src/tables/index.js'

/**
 * Columns as a LEGUS catalogue has them, with two columns of classes that agree for nine in ten.
 */
export function madeUpCatalogue(nRows = 400, seed = 5): Table {
  const random = new Random(seed)
  const rows = Array.from({ length: nRows }, (_, row) => row)
  const first = rows.map(() => 1 + random.integer(4))
  const second = first.map((value) => (random.uniform() < 0.9 ? value : 1 + random.integer(4)))
  // Luminosities ~ L^-2 above magnitude 24.
  const v = rows.map(() => 24 + 2.5 * Math.log10(random.uniform()))
  const near = (values: number[], offset: number) =>
    values.map((value) => value + offset + 0.2 * random.normal())
  const age = rows.map(() => 10 ** (6 + 3 * random.uniform()))
  const mass = rows.map(() => 1e4 / random.uniform())
  const columns: [string, ArrayLike<number>][] = [
    ['id', rows.map((row) => row + 1)],
    ['x', rows.map(() => 1 + 1000 * random.uniform())],
    ['y', rows.map(() => 1 + 1000 * random.uniform())],
    ['mag_nuv', near(v, -1)],
    ['mag_u', near(v, -0.8)],
    ['mag_b', near(v, 0.1)],
    ['mag_v', v],
    ['mag_i', near(v, -0.6)],
    ['ci', near(rows.fill(0), 1.5)],
    ['age', age],
    ['mass', mass],
    ['human', first],
    ['machine', second],
  ]
  return tableOf(columns)
}

export function tableOf(columns: readonly (readonly [string, ArrayLike<number>])[]): Table {
  return new Table(
    columns.map(([name, values]): Column => ({ name, values: Float64Array.from(values) })),
    { source: 'made-up.csv' },
  )
}

/**
 * The classes after an exchange: of the clusters those for which `leaves` holds become class 4, and
 * as many of class 4 for which `comes` holds become class 1, so that the number stays.
 */
export function exchanged(
  classes: ArrayLike<number>,
  leaves: (row: number) => boolean,
  comes: (row: number) => boolean,
): Float64Array {
  const given = Float64Array.from(classes)
  const out = [...given.keys()].filter((row) => given[row] <= 2 && leaves(row))
  const into = [...given.keys()].filter((row) => given[row] === 4 && comes(row))
  const n = Math.min(out.length, into.length)
  for (let i = 0; i < n; i++) {
    given[out[i]] = 4
    given[into[i]] = 1
  }
  return given
}

/** The table with one column changed. */
export function withColumn(table: Table, name: string, values: ArrayLike<number>): Table {
  const others = table.columns.filter((column) => column.name !== name)
  return new Table([...others, { name, values: Float64Array.from(values) }], table.meta)
}

/** The table without a column. */
export function without(table: Table, name: string): Table {
  return new Table(
    table.columns.filter((column) => column.name !== name),
    table.meta,
  )
}
