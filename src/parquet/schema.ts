/**
 * The columns that a footer declares. Parquet has a tree of groups, of which only the leaves hold
 * values. A leaf may stand in at most one list here; the members of a structure are columns.
 */
import { Damage, Unread } from './damage.js'
import type { ThriftStruct } from './thrift.js'

const PHYSICAL = [
  ...['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY'],
  'FIXED_LEN_BYTE_ARRAY',
] as const
export type Physical = (typeof PHYSICAL)[number]

/** Names of the union LogicalType in parquet.thrift, by their numbers; and of ConvertedType. */
const LOGICAL: readonly string[] = [
  ...['', 'STRING', 'MAP', 'LIST', 'ENUM', 'DECIMAL', 'DATE', 'TIME', 'TIMESTAMP', '', 'INTEGER'],
  ...['NULL', 'JSON', 'BSON', 'UUID', 'FLOAT16'],
]
const CONVERTED: readonly string[] = [
  ...['UTF8', 'MAP', 'MAP_KEY_VALUE', 'LIST', 'ENUM', 'DECIMAL', 'DATE', 'TIME_MILLIS'],
  ...['TIME_MICROS', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS', 'UINT_8', 'UINT_16', 'UINT_32'],
  ...['UINT_64', 'INT_8', 'INT_16', 'INT_32', 'INT_64', 'JSON', 'BSON', 'INTERVAL'],
]

const [REQUIRED, REPEATED] = [0, 2]
const DEEPEST = 16
const MOST_COLUMNS = 50_000

/** What values mean; `digits` are those of a second. */
export interface Meaning {
  readonly is: string
  readonly bits?: number
  readonly isSigned?: boolean
  readonly scale?: number
  readonly precision?: number
  readonly digits?: number
  readonly isUtc?: boolean
}

/** A column with values. */
export interface Leaf {
  readonly name: string
  /** The names from the top of the tree, as row groups repeat them. */
  readonly path: readonly string[]
  readonly physical: Physical
  /** Bytes of a value of fixed length. */
  readonly length: number
  readonly meaning: Meaning | undefined
  /** The definition level of a value that is there. */
  readonly maxDefinition: number
  readonly isList: boolean
  /** The definition level from which on a list has an entry. */
  readonly entryDefinition: number
  /** Whether it is a member of a structure. */
  readonly isMember: boolean
}

interface Place {
  readonly path: readonly string[]
  readonly names: readonly string[]
  readonly depth: number
  readonly definition: number
  readonly repetition: number
  readonly entryDefinition: number
  /** Whether the group above is one of the wrappers of a list, which has no name of its own. */
  readonly wrapper: 'list' | 'entries' | undefined
}

/**
 * The leaves in the order of the tree, which is that of a row group's chunks.
 *
 * @throws Damage if the tree is not whole; Unread for lists of lists
 */
export function leavesOf(elements: readonly ThriftStruct[]): Leaf[] {
  const leaves: Leaf[] = []
  let next = 1
  const visit = (place: Place): void => {
    const element = elements[next++]
    if (!element) throw new Damage('a schema that is cut')
    if (place.depth > DEEPEST) throw new Damage('a schema of too many levels')
    const name = element.text(4) ?? ''
    const here = placeOf(element, name, place)
    const nChildren = element.number(5) ?? 0
    if (nChildren === 0) {
      leaves.push(leafOf(element, here))
      return
    }
    const wrapper = wrapperOf(element, place.wrapper, nChildren)
    for (let i = 0; i < nChildren; i++) visit({ ...here, wrapper })
  }
  if (elements.length > MOST_COLUMNS) throw new Damage(`${elements.length} columns`)
  const nColumns = elements[0]?.count(5, 'a schema without columns')
  for (let i = 0; i < nColumns; i++) visit(TOP)
  if (next !== elements.length) throw new Damage('a schema with more than its columns')
  return leaves
}

const TOP: Place = {
  ...{ path: [], names: [], depth: 0, definition: 0, repetition: 0, entryDefinition: 0 },
  wrapper: undefined,
}

function placeOf(element: ThriftStruct, name: string, above: Place): Place {
  const repetition = element.number(3) ?? REQUIRED
  const definition = above.definition + (repetition === REQUIRED ? 0 : 1)
  const isRepeated = repetition === REPEATED
  return {
    path: [...above.path, name],
    names: above.wrapper ? above.names : [...above.names, name],
    depth: above.depth + 1,
    definition,
    repetition: above.repetition + (isRepeated ? 1 : 0),
    entryDefinition: isRepeated ? definition : above.entryDefinition,
    wrapper: undefined,
  }
}

/**
 * A list is a group of a repeated group of an element, or in old files a group of what is repeated
 * (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md, "Lists").
 */
function wrapperOf(
  element: ThriftStruct,
  above: Place['wrapper'],
  nChildren: number,
): Place['wrapper'] {
  const is = meaningOf(element)?.is
  if (is === 'LIST' || is === 'MAP' || is === 'MAP_KEY_VALUE') return 'list'
  return above === 'list' && nChildren === 1 ? 'entries' : undefined
}

function leafOf(element: ThriftStruct, place: Place): Leaf {
  const { path, names, definition, repetition, entryDefinition } = place
  const name = names.join('.')
  const physical = PHYSICAL[element.number(1) ?? -1]
  if (!physical) throw new Damage(`column ${name} of type ${element.number(1)}`)
  if (repetition > 1) {
    throw new Unread(`column ${name} holds lists of lists`, 'leave the column out')
  }
  const length = element.number(2) ?? 0
  if (physical === 'FIXED_LEN_BYTE_ARRAY' && !(length > 0 && length < 2 ** 24)) {
    throw new Damage(`column ${name} of ${length} bytes a value`)
  }
  return {
    ...{ name, path, physical, length, entryDefinition },
    meaning: meaningOf(element),
    maxDefinition: definition,
    isList: repetition === 1,
    isMember: names.length > 1,
  }
}

/** The new annotation, or the old one where there is no new. */
function meaningOf(element: ThriftStruct): Meaning | undefined {
  const logical = element.struct(10)
  const id = LOGICAL.findIndex((name, i) => name !== '' && logical?.has(i))
  if (logical && id > 0) return logicalMeaning(LOGICAL[id], logical.struct(id)!)
  const converted = CONVERTED[element.number(6) ?? -1]
  if (!converted) return undefined
  const [, sign, bits] = /^(U?INT)_(\d+)$/.exec(converted) ?? []
  if (bits) return { is: 'INTEGER', bits: Number(bits), isSigned: sign === 'INT' }
  const [, kind, unit] = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/.exec(converted) ?? []
  if (unit) return { is: kind, digits: unit === 'MILLIS' ? 3 : 6, isUtc: true }
  if (converted === 'UTF8') return { is: 'STRING' }
  if (converted !== 'DECIMAL') return { is: converted }
  return { is: 'DECIMAL', scale: element.number(7) ?? 0, precision: element.number(8) ?? 0 }
}

function logicalMeaning(is: string, fields: ThriftStruct): Meaning {
  if (is === 'DECIMAL') {
    return { is, scale: fields.number(1) ?? 0, precision: fields.number(2) ?? 0 }
  }
  if (is === 'INTEGER') return { is, bits: fields.number(1) ?? 0, isSigned: fields.boolean(2) }
  if (is !== 'TIME' && is !== 'TIMESTAMP') return { is }
  const unit = fields.struct(2)
  const digits = [3, 6, 9].find((_, i) => unit?.has(i + 1))
  if (!digits) throw new Damage('times without a unit')
  return { is, digits, isUtc: fields.boolean(1) }
}
