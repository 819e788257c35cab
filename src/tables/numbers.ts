/**
 * Columns as numbers. A reader keeps what a file has: text that is not a number stays text, because
 * the column may hold ids. Only where numbers are asked for is it decided what a column holds. If
 * most of its cells are numbers, each of the others costs its row, and a note counts them.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid } from '../notes.js'
import { type Column, isVector, rowsOf, vectorSaid } from './table.js'
import { KIND, kindOf, NUMERIC, parseNumber } from './words.js'

/** What the cells of a column are, whatever the type that a file gave them. */
export type CellKind = 'numbers' | 'truth values' | 'text' | 'vectors' | 'nothing'

/**
 * What the cells of a column are. Text counts as numbers if more than half of the cells that are
 * not missing are numbers, so `'4'` in a FITS column of text is one. `nothing`: no cell has a
 * value.
 *
 * @example cellKind({ name: 'class', values: [true, false] }) // 'truth values'
 */
export function cellKind(column: Column): CellKind {
  const { values, missing } = column
  if (isVector(column)) return 'vectors'
  const n = rowsOf(column)
  if (missing?.every((gone) => gone === 1) || n === 0) return 'nothing'
  if (!Array.isArray(values)) return 'numbers'
  if (typeof values[0] === 'boolean') return 'truth values'
  const counts = countedKinds(column)
  const nValues = n - counts.missing
  if (nValues === 0) return 'nothing'
  if (counts.numbers > nValues / 2) return 'numbers'
  return counts.truths > nValues / 2 ? 'truth values' : 'text'
}

function countedKinds({ values, missing }: Column) {
  const counts = { missing: 0, numbers: 0, truths: 0 }
  for (const [row, value] of (values as string[]).entries()) {
    const kind = missing?.[row] ? KIND.absent : kindOf(value.trim())
    if (kind & (KIND.absent | KIND.gone)) counts.missing++
    else if (kind & NUMERIC) counts.numbers++
    else if (kind & KIND.boolean) counts.truths++
  }
  return counts
}

/**
 * A column as float64, NaN where a row has no value.
 *
 * @param where name of the file, for errors
 * @param notes gets a doubt that counts the cells that are no numbers. Without it, such a cell is
 *   an error
 * @throws InputError if the column holds truth values, vectors, or mostly text
 * @example numbersOf(typedColumn('x', ['1.5', 'abc', '2']), 'a.csv', notes) // [1.5, NaN, 2]
 */
export function numbersOf(column: Column, where?: string, notes?: Notes): Float64Array {
  const { values, missing } = column
  const kind = cellKind(column)
  const truths = Array.isArray(values) && typeof values[0] === 'boolean'
  if (kind === 'truth values' || truths) throw truthValues(column, where)
  if (kind === 'vectors' || kind === 'text') throw noNumbers(column, where)
  if (Array.isArray(values)) return numbersInText(column, where, notes)
  const numbers =
    values instanceof BigInt64Array ? Float64Array.from(values, Number) : new Float64Array(values)
  missing?.forEach((gone, row) => {
    if (gone) numbers[row] = Number.NaN
  })
  return numbers
}

function numbersInText(column: Column, where?: string, notes?: Notes): Float64Array {
  const texts = column.values as string[]
  const bad: number[] = []
  const numbers = Float64Array.from(texts, (text, row) => {
    if (column.missing?.[row]) return Number.NaN
    const word = text.trim()
    const kind = kindOf(word)
    if (kind & NUMERIC) return parseNumber(word)
    if (!(kind & (KIND.absent | KIND.gone))) bad.push(row)
    return Number.NaN
  })
  if (bad.length === 0) return numbers
  if (!notes) throw noNumbers(column, where)
  const first = bad.slice(0, 3).map((row) => JSON.stringify(texts[row].slice(0, 30)))
  const said = [...new Set(first), ...(bad.length > 3 ? ['...'] : [])].join(', ')
  notes.doubt(`column ${column.name}: ${rowsSaid(bad, texts.length)} hold no number: ${said}`)
  return numbers
}

function truthValues({ name }: Column, where?: string): InputError {
  return new InputError({
    what: `column ${name} holds truth values`,
    where,
    expected: 'numbers',
    remedy: 'name another column, or write the numbers that are meant',
  })
}

function noNumbers(column: Column, where?: string): InputError {
  const { name, values } = column
  const got = isVector(column) ? vectorSaid(column) : textIn(values as string[])
  const comma = /"[+-]?\d*,\d+"/.test(got) && 'write numbers with a decimal point'
  const what = `column ${name} does not hold numbers`
  return new InputError({ what, where, got, ...(comma && { remedy: comma }) })
}

/** The first text in a column that is not a number, for messages. */
export function textIn(values: readonly string[]): string {
  const kinds = values.map((value) => kindOf(value.trim()))
  const isText = (kind: number) => !(kind & (NUMERIC | KIND.absent | KIND.gone))
  const row = Math.max(0, kinds.findIndex(isText))
  return `text such as "${values[row]}" in row ${row + 1}`
}
