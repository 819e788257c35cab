/**
 * Tables of Parquet files (parquet/). Units, descriptions, masks and the table's own words stand
 * where astropy's writer puts them: in the key `table_meta_yaml`, the header of an ECSV file.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { Notes } from '../notes.js'
import { type ParquetColumn, readParquetFile } from '../parquet/index.js'
import { ecsvLabels } from './declared-types.js'
import { masked, metaOf } from './ecsv.js'
import { type EcsvColumn, type EcsvHeader, maskColumns, parseEcsvHeader } from './ecsv-header.js'
import { type Column, type ColumnValues, Table } from './table.js'

/** The key in which astropy keeps what Parquet has no place for. */
export const HEADER_KEY = 'table_meta_yaml'
/** What an ECSV header cannot say of a column either. */
export const COLUMNS_KEY = 'starsift.columns'
const LONGEST_HEADER = 2 ** 24

/**
 * The table of a Parquet file.
 *
 * @throws InputError if it is damaged, or has what is not read: lists of lists, encryption, LZO
 * @example const table = await readParquet(await openFile('gaia.parquet'))
 */
export async function readParquet(source: ByteSource): Promise<Table> {
  const { columns: read, said } = await readParquetFile(source)
  const notes = new Notes()
  const header = headerIn(said.get(HEADER_KEY), source, notes)
  const extras = extrasIn(said.get(COLUMNS_KEY))
  const entries = new Map(header?.columns.map((entry) => [entry.name, entry]))
  const columns = read.map((column) => {
    const { name, note, doubt } = column
    if (note) notes.say(`column ${name}: ${note}`)
    if (doubt) notes.doubt(`column ${name}: ${doubt}`)
    const entry = entries.get(name)
    const labels = entry ? ecsvLabels(entry) : { name }
    return { ...labels, ...placed(column, entry), ...extras.get(name) }
  })
  if (read.some(({ name }) => name === '__index_level_0__')) {
    notes.say("column __index_level_0__ is pandas's index")
  }
  const meta = header && metaOf(header.meta)
  const noted = notes.length > 0 && { notes }
  const whole = header ? masked(columns, maskColumns(header)) : columns
  return new Table(whole, { source: source.name, ...meta, ...noted })
}

type Places = Pick<Column, 'values' | 'width' | 'dim' | 'offsets' | 'missing' | 'missingParts'>

/** Lists of one length are vectors, unless the header says that they are lists. */
function placed(column: ParquetColumn, entry: EcsvColumn | undefined): Places {
  const { values, gone, offsets, goneRows } = column
  if (!offsets) return { values, ...(gone && { missing: gone }) }
  const lists = {
    values,
    ...(goneRows && { missing: goneRows }),
    ...(gone && { missingParts: gone }),
  }
  const [, shape] = /\[(null|[\d,]+)\]$/.exec(entry?.subtype ?? '') ?? []
  const width = shape === 'null' ? 0 : lengthOf(offsets, goneRows)
  if (width < 2) return { ...lists, offsets }
  const axes = shape?.split(',').map(Number).reverse() ?? []
  const isShape = axes.length > 1 && axes.reduce((n, axis) => n * axis, 1) === width
  return { ...filled(lists, width, goneRows), width, ...(isShape && { dim: axes }) }
}

/** The length of all lists that are there; 0 if they differ or there are none. */
function lengthOf(offsets: Int32Array, goneRows: Uint8Array | undefined): number {
  let length = -1
  for (let row = 0; row + 1 < offsets.length; row++) {
    if (goneRows?.[row]) continue
    const here = offsets[row + 1] - offsets[row]
    if (length >= 0 && here !== length) return 0
    length = here
  }
  return Math.max(length, 0)
}

/** Vectors with places for those of missing rows. */
function filled(
  lists: Omit<Places, 'offsets'>,
  width: number,
  goneRows: Uint8Array | undefined,
): Places {
  if (!goneRows) return lists
  const { values, missingParts } = lists
  const n = goneRows.length * width
  const whole = blanks(values, n)
  const parts = missingParts && new Uint8Array(n)
  for (let row = 0, from = 0; row < goneRows.length; row++) {
    if (goneRows[row]) continue
    for (let i = row * width; i < (row + 1) * width; i++, from++) {
      whole[i] = values[from] as never
      if (parts) parts[i] = missingParts![from]
    }
  }
  return { ...lists, values: whole, ...(parts && { missingParts: parts }) }
}

function blanks(values: ColumnValues, n: number): ColumnValues {
  if (Array.isArray(values)) {
    const blank = typeof values[0] === 'boolean' ? false : ''
    return new Array(n).fill(blank) as string[]
  }
  const whole = new (values.constructor as new (n: number) => Float64Array)(n)
  const isFloat = values instanceof Float64Array || values instanceof Float32Array
  return isFloat ? whole.fill(Number.NaN) : whole
}

function headerIn(
  yaml: string | undefined,
  source: ByteSource,
  notes: Notes,
): EcsvHeader | undefined {
  if (yaml === undefined) return undefined
  try {
    if (yaml.length > LONGEST_HEADER) throw new InputError({ what: 'too long' })
    const lines = ['%ECSV 1.0', '---', ...yaml.split('\n')]
    return parseEcsvHeader(lines, source.name, notes)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    notes.doubt(`units and descriptions are left out: its ${HEADER_KEY} is not understood`)
    return undefined
  }
}

type Extra = Pick<Column, 'complex' | 'bits'>

/** Which columns parquet-write.ts says to be complex numbers or bits. */
function extrasIn(json: string | undefined): ReadonlyMap<string, Extra> {
  const extras = new Map<string, Extra>()
  let said: unknown
  try {
    said = JSON.parse(json ?? '{}')
  } catch {
    return extras
  }
  for (const [name, what] of Object.entries(said ?? {})) {
    if (what === 'complex') extras.set(name, { complex: true })
    if (what === 'bits') extras.set(name, { bits: true })
  }
  return extras
}
