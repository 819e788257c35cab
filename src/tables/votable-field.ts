/**
 * FIELD of a VOTable (VOTable 1.5, sections 2 and 4.1): the type and shape of a column, and how a
 * cell is read from text (TABLEDATA) and from bytes (BINARY and BINARY2, big end first).
 */
import { InputError } from '../errors.js'
import { ColumnBuilder, type ElementKind } from './column-builder.js'
import { toBigInt } from './typed.js'
import { isNumeric, parseNumber } from './words.js'

/** What a datatype is in memory, and how many bytes a value takes. A bit is counted by itself. */
const DATATYPES: ReadonlyMap<string, { kind: ElementKind; bytes: number; parts?: 2 }> = new Map([
  ['boolean', { kind: 'bool', bytes: 1 }],
  ['bit', { kind: 'bool', bytes: 0 }],
  ['unsignedByte', { kind: 'uint8', bytes: 1 }],
  ['short', { kind: 'int16', bytes: 2 }],
  ['int', { kind: 'int32', bytes: 4 }],
  ['long', { kind: 'int64', bytes: 8 }],
  ['char', { kind: 'string', bytes: 1 }],
  ['unicodeChar', { kind: 'string', bytes: 2 }],
  ['float', { kind: 'float32', bytes: 4 }],
  ['double', { kind: 'float64', bytes: 8 }],
  ['floatComplex', { kind: 'float32', bytes: 4, parts: 2 }],
  ['doubleComplex', { kind: 'float64', bytes: 8, parts: 2 }],
])

/** Whole numbers of a type end here. */
const RANGES: Partial<Record<ElementKind, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** A column as the file declares it. */
export interface VotableField {
  readonly name: string
  readonly datatype: string
  readonly kind: ElementKind
  readonly bytes: number
  /** Axes, the fastest first; the last is undefined where it varies. Empty: one value. */
  readonly shape: readonly (number | undefined)[]
  /** Of text: characters of a string, undefined where the length varies. */
  readonly characters?: number
  /** The value that stands for none. */
  null?: string
  unit?: string
  ucd?: string
  description?: string
  /** ID of its COOSYS. */
  readonly ref?: string
}

/**
 * The column of the attributes of a FIELD.
 *
 * @throws InputError for a datatype or an arraysize that VOTable does not have
 */
export function votableField(
  attributes: Readonly<Record<string, string>>,
  index: number,
  source: string,
): VotableField {
  const { datatype = '', arraysize, unit, ucd, ref } = attributes
  const name = attributes.name ?? attributes.ID ?? `col${index + 1}`
  const where = `${source}, FIELD ${name}`
  const type = DATATYPES.get(datatype)
  if (!type) {
    throw new InputError({
      what: 'a datatype that VOTable does not have',
      where,
      expected: [...DATATYPES.keys()].join(', '),
      got: datatype || 'none',
    })
  }
  const axes = axesOf(arraysize, where)
  const isText = type.kind === 'string'
  const shape = isText ? axes.slice(1) : type.parts ? [type.parts, ...axes] : axes
  return {
    ...{ name, datatype, kind: type.kind, bytes: type.bytes, shape },
    ...(isText && { characters: axes.length === 0 ? 1 : axes[0] }),
    ...(unit && { unit }),
    ...(ucd && { ucd }),
    ...(ref && { ref }),
  }
}

/** `2x3*` has axes of 2, and of 3 at most: its length varies. */
function axesOf(arraysize: string | undefined, where: string): (number | undefined)[] {
  if (arraysize === undefined || arraysize.trim() === '') return []
  const axes = arraysize.trim().split('x')
  const isRight = axes.every((axis, i) =>
    (i === axes.length - 1 ? /^(\d+\*?|\*)$/ : /^\d+$/).test(axis),
  )
  if (!isRight || axes.some((axis) => Number.parseInt(axis, 10) > 2 ** 31)) {
    throw new InputError({
      what: 'an arraysize that VOTable does not have',
      where,
      expected: 'a length such as 5, *, 10*, 2x3',
      got: arraysize,
    })
  }
  return axes.map((axis) => (axis.endsWith('*') ? undefined : Number(axis)))
}

/** A column that takes cells of this field. */
export function builderOf({ kind, shape }: VotableField): ColumnBuilder {
  return new ColumnBuilder(kind, shape.length > 0)
}

/** Numbers of a cell, or a part of one, between blanks. */
const BLANKS = /\s+/

/**
 * Adds a cell of text.
 *
 * @returns false if it is not of the type of the field; then it is missing
 */
export function addText(field: VotableField, builder: ColumnBuilder, cell: string): boolean {
  const { shape, kind } = field
  if (kind === 'string' && shape.length === 0) {
    if (cell === '') builder.pushMissing()
    else builder.push(field.characters === undefined ? cell : cell.slice(0, field.characters))
    return true
  }
  const text = cell.trim()
  if (shape.length === 0) {
    const value = valueIn(field, text)
    if (value === undefined || text === field.null) builder.pushMissing()
    else builder.push(value)
    return value !== undefined || text === ''
  }
  return addList(field, builder, kind === 'string' ? cell : text)
}

function addList(field: VotableField, builder: ColumnBuilder, text: string): boolean {
  if (text === '') {
    builder.endList(true)
    return true
  }
  const words = wordsOf(field, text)
  const values = words.map((word) => valueIn(field, word))
  const length = field.shape.every((axis) => axis !== undefined)
    ? field.shape.reduce<number>((n, axis) => n * axis!, 1)
    : values.length
  const isRight = values.length === length && !values.includes(undefined)
  if (isRight) {
    for (const [i, value] of values.entries()) {
      if (words[i] === field.null) builder.pushMissing()
      else builder.push(value!)
    }
  }
  builder.endList(!isRight)
  return isRight
}

/** Strings of an array have a fixed length; bits may stand without blanks. */
function wordsOf(field: VotableField, text: string): string[] {
  if (field.datatype === 'bit') return [...text.replaceAll(/\s/g, '')]
  if (field.kind !== 'string') return text.split(BLANKS)
  const length = field.characters || 1
  const n = Math.ceil(text.length / length)
  return Array.from({ length: n }, (_, i) => trimmed(text.slice(i * length, (i + 1) * length)))
}

/** A string of fixed length ends at the first zero. */
export function untilZero(text: string): string {
  const zero = text.indexOf('\0')
  return zero < 0 ? text : text.slice(0, zero)
}

/** In arrays of strings blanks fill them, too. */
export function trimmed(text: string): string {
  return untilZero(text).trimEnd()
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['t', 'true', '1'].map((word) => [word, true] as const),
  ...['f', 'false', '0'].map((word) => [word, false] as const),
])

function valueIn({ kind }: VotableField, word: string) {
  if (kind === 'string') return word
  if (kind === 'bool') return TRUTHS.get(word.toLowerCase())
  if (kind === 'float64' || kind === 'float32') {
    const value = Number(word)
    if (!Number.isNaN(value)) return word === '' ? undefined : value
    return isNumeric(word) ? parseNumber(word) : undefined
  }
  const range = RANGES[kind]!
  if (kind !== 'int64' && /^[+-]?\d{1,10}$/.test(word)) {
    const value = Number(word)
    return value >= range[0] && value <= range[1] ? value : undefined
  }
  if (!/^(?:[+-]?\d+|0x[\da-f]+)$/i.test(word) || word.length > 40) return undefined
  const value = toBigInt(word)
  if (value < range[0] || value > range[1]) return undefined
  return kind === 'int64' ? value : Number(value)
}
