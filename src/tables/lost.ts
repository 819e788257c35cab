/**
 * What a format leaves out of a table. No list says it for each format: the first rows are written
 * and read again, and what the readers then miss is lost.
 */
import { memorySource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import type { TableFormat } from './format-names.js'
import { readTable, tableBytes } from './formats.js'
import type { Column, Table } from './table.js'

/** So many rows show what a format holds. */
const N_ROWS = 50
/** So many columns are named in a note. */
const N_NAMED = 3

/** What a reader knows about a column beside its values. */
const LABELS = [
  ['unit', 'units'],
  ['ucd', 'UCDs'],
  ['description', 'descriptions'],
] as const

/**
 * One line for each kind of thing that is lost; none if nothing is.
 *
 * @example await lostByFormat(table, 'csv') // ['.csv does not hold the units of x, y']
 */
export async function lostByFormat(table: Table, format: TableFormat): Promise<string[]> {
  const head = table.rows(Array.from({ length: Math.min(N_ROWS, table.nRows) }, (_, i) => i))
  const again = await readAgain(head, format)
  if (typeof again === 'string') return [`starsift does not read its own ${format} here: ${again}`]
  const lost: string[] = []
  const pairs = head.columns.map((column, i) => [column, again.columns[i]] as const)
  for (const [label, said] of LABELS) {
    const gone = pairs.filter(([before, after]) => before[label] && !after?.[label])
    if (gone.length > 0) lost.push(`the ${said} of ${named(gone)}`)
  }
  const turned = pairs.filter(([before, after]) => after && kindOf(before) !== kindOf(after))
  if (turned.length > 0) {
    const [[before, after]] = turned
    const example = `${before.name}: ${kindOf(before)} is read as ${kindOf(after)}`
    lost.push(`the types of ${named(turned)} (${example})`)
  }
  for (const what of ['comments', 'history'] as const) {
    const nLines = head.meta[what]?.length ?? 0
    if (nLines > 0 && !again.meta[what]?.length) lost.push(`the ${nLines} lines of ${what}`)
  }
  return lost.map((what) => `${format} does not hold ${what}`)
}

async function readAgain(table: Table, format: TableFormat): Promise<Table | string> {
  try {
    return await readTable(memorySource(await tableBytes(table, format), `table.${format}`), {
      format,
    })
  } catch (error) {
    if (error instanceof InputError) return error.problem.what
    throw error
  }
}

function named(pairs: readonly (readonly [Column, Column | undefined])[]): string {
  const names = pairs.slice(0, N_NAMED).map(([{ name }]) => name)
  const more = pairs.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more columns` : names.join(', ')
}

const KINDS: Readonly<Record<string, string>> = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Int32Array: 'int32',
  Int16Array: 'int16',
  Uint8Array: 'uint8',
  BigInt64Array: 'int64',
}

function kindOf({ values }: Column): string {
  if (!Array.isArray(values)) return KINDS[values.constructor.name]
  return typeof values[0] === 'boolean' ? 'bool' : 'text'
}
