/**
 * From text to the types that an ECSV header declares. typed.ts guesses types where none are
 * declared.
 */
import { InputError } from '../errors.js'
import type { EcsvColumn } from './ecsv-header.js'
import type { Column, ColumnValues } from './table.js'
import { missingRows, toBigInt } from './typed.js'
import { isNumeric, parseNumber } from './words.js'

type NumberArray = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array

interface IntegerType {
  low: bigint
  high: bigint
  make(n: number): Int32Array | Int16Array | Uint8Array | BigInt64Array
}

/** Each type becomes the narrowest type of a {@link Column} that holds all of its values. */
const INTEGERS: Readonly<Record<string, IntegerType>> = {
  int8: { low: -(2n ** 7n), high: 2n ** 7n - 1n, make: (n) => new Int16Array(n) },
  int16: { low: -(2n ** 15n), high: 2n ** 15n - 1n, make: (n) => new Int16Array(n) },
  int32: { low: -(2n ** 31n), high: 2n ** 31n - 1n, make: (n) => new Int32Array(n) },
  int64: { low: -(2n ** 63n), high: 2n ** 63n - 1n, make: (n) => new BigInt64Array(n) },
  uint8: { low: 0n, high: 2n ** 8n - 1n, make: (n) => new Uint8Array(n) },
  uint16: { low: 0n, high: 2n ** 16n - 1n, make: (n) => new Int32Array(n) },
  uint32: { low: 0n, high: 2n ** 32n - 1n, make: (n) => new BigInt64Array(n) },
  uint64: { low: 0n, high: 2n ** 63n - 1n, make: (n) => new BigInt64Array(n) },
}

const FLOATS: Readonly<Record<string, (n: number) => NumberArray>> = {
  float16: (n) => new Float32Array(n),
  float32: (n) => new Float32Array(n),
  float64: (n) => new Float64Array(n),
}

/**
 * Values of one type.
 *
 * @param words texts of the values; undefined where a value is missing
 * @param where gives row and column of a value, for errors
 * @throws InputError naming row and column of a text that is not of its type
 */
export function ecsvValues(
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
      word === undefined ? false : (BOOLEANS[word.toLowerCase()] ?? refuse(i)),
    )
  }
  if (INTEGERS[datatype]) return integers(INTEGERS[datatype], words, refuse)
  if (!FLOATS[datatype]) throw unsupported(datatype, where(0))
  const values = FLOATS[datatype](words.length)
  words.forEach((word, i) => {
    if (word !== undefined && !isNumeric(word)) refuse(i)
    values[i] = word === undefined ? Number.NaN : parseNumber(word)
  })
  return values
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false }

function integers(
  { low, high, make }: IntegerType,
  words: readonly (string | undefined)[],
  refuse: (index: number) => never,
): ColumnValues {
  const values = make(words.length)
  words.forEach((word, i) => {
    if (word === undefined) return
    if (!/^[+-]?\d+$/.test(word)) refuse(i)
    const value = toBigInt(word)
    if (value < low || value > high) refuse(i)
    if (values instanceof BigInt64Array) values[i] = value
    else values[i] = Number(value)
  })
  return values
}

/**
 * A column of a file: with one value per row, or with vectors of a fixed length as JSON lists
 * (subtype `float64[3]`).
 *
 * @throws InputError if its type is not supported, or a cell does not fit it
 */
export function ecsvColumn(column: EcsvColumn, text: readonly string[], where: string): Column {
  const at = `${where}, column ${column.name}`
  const rowOf = (width: number) => (i: number) => `${at}, row ${Math.floor(i / width) + 1}`
  const gone = text.map((cell) => cell === '')
  if (column.subtype === undefined) {
    const isText = column.datatype === 'string'
    const words = text.map((cell) => (cell === '' ? undefined : isText ? cell : cell.trim()))
    const values = ecsvValues(column.datatype, words, rowOf(1))
    return { ...labels(column), values, ...missingRows(gone), text }
  }
  const [, datatype, digits] = /^(\w+)\[(\d+)\]$/.exec(column.subtype) ?? []
  if (!datatype) throw unsupported(column.subtype, at)
  const width = Number(digits)
  const lists = text.map((cell, row) => listOf(cell, width, `${at}, row ${row + 1}`))
  const empty = lists.map((list) => list.every((part) => part === undefined))
  const partly = lists.findIndex((list, row) => !empty[row] && list.includes(undefined))
  if (partly >= 0 && !FLOATS[datatype]) {
    throw new InputError({
      what: 'a vector with missing values',
      where: `${at}, row ${partly + 1}`,
      remedy: 'remove the column from the table',
    })
  }
  const values = ecsvValues(datatype, lists.flat(), rowOf(width))
  return { ...labels(column), values, width, ...missingRows(empty) }
}

/** The texts in a list such as `[1.0,NaN,null]`. JSON has no NaN, but Python writes it. */
function listOf(cell: string, width: number, where: string): (string | undefined)[] {
  if (cell === '') return new Array(width).fill(undefined)
  const parts = [...cell.slice(1, -1).matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,"[\]{}]+?)\s*(?:,|$)/gy)]
  const read = parts.map(([all]) => all.length).reduce((sum, n) => sum + n, 2)
  if (cell[0] !== '[' || parts.length !== width || read !== cell.length) {
    const expected = `a list of ${width}`
    throw new InputError({
      what: 'a cell that is not a vector of its length',
      where,
      expected,
      got: cell.slice(0, 60),
    })
  }
  return parts.map(([, part]) => {
    if (part === 'null') return undefined
    return part.startsWith('"') ? (JSON.parse(part) as string) : part.replace('Infinity', 'inf')
  })
}

function labels({ name, unit, description, format, meta }: EcsvColumn): Omit<Column, 'values'> {
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
