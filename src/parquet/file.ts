/** A Parquet file as columns. */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { Damage, Unread } from './damage.js'
import { type Entries, readEntries } from './entries.js'
import { type Footer, readFooter } from './footer.js'
import { kindOf, Texts, type Values } from './kinds.js'
import type { Leaf } from './schema.js'

/** A column of values, or of lists of them. */
export interface ParquetColumn {
  readonly name: string
  /** NaN, 0, false or an empty text where a value is missing. */
  readonly values: Values
  /** 1 for each of `values` that is none; absent if there are no such. */
  readonly gone?: Uint8Array
  /** For lists: row r has the values from `offsets[r]` to before `offsets[r + 1]`. */
  readonly offsets?: Int32Array
  /** For lists: 1 for each row without a list; absent if there are no such. */
  readonly goneRows?: Uint8Array
  /** What was chosen in reading it. */
  readonly note?: string
  /** What may be wrong with it. */
  readonly doubt?: string
}

export interface ParquetFile {
  readonly nRows: number
  /** What the writer says of the table, by key. */
  readonly said: ReadonlyMap<string, string>
  readonly columns: readonly ParquetColumn[]
}

/**
 * Reads a Parquet file: every encoding and codec of the format but LZO and BIT_PACKED levels.
 * Members of structures are columns, `structure.member`.
 *
 * @throws InputError if it is damaged, asks for memory out of proportion to its size, is encrypted,
 *   or has lists of lists
 * @example const { columns, said } = await readParquetFile(await openFile('gaia.parquet'))
 */
export async function readParquetFile(source: ByteSource): Promise<ParquetFile> {
  const footer = await named(source, undefined, () => readFooter(source))
  const columns: ParquetColumn[] = []
  for (const [i, leaf] of footer.leaves.entries()) {
    columns.push(await named(source, leaf, () => columnOf(source, footer, i)))
  }
  return { nRows: footer.nRows, said: footer.said, columns }
}

async function columnOf(source: ByteSource, footer: Footer, i: number): Promise<ParquetColumn> {
  const leaf = footer.leaves[i]
  const isText = ['STRING', 'ENUM', 'JSON'].includes(leaf.meaning?.is ?? '')
  const read = async (texts: Texts) => {
    const kind = kindOf(leaf, texts)
    return { kind, entries: await readEntries(source, footer, i, kind.textOf) }
  }
  const texts = new Texts()
  let { kind, entries } = await read(texts)
  const isHex = texts.nOdd > 0 && !isText
  if (isHex) ({ kind, entries } = await read(new Texts(true)))
  const note = isHex ? 'bytes are read as hexadecimal digits' : kind.note
  const doubt = isText && texts.nOdd > 0 ? 'texts that are no UTF-8 lose letters' : undefined
  return {
    name: leaf.name,
    values: kind.values(entries),
    ...labelled(entries),
    ...(note && { note }),
    ...(doubt && { doubt }),
  }
}

function labelled({ gone, offsets, goneRows }: Entries): Omit<Entries, 'values'> {
  return { ...(gone && { gone }), ...(offsets && { offsets }), ...(goneRows && { goneRows }) }
}

/** Gives what is wrong the names of the file and the column. */
async function named<T>(
  source: ByteSource,
  leaf: Leaf | undefined,
  read: () => Promise<T>,
): Promise<T> {
  const where = leaf ? `${source.name}, column ${leaf.name}` : source.name
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof Damage) {
      const got = cause.message.slice(0, 300)
      const problem = { what: 'a damaged Parquet file', where, got, remedy: 'get the file again' }
      throw new InputError(problem, { cause })
    }
    if (!(cause instanceof Unread)) throw cause
    const { message, remedy } = cause
    throw new InputError({ what: `a Parquet file that is not read: ${message}`, where, remedy })
  }
}
