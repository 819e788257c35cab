/**
 * What a format leaves out of a table. No list says it for each format: the rows that show it
 * (telling-rows.ts) are written and read again, and what the reader then finds changed is lost.
 */
import { memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { TableFormat } from './format-names.js'
import { readTable, tableBytes } from './formats.js'
import { type ColumnPair, lostCells } from './lost-cells.js'
import { lostLabels, lostMeta } from './lost-labels.js'
import { type Column, isVector, type Table, vectorSaid } from './table.js'
import { tellingRows } from './telling-rows.js'

/** So many columns are named in a note. */
const N_NAMED = 3

/**
 * One line for each kind of thing that is lost; none if nothing is.
 *
 * @example
 * await lostByFormat(table, 'csv') // ['csv does not hold the units of x, y']
 * await lostByFormat(table, 'fits')
 * // ['fits does not hold the missing cells of x (x: 3 missing cells are read as NaN)']
 */
export async function lostByFormat(table: Table, format: TableFormat): Promise<string[]> {
  const rows = tellingRows(table)
  const before = table.rows(rows)
  const after = await readAgain(before, format)
  if (typeof after === 'string') return [`starsift does not read its own ${format} here: ${after}`]
  const lost = lostShape(before, after) ?? lostParts(table, rows, before, after)
  return lost.map((what) => `${format} does not hold ${what}`)
}

async function readAgain(table: Table, format: TableFormat): Promise<Table | string> {
  try {
    // Without its format, as the file will be read.
    return await readTable(memorySource(await tableBytes(table, format), `table.${format}`))
  } catch (error) {
    if (error instanceof InputError) return error.problem.what
    throw error
  }
}

/** Other rows or columns: no cell can be held against another then. */
function lostShape(before: Table, after: Table): string[] | undefined {
  const [were, are] = [before.names, after.names]
  if (were.length !== are.length) return [`the columns: ${were.length} are read as ${are.length}`]
  const sorted = (names: readonly string[]) => [...names].sort().join('\n')
  if (sorted(were) !== sorted(are)) {
    const name = were.find((one) => !are.includes(one))!
    const read = are.find((one) => !were.includes(one))!
    return [`the names of columns (${JSON.stringify(name)} is read as ${JSON.stringify(read)})`]
  }
  if (before.nRows === after.nRows) return undefined
  return [`all rows: ${before.nRows} are read as ${after.nRows}`]
}

function lostParts(table: Table, rows: readonly number[], before: Table, after: Table): string[] {
  const pairs = before.columns.map((column): ColumnPair => [column, after.column(column.name)])
  const moved = before.names.join('\n') !== after.names.join('\n')
  const turned = pairs.filter(([was, is]) => typeSaid(was) !== typeSaid(is))
  const types = turned.slice(0, 1).map(([was, is]) => {
    const example = `${was.name}: ${typeSaid(was)} is read as ${typeSaid(is)}`
    return `the types of ${named(turned)} (${example})`
  })
  const cells = lostCells(table.columns, pairs, rows).map(
    ({ what, pairs: struck, example }) => `the ${what} of ${named(struck)} (${example})`,
  )
  const labels = lostLabels(pairs, after.meta).map(
    ({ what, pairs: struck, example }) =>
      `the ${what} of ${named(struck)}${example ? ` (${example})` : ''}`,
  )
  return [
    ...labels,
    ...types,
    ...cells,
    ...lostMeta(before.meta, after.meta),
    ...(moved ? ['the order of the columns'] : []),
  ]
}

function named(pairs: readonly ColumnPair[]): string {
  const names = pairs.slice(0, N_NAMED).map(([{ name }]) => name)
  const more = pairs.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more columns` : names.join(', ')
}

const TYPES: Readonly<Record<string, string>> = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Int32Array: 'int32',
  Int16Array: 'int16',
  Uint8Array: 'uint8',
  BigInt64Array: 'int64',
}

/** @example typeSaid({ name: 'v', values: new Int16Array(4), width: 2 }) // vectors of 2 ... */
function typeSaid(column: Column): string {
  const { dim, bits } = column
  const type = bits ? 'bits' : elementSaid(column)
  if (!isVector(column)) return type
  const axes = dim && dim.length > 1 ? `, axes ${dim.join(' x ')}` : ''
  return `${vectorSaid(column)} (${type}${axes})`
}

function elementSaid({ values }: Column): string {
  if (!Array.isArray(values)) return TYPES[values.constructor.name]
  return typeof values[0] === 'boolean' ? 'bool' : 'text'
}
