/**
 * Tables in NumPy's files. An array of records (a structured array) has a column for each field; an
 * array of two axes a column for each of the second, named col1, col2, ...; an array of one axis is
 * one column. In an archive (.npz) the arrays of equal length are the columns of one table; an
 * array of records, or of two axes beside others of other lengths, is a table by itself.
 */
import { elementsOf, type Literal, type NpyHeader, readNpyHeader } from '../arrays/index.js'
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { type NpyType, npyType, npyValues } from './npy-types.js'
import { type Column, Table } from './table.js'

/** More columns than this no table of the sky has. */
const MOST_COLUMNS = 10_000

/** A field of a record: so many elements of a type, at a place of the record. */
interface Field {
  readonly name: string
  readonly type: NpyType
  /** Axes of a vector, the slowest first; empty for one value. */
  readonly axes: readonly number[]
  /** Bytes from the start of the record. */
  readonly at: number
}

/** An array that is opened: what it is, and its file. */
export interface OpenedNpy {
  readonly source: ByteSource
  readonly header: NpyHeader
}

/**
 * The table of an .npy file.
 *
 * @throws InputError if its type or its shape is none of a table
 * @example (await readNpyTable(await openFile('a.npy'))).names // ['id', 'x', 'y']
 */
export async function readNpyTable(source: ByteSource): Promise<Table> {
  const opened = { source, header: await readNpyHeader(source) }
  return new Table(await npyColumns(opened), { source: source.name })
}

/**
 * The columns of an array.
 *
 * @param name of its column, where it has one axis
 */
export async function npyColumns({ source, header }: OpenedNpy, name = 'col1'): Promise<Column[]> {
  const { descr, shape } = header
  if (shape.length === 0 || shape.length > (typeof descr === 'string' ? 2 : 1)) {
    throw noTable(header, source.name)
  }
  const [nRows, nColumns = 1] = shape
  if (nColumns > MOST_COLUMNS) throw noTable(header, source.name)
  if (typeof descr === 'string') {
    const type = npyType(descr, source.name)
    const bytes = await elementsOf(source, header, nRows * nColumns * type.bytes)
    return Array.from({ length: nColumns }, (_, c) => {
      const [at, step] = header.isFortran ? [c * nRows, 1] : [c, nColumns]
      const cells = picked(
        bytes,
        type.bytes,
        { at: at * type.bytes, step: step * type.bytes },
        nRows,
      )
      const label = shape.length === 1 ? name : `col${c + 1}`
      return withWidth({ name: label, ...npyValues(type, cells) }, [], nRows)
    })
  }
  const { fields, bytes: length } = fieldsOf(descr, source.name)
  const bytes = await elementsOf(source, header, nRows * length)
  return fields.map(({ name: label, type, axes, at }) => {
    const n = axes.reduce((product, axis) => product * axis, 1)
    const cells = picked(bytes, n * type.bytes, { at, step: length }, nRows)
    return withWidth({ name: label, ...npyValues(type, cells) }, axes, nRows)
  })
}

/** A vector column for an array of two axes, of which the second belongs to a row. */
export async function npyVector({ source, header }: OpenedNpy, name: string): Promise<Column> {
  const columns = await npyColumns({ source, header })
  const [nRows, width] = header.shape
  const [{ values, complex }] = columns
  const n = complex ? 2 : 1
  const all = Array.isArray(values)
    ? new Array(nRows * width * n)
    : new (values.constructor as new (n: number) => Float64Array)(nRows * width * n)
  for (const [c, column] of columns.entries()) {
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < n; k++) {
        all[(row * width + c) * n + k] = column.values[row * n + k] as never
      }
    }
  }
  const made = { name, values: all as Column['values'], ...(complex && { complex }) }
  return withWidth(made, [width], nRows)
}

function withWidth(
  column: Pick<Column, 'name' | 'values' | 'complex'>,
  axes: readonly number[],
  nRows: number,
): Column {
  const all = [...(column.complex ? [2] : []), ...[...axes].reverse()]
  const width = nRows === 0 ? 1 : column.values.length / nRows
  return { ...column, ...(width !== 1 && { width }), ...(all.length > 1 && { dim: all }) }
}

/** The bytes of one column: pieces of a length, each a step behind the one before. */
function picked(
  bytes: Uint8Array,
  length: number,
  { at, step }: { at: number; step: number },
  nRows: number,
): Uint8Array {
  const out = new Uint8Array(nRows * length)
  for (let row = 0; row < nRows; row++) {
    const from = at + row * step
    for (let k = 0; k < length; k++) out[row * length + k] = bytes[from + k]
  }
  return out
}

/** The fields of a record, `[('x', '<f8'), ('v', '<f4', (3,)), ('', '|V4')]`; the last fills up. */
function fieldsOf(descr: Literal, where: string): { fields: Field[]; bytes: number } {
  const fields: Field[] = []
  let bytes = 0
  for (const part of Array.isArray(descr) ? descr : []) {
    const [title, word, axes = []] = Array.isArray(part) ? part : []
    const name = Array.isArray(title) ? title.at(-1) : title
    const isShape = Array.isArray(axes) && axes.every((n) => typeof n === 'number' && n > 0)
    const gap = name === '' && typeof word === 'string' ? /^\|V(\d+)$/.exec(word) : null
    if (gap) {
      bytes += Number(gap[1])
      continue
    }
    if (typeof name !== 'string' || typeof word !== 'string' || !isShape) {
      throw new InputError({
        what: 'records within records are not read',
        where,
        expected: 'fields of numbers and texts',
        got: JSON.stringify(part ?? null).slice(0, 80),
        remedy: 'write each field as a field of its own',
      })
    }
    const type = npyType(word, `${where}, field ${name}`)
    const shape = axes as number[]
    fields.push({ name, type, axes: shape, at: bytes })
    bytes += type.bytes * shape.reduce((product, axis) => product * axis, 1)
  }
  if (fields.length === 0 || fields.length > MOST_COLUMNS || !Number.isSafeInteger(bytes)) {
    const got = `${fields.length} fields of ${bytes} bytes`
    throw new InputError({ what: 'an array without fields', where, expected: 'records', got })
  }
  return { fields, bytes }
}

function noTable({ shape, descr }: NpyHeader, where: string): InputError {
  return new InputError({
    what: 'an array that is no table',
    where,
    expected: 'records of one axis, or numbers or texts of one or two axes',
    got: `shape (${shape.join(', ')})${typeof descr === 'string' ? '' : ' of records'}`,
  })
}
