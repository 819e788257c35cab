/**
 * From text to the types that an ECSV header declares. typed.ts guesses types where none are
 * declared.
 */
import { InputError } from '../errors.js'
import { type Notes, rowsSaid } from '../notes.js'
import { type CellTexts, textsOf } from './cell-texts.js'
import type { EcsvColumn } from './ecsv-header.js'
import type { Column, ColumnValues } from './table.js'
import { missingRows, toBigInt } from './typed.js'
import { isNumeric, KIND, kindOf, parseNumber } from './words.js'

type NumberArray = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array

interface IntegerType {
  low: bigint
  high: bigint
  make(n: number): Int32Array | Int16Array | Uint8Array | BigInt64Array
}

/** Each type becomes the narrowest type of a {@link Column} that holds all of its values. */
const INTEGERS: ReadonlyMap<string, IntegerType> = new Map(
  Object.entries({
    int8: { low: -(2n ** 7n), high: 2n ** 7n - 1n, make: (n) => new Int16Array(n) },
    int16: { low: -(2n ** 15n), high: 2n ** 15n - 1n, make: (n) => new Int16Array(n) },
    int32: { low: -(2n ** 31n), high: 2n ** 31n - 1n, make: (n) => new Int32Array(n) },
    int64: { low: -(2n ** 63n), high: 2n ** 63n - 1n, make: (n) => new BigInt64Array(n) },
    uint8: { low: 0n, high: 2n ** 8n - 1n, make: (n) => new Uint8Array(n) },
    uint16: { low: 0n, high: 2n ** 16n - 1n, make: (n) => new Int32Array(n) },
    uint32: { low: 0n, high: 2n ** 32n - 1n, make: (n) => new BigInt64Array(n) },
    uint64: { low: 0n, high: 2n ** 64n - 1n, make: (n) => new BigInt64Array(n) },
  }),
)

const FLOATS: ReadonlyMap<string, (n: number) => NumberArray> = new Map(
  Object.entries({
    float16: (n) => new Float32Array(n),
    float32: (n) => new Float32Array(n),
    float64: (n) => new Float64Array(n),
    float128: (n) => new Float64Array(n),
  }),
)

/**
 * Values of one type.
 *
 * @param words texts of the values; undefined where a value is missing
 * @param where gives row and column of a value, for errors
 * @throws InputError naming row and column of a text that is not of its type
 */
function ecsvValues(
  datatype: string,
  words: readonly (string | undefined)[],
  where: (index: number) => string,
): ColumnValues {
  const refuse = (i: number): never => {
    throw new InputError({
      what: 'a value that does not fit its type',
      where: where(i),
      expected: datatype,
      got: `"${words[i]}"`,
      remedy: 'correct the value, or the type in the header',
    })
  }
  if (datatype === 'string') return words.map((word) => word ?? '')
  if (datatype === 'bool') {
    return words.map((word, i) =>
      word === undefined ? false : (BOOLEANS.get(word.toLowerCase()) ?? refuse(i)),
    )
  }
  const integer = INTEGERS.get(datatype)
  if (integer) return integers(integer, words, refuse)
  const values = FLOATS.get(datatype)?.(words.length)
  if (!values) throw unsupported(datatype, where(0))
  words.forEach((word, i) => {
    if (word !== undefined && !isNumeric(word)) refuse(i)
    values[i] = word === undefined ? Number.NaN : parseNumber(word)
  })
  return values
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** No type of a column holds integers from 2^63 on: they stay texts, as ids may be such. */
const BEYOND_INT64 = 2n ** 63n

function integers(
  { low, high, make }: IntegerType,
  words: readonly (string | undefined)[],
  refuse: (index: number) => never,
): ColumnValues {
  const values = make(words.length)
  let isWider = false
  words.forEach((word, i) => {
    if (word === undefined) return
    if (!/^[+-]?\d+$/.test(word)) refuse(i)
    const value = toBigInt(word)
    if (value < low || value > high) refuse(i)
    if (value >= BEYOND_INT64) isWider = true
    if (values instanceof BigInt64Array) values[i] = value
    else values[i] = Number(value)
  })
  return isWider ? words.map((word) => word ?? '') : values
}

/**
 * A column of a file: with one value per row, or with vectors of a fixed shape as JSON lists
 * (subtype `float64[2,3]`). If a few cells do not fit the type, the column is text.
 *
 * @param notes gets a doubt that counts such cells
 * @param emptyStrings rows whose empty cell is an empty string; in others it is a missing value
 * @throws InputError if its type is not supported, or half of the cells or more do not fit it
 */
export function ecsvColumn(
  column: EcsvColumn,
  cells: CellTexts,
  where: string,
  notes: Notes,
  emptyStrings?: ReadonlySet<number>,
): Column {
  const text = textsOf(cells)
  if (column.subtype !== undefined) return vectorColumn(column, column.subtype, text, where)
  const { datatype } = column
  const at = `${where}, column ${column.name}`
  const isText = datatype === 'string'
  const words = text.map((cell, row) => (emptyStrings?.has(row) ? '' : wordIn(cell, isText)))
  const gone = words.map((word) => word === undefined)
  try {
    const values = ecsvValues(datatype, words, (row) => `${at}, row ${row + 1}`)
    return { ...ecsvLabels(column), values, ...missingRows(gone), text }
  } catch (error) {
    const bad = rowsThatDoNotFit(datatype, words)
    const nWords = gone.filter((missing) => !missing).length
    if (bad.length === 0 || bad.length >= nWords / 2) throw error
    const first = JSON.stringify(text[bad[0]].slice(0, 30))
    const rows = rowsSaid(bad, text.length)
    notes.doubt(`column ${column.name} is read as text: ${rows} hold no ${datatype}: ${first}`)
    const empty = text.map((cell) => cell === '')
    return { ...ecsvLabels(column), values: [...text], ...missingRows(empty), text }
  }
}

/** A cell without its blanks; undefined if it has no value. `NA` is none among numbers. */
function wordIn(cell: string, isText: boolean): string | undefined {
  if (cell === '') return undefined
  if (isText) return cell
  const word = cell.trim()
  return kindOf(word) & (KIND.absent | KIND.gone) ? undefined : word
}

/** Empty for a type that is not known: no cell is to blame. */
function rowsThatDoNotFit(datatype: string, words: readonly (string | undefined)[]): number[] {
  if (datatype !== 'bool' && !INTEGERS.has(datatype) && !FLOATS.has(datatype)) return []
  const fits = (word: string | undefined) => {
    try {
      return ecsvValues(datatype, [word], () => '').length === 1
    } catch {
      return false
    }
  }
  return words.flatMap((word, row) => (fits(word) ? [] : [row]))
}

/** So many values are taken without looking whether the cells can hold them. */
const ALWAYS_ALLOWED = 2 ** 20

function vectorColumn(
  column: EcsvColumn,
  subtype: string,
  text: readonly string[],
  where: string,
): Column {
  const at = `${where}, column ${column.name}`
  const [, datatype, axes] = /^(\w+)\[(\d+(?:,\s*\d+)*)\]$/.exec(subtype) ?? []
  if (!datatype) throw unsupported(subtype, at)
  const shape = axes.split(',').map(Number)
  const width = shape.reduce((n, axis) => n * axis, 1)
  const longest = text.reduce((most, cell) => Math.max(most, cell.length), 0)
  if (width * text.length > ALWAYS_ALLOWED && width > longest) {
    throw new InputError({
      what: 'a vector column whose type is larger than its cells',
      where: at,
      expected: subtype,
      got: `cells of at most ${longest} characters`,
    })
  }
  const lists = text.map((cell, row) => listOf(cell, shape, width, `${at}, row ${row + 1}`))
  const empty = lists.map((list) => list.every((part) => part === undefined))
  const isPartly = lists.some((list, row) => !empty[row] && list.includes(undefined))
  const words = lists.flat()
  const rowOf = (i: number) => `${at}, row ${Math.floor(i / width) + 1}`
  return {
    ...ecsvLabels(column),
    values: ecsvValues(datatype, words, rowOf),
    width,
    ...(shape.length > 1 && { dim: shape.reverse() }),
    ...missingRows(empty),
    ...(isPartly && { missingParts: Uint8Array.from(words, (w) => (w === undefined ? 1 : 0)) }),
  }
}

const LIST_PART = /\s*(?:("(?:[^"\\]|\\.)*")|([^,"[\]{}\s]+))\s*/y

/**
 * The texts in a list such as `[[1.0,NaN],[null,2.0]]`. JSON has no NaN, but Python writes it.
 *
 * @param shape lengths of the lists, the outermost first
 */
function listOf(
  cell: string,
  shape: readonly number[],
  width: number,
  where: string,
): (string | undefined)[] {
  if (cell === '') return new Array(width).fill(undefined)
  const words: (string | undefined)[] = []
  let at = 0
  const refuse = (): never => {
    throw noVector(cell, shape, where)
  }
  const take = (mark: string) => {
    while (cell[at] === ' ') at++
    if (cell[at++] !== mark) refuse()
    while (cell[at] === ' ') at++
  }
  const part = () => {
    LIST_PART.lastIndex = at
    const [all, quoted, bare] = LIST_PART.exec(cell) ?? refuse()
    at += all.length
    if (quoted) words.push(unquoted(quoted, refuse))
    else words.push(bare === 'null' ? undefined : bare.replace('Infinity', 'inf'))
  }
  const list = (axis: number) => {
    take('[')
    for (let i = 0; i < shape[axis]; i++) {
      if (i > 0) take(',')
      if (axis === shape.length - 1) part()
      else list(axis + 1)
    }
    take(']')
  }
  list(0)
  return at === cell.trimEnd().length || at === cell.length ? words : refuse()
}

function noVector(cell: string, shape: readonly number[], where: string): InputError {
  return new InputError({
    what: 'a cell that is not a vector of its length',
    where,
    expected: `a list of ${shape.join(' x ')}`,
    got: cell.slice(0, 60),
  })
}

function unquoted(text: string, refuse: () => never): string {
  try {
    return JSON.parse(text) as string
  } catch {
    return refuse()
  }
}

/** What the header says of a column beside its type. */
export function ecsvLabels({
  name,
  unit,
  description,
  format,
  meta,
}: EcsvColumn): Omit<Column, 'values'> {
  const { ucd, ...attributes } = meta ?? {}
  return {
    name,
    ...(unit && { unit }),
    ...(description && { description }),
    ...(format && { format }),
    ...(typeof ucd === 'string' && { ucd }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  }
}

function unsupported(datatype: string, where: string): InputError {
  return new InputError({
    what: `ECSV type ${datatype} is not supported`,
    where,
    expected: 'bool, string, integers, floats up to 64 bits, or a list of fixed length of these',
    remedy: 'remove the column from the table',
  })
}
