/**
 * The header of an ECSV file: YAML in lines that begin with `# `, with each column's type, unit and
 * description (Astropy Proposal for Enhancement 6, https://doi.org/10.5281/zenodo.4792325). It is
 * written as JSON, which is YAML too and has no ambiguous scalars.
 */
import { InputError } from '../errors.js'
import type { Notes } from '../notes.js'
import { Tagged } from './table.js'
import { parseYaml, type YamlValue } from './yaml.js'

/** A column as the header describes it. */
export interface EcsvColumn {
  name: string
  datatype: string
  /** The type of vectors, e.g. `int64[2]`. The datatype is `string` then, and cells hold JSON. */
  subtype?: string
  unit?: string
  description?: string
  /** How Python would print a value, e.g. `%.3f`. It is only passed on. */
  format?: string
  meta?: YamlMap
}

/** What a header says. */
export interface EcsvHeader {
  columns: EcsvColumn[]
  /** A blank or a comma. */
  delimiter: string
  meta: YamlMap
}

type YamlMap = { readonly [key: string]: YamlValue }

const COLUMN_KEYS = ['name', 'datatype', 'subtype', 'unit', 'description', 'format', 'meta']

/**
 * Reads a header.
 *
 * @param lines the first lines of the file that begin with `#`, without `# `
 * @param notes gets a line if the version is another than the writer's
 * @throws InputError if it is not ECSV, or uses what is not supported
 */
export function parseEcsvHeader(
  lines: readonly string[],
  source: string,
  notes: Notes,
): EcsvHeader {
  const version = versionOf(lines, source)
  // Version 0.9 has the same header. What a later one means may be another thing.
  if (Number.parseInt(version, 10) > 1) notes.doubt(`ECSV ${version} is read as ECSV 1.0`)
  // Two empty lines instead of the first two, so that errors count the lines of the file.
  const header = parseYaml(['', '', ...lines.slice(2)].join('\n'), source)
  const at = { where: `${source}, header` }
  if (!isMap(header))
    throw new InputError({ what: 'a header without keys', ...at, expected: 'a key datatype' })
  const { datatype, delimiter = ' ', meta = {} } = header
  if (!Array.isArray(datatype))
    throw new InputError({
      what: 'a header without a list of columns',
      ...at,
      expected: 'a key datatype',
    })
  if (delimiter !== ' ' && delimiter !== ',') {
    throw new InputError({
      what: 'a delimiter that ECSV does not have',
      ...at,
      expected: 'blank or comma',
      got: JSON.stringify(delimiter),
    })
  }
  const kept = isMap(meta) ? meta : { meta }
  const columns = (datatype as YamlValue[]).map((entry, i) => columnOf(entry, i, source))
  return { columns, delimiter, meta: kept }
}

function versionOf([first = '', second]: readonly string[], source: string): string {
  const version = /^%ECSV (\d+\.\d+)\s*$/.exec(first)?.[1]
  if (version && second?.trim() === '---') return version
  throw new InputError({
    what: 'not an ECSV table',
    where: source,
    expected: '"# %ECSV 1.0" and "# ---" in the first two lines',
    got: first ? `"# ${first.slice(0, 40)}"` : 'no header',
  })
}

/** The header's lines, with `# `. */
export function ecsvHeaderLines({ columns, delimiter, meta }: EcsvHeader): string[] {
  const hasMeta = Object.keys(meta).length > 0
  return [
    '%ECSV 1.0',
    '---',
    `delimiter: ${json(delimiter)}`,
    'datatype:',
    ...columns.map((column) => `- ${json(column as unknown as YamlValue)}`),
    ...(hasMeta ? [`meta: ${json(meta)}`] : []),
    'schema: astropy-2.0',
  ].map((line) => `# ${line}`)
}

export function isMap(value: YamlValue): value is YamlMap {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && !(value instanceof Tagged)
}

function columnOf(entry: YamlValue, index: number, source: string): EcsvColumn {
  const where = `${source}, header, column ${index + 1}`
  if (!isMap(entry) || entry.name === undefined || typeof entry.datatype !== 'string') {
    throw new InputError({ what: 'a column without name or datatype', where, expected: 'both' })
  }
  const unknown = Object.keys(entry).find((key) => !COLUMN_KEYS.includes(key))
  if (unknown) {
    throw new InputError({
      what: `unknown key ${unknown}`,
      where: `${where} (${entry.name})`,
      expected: COLUMN_KEYS.join(', '),
    })
  }
  const column = { ...entry, name: String(entry.name) } as unknown as EcsvColumn
  return { ...column, ...(column.unit !== undefined && { unit: String(column.unit) }) }
}

/**
 * Where astropy keeps the mask of a column in a column of its own (`serialize_method: data_mask`):
 * pairs of their names.
 */
export function maskColumns({ meta }: EcsvHeader): { column: string; mask: string }[] {
  const serialized = meta.__serialized_columns__
  if (serialized === undefined || !isMap(serialized)) return []
  return Object.values(serialized).flatMap((entry) => {
    if (!isMap(entry) || !String(entry.__class__).endsWith('MaskedColumn')) return []
    const [column, mask] = [nameIn(entry.data), nameIn(entry.mask)]
    return column !== undefined && mask !== undefined ? [{ column, mask }] : []
  })
}

/** The name in `!astropy.table.SerializedColumn {name: x}`. */
function nameIn(value: YamlValue | undefined): string | undefined {
  const inner = value instanceof Tagged ? value.value : value
  return inner !== undefined && isMap(inner) && typeof inner.name === 'string'
    ? inner.name
    : undefined
}

/**
 * JSON with blanks after `:` and `,` and in printable characters, and with YAML's words for what
 * JSON lacks.
 */
function json(value: YamlValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(UNPRINTABLE, escaped)
  if (typeof value === 'number') return number(value)
  if (value instanceof Tagged) return `${tagText(value.tag)} ${json(value.value)}`
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`
  if (!isMap(value)) return String(value)
  const given = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${given.map(([key, item]) => `${json(key)}: ${json(item)}`).join(', ')}}`
}

/** `!!python/tuple` is short for `tag:yaml.org,2002:python/tuple`. */
function tagText(tag: string): string {
  const [, short] = /^tag:yaml\.org,2002:([\w./:-]+)$/.exec(tag) ?? []
  if (short) return `!!${short}`
  return /^![\w./:-]+$/.test(tag) ? tag : `!<${tag}>`
}

/** YAML 1.1 needs a point in a float, and a sign in its exponent. */
function number(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const text = String(value)
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text
}

const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
