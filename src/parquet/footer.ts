/**
 * The footer of a Parquet file (https://github.com/apache/parquet-format, "File format"): its
 * columns, and where the chunk of each column stands in each group of rows.
 */
import type { ByteSource } from '../bytes/index.js'
import { Budget, Damage, Unread } from './damage.js'
import { type Leaf, leavesOf } from './schema.js'
import { ThriftReader, type ThriftStruct } from './thrift.js'

/** The values of one column in one group of rows. */
export interface Chunk {
  readonly codec: number
  /** Values and places without one. */
  readonly nEntries: number
  readonly start: number
  readonly bytes: number
}

export interface RowGroup {
  readonly nRows: number
  /** In the order of the leaves. */
  readonly chunks: readonly Chunk[]
}

export interface Footer {
  readonly nRows: number
  readonly leaves: readonly Leaf[]
  readonly groups: readonly RowGroup[]
  /** What writers say of the table, by key. */
  readonly said: ReadonlyMap<string, string>
  readonly budget: Budget
}

const TAIL_BYTES = 8
const MOST_FOOTER = 2 ** 26
/** More rows than a table in memory can have. */
const MOST_ROWS = 2 ** 28
/** What a value takes in memory; a text with what JavaScript needs besides. */
const VALUE_BYTES = { BOOLEAN: 9, INT32: 8, FLOAT: 4, INT64: 8, DOUBLE: 8 } as const
const TEXT_BYTES = 32

/** @throws Damage if what it declares does not fit into the file; Unread if it is encrypted */
export async function readFooter(source: ByteSource): Promise<Footer> {
  const { byteLength } = source
  const tail = await source.slice(byteLength - TAIL_BYTES, byteLength)
  const mark = String.fromCharCode(...tail.subarray(4))
  if (mark === 'PARE') throw new Unread('it is encrypted')
  if (byteLength < TAIL_BYTES + 4 || mark !== 'PAR1') throw new Damage('no PAR1 at its end')
  const length = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true)
  if (length > byteLength - TAIL_BYTES - 4 || length > MOST_FOOTER) {
    throw new Damage(`a footer of ${length} bytes`)
  }
  const end = byteLength - TAIL_BYTES
  const footer = new ThriftReader(await source.slice(end - length, end)).struct()
  const leaves = leavesOf(footer.structs(2) ?? [])
  const groups = (footer.structs(4) ?? []).map((group) => groupOf(group, leaves, byteLength))
  const nRows = footer.count(3, 'its number of rows')
  const inGroups = groups.reduce((sum, group) => sum + group.nRows, 0)
  if (nRows !== inGroups) throw new Damage(`${nRows} rows, of which ${inGroups} are in row groups`)
  if (nRows > MOST_ROWS) throw new Damage(`${nRows} rows`)
  const budget = new Budget(byteLength)
  for (const { chunks } of groups) {
    for (const [i, { nEntries }] of chunks.entries()) budget.take(nEntries * bytesOf(leaves[i]))
  }
  return { nRows, leaves, groups, said: saidIn(footer), budget }
}

function bytesOf({ physical, isList, maxDefinition }: Leaf): number {
  const value = physical in VALUE_BYTES ? VALUE_BYTES[physical as keyof typeof VALUE_BYTES] : 0
  return (value || TEXT_BYTES) + (isList ? 4 : 0) + (maxDefinition > 0 ? 1 : 0)
}

function groupOf(group: ThriftStruct, leaves: readonly Leaf[], fileBytes: number): RowGroup {
  const nRows = group.count(3, 'the rows of a row group')
  const columns = group.structs(1) ?? []
  if (columns.length !== leaves.length) {
    throw new Damage(`${columns.length} columns in a row group, of ${leaves.length}`)
  }
  const chunks = columns.map((column, i) => chunkOf(column, leaves[i], nRows, fileBytes))
  return { nRows, chunks }
}

function chunkOf(column: ThriftStruct, leaf: Leaf, nRows: number, fileBytes: number): Chunk {
  const where = `column ${leaf.name}`
  if (column.has(8) || column.has(9)) throw new Unread(`${where} is encrypted`)
  if (column.text(1)) throw new Unread(`${where} stands in another file`)
  const meta = column.struct(3)
  if (!meta) throw new Damage(`${where} without its place`)
  if (meta.texts(3)?.join('\0') !== leaf.path.join('\0')) {
    throw new Damage(`${where} under another name in a row group`)
  }
  const nEntries = meta.count(5, `the values of ${where}`)
  const data = meta.count(9, `the place of ${where}`)
  // Some old writers give a dictionary at 0 for none.
  const dictionary = meta.number(11) || data
  const start = Math.min(data, dictionary)
  const bytes = meta.count(7, `the size of ${where}`)
  if (!(start >= 4 && start + bytes <= fileBytes - TAIL_BYTES)) {
    throw new Damage(`${where} beyond the end of the file`)
  }
  const isRight = leaf.isList ? nEntries >= nRows : nEntries === nRows
  if (!isRight) throw new Damage(`${nEntries} values of ${where} in ${nRows} rows`)
  return { codec: meta.count(4, `the codec of ${where}`), nEntries, start, bytes }
}

function saidIn(footer: ThriftStruct): ReadonlyMap<string, string> {
  const pairs = footer.structs(5) ?? []
  return new Map(pairs.map((pair) => [pair.text(1) ?? '', pair.text(2) ?? '']))
}
