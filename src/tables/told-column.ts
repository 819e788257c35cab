/**
 * A column whose type a header tells, from the texts of its cells. The type of typed.ts, which the
 * cells alone have, is widened to the one that is told.
 */
import { type Notes, rowsSaid, rowsWhere } from '../notes.js'
import type { CellTexts } from './cell-texts.js'
import { textsOf } from './cell-texts.js'
import type { Column } from './table.js'
import { missingRows, type TextHints, typedColumn } from './typed.js'
import { KIND, kindOf, NUMERIC, parseNumber } from './words.js'

/** What a header says that the cells of a column are. */
export type ToldType =
  | ('int32' | 'int64' | 'float64' | 'string')
  | ('float32' | 'int16' | 'uint8' | 'bool')

/** Types that are read as a wider one first. */
const WIDER: Partial<Record<ToldType, ToldType>> = {
  ...{ float32: 'float64', int16: 'int32', uint8: 'int32' },
}
const LIMITS = { int16: [-(2 ** 15), 2 ** 15 - 1], uint8: [0, 2 ** 8 - 1] } as const

/**
 * A column of this type; an empty text is a missing value. If a few cells do not fit, the column is
 * text, as in ECSV: each of them costs its row where numbers are needed.
 *
 * @param notes gets a doubt that counts the cells that do not fit
 */
export function toldColumn(
  name: string,
  texts: CellTexts,
  type: ToldType | undefined,
  hints: TextHints,
  notes: Notes,
): Column {
  if (type === 'string') return textColumn(name, texts, hints)
  if (type === 'bool') return truthColumn(typedColumn(name, texts, hints), texts.length, notes)
  const wider = type && WIDER[type]
  if (wider) return narrowed(toldColumn(name, texts, wider, hints, notes), type, notes)
  const column = typedColumn(name, texts, hints)
  if (type === undefined) return column
  const { values, missing } = column
  const isEmpty = missing !== undefined && !missing.includes(0)
  if (isEmpty || typeof values[0] === 'boolean' || typeof values[0] === 'string') {
    return fromWords(column, type, notes)
  }
  if (type === 'float64' && !(values instanceof Float64Array)) {
    return { ...column, values: floats(values as Int32Array, missing) }
  }
  if (type === 'int64' && values instanceof Int32Array) {
    return { ...column, values: BigInt64Array.from(values, BigInt) }
  }
  if (type !== 'float64' && values instanceof Float64Array) {
    notes.doubt(`column ${name} is to hold whole numbers, but has others: it is read as float64`)
  }
  return column
}

function narrowed(column: Column, type: ToldType, notes: Notes): Column {
  const { values } = column
  if (type === 'float32' && values instanceof Float64Array) {
    return { ...column, values: Float32Array.from(values) }
  }
  if (values instanceof Int32Array && (type === 'int16' || type === 'uint8')) {
    const [low, high] = LIMITS[type]
    if (values.every((value) => value >= low && value <= high)) {
      return {
        ...column,
        values: type === 'int16' ? Int16Array.from(values) : new Uint8Array(values),
      }
    }
  }
  notes.doubt(`column ${column.name} is to hold ${type}, but its cells hold others`)
  return column
}

function truthColumn(column: Column, nRows: number, notes: Notes): Column {
  const { values, missing } = column
  if (typeof values[0] === 'boolean') return column
  const isEmpty = missing !== undefined && !missing.includes(0)
  if (isEmpty) return { ...column, values: new Array<boolean>(nRows).fill(false) }
  notes.doubt(`column ${column.name} is to hold true and false, but its cells hold others`)
  return column
}

function floats(values: ArrayLike<number | bigint>, missing: Uint8Array | undefined) {
  return Float64Array.from({ length: values.length }, (_, row) =>
    missing?.[row] ? Number.NaN : Number(values[row]),
  )
}

function textColumn(name: string, texts: CellTexts, hints: TextHints): Column {
  const { unit, description, emptyStrings } = hints
  const values = textsOf(texts)
  return {
    name,
    ...(unit && { unit }),
    ...(description && { description }),
    values,
    ...missingRows(values.map((value, row) => value === '' && !emptyStrings?.has(row))),
    text: texts,
  }
}

/** Cells without any number, with words among them, or of integers beyond int64. */
function fromWords(column: Column, type: ToldType, notes: Notes): Column {
  const texts = textsOf(column.text!)
  const kinds = texts.map((text) => kindOf(text.trim()))
  const fits = NUMERIC | KIND.absent | KIND.gone
  const bad = rowsWhere(texts.length, (row) => (kinds[row] & fits) === 0)
  const gone = kinds.map((kind) => (kind & (KIND.absent | KIND.gone)) !== 0)
  if (bad.length === 0 && (type === 'float64' || gone.every((isGone) => isGone))) {
    const numbers = Float64Array.from(texts, (text, row) =>
      gone[row] ? Number.NaN : parseNumber(text.trim()),
    )
    const values =
      type === 'float64'
        ? numbers
        : type === 'int64'
          ? new BigInt64Array(texts.length)
          : new Int32Array(texts.length)
    return { ...column, values, ...missingRows(gone) }
  }
  if (bad.length > 0) {
    const first = JSON.stringify(texts[bad[0]].slice(0, 30))
    const rows = rowsSaid(bad, texts.length)
    notes.doubt(`column ${column.name} is read as text: ${rows} hold no number: ${first}`)
  }
  return {
    ...column,
    values: texts,
    missing: undefined,
    ...missingRows(texts.map((text) => text === '')),
  }
}
