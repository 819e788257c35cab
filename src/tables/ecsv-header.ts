/**
 * The header of an ECSV file: `# `-commented YAML that says each column's type, unit and description
 * (Astropy Proposal for Enhancement 6, https://doi.org/10.5281/zenodo.4792325). It is written as JSON
 * in flow style, which is YAML too and has no ambiguous scalars.
 */
import { InputError } from '../errors.js'
import { parseYaml, type YamlValue } from './yaml.js'

/** A column as the header has it. */
export interface EcsvColumn {
  name: string
  datatype: string
  /** e.g. `int64[2]`, with datatype `string`: JSON in the cells. */
  subtype?: string
  unit?: string
  description?: string
  /** How Python would print it, e.g. `%.3f`; carried along. */
  format?: string
  meta?: YamlMap
}

export interface EcsvHeader {
  columns: EcsvColumn[]
  delimiter: string
  meta: YamlMap
}

type YamlMap = { readonly [key: string]: YamlValue }

const COLUMN_KEYS = ['name', 'datatype', 'subtype', 'unit', 'description', 'format', 'meta']

/**
 * @param lines the leading `#` lines, without `# `
 * @throws InputError if it is not ECSV 1.x, or uses what is not supported
 */
export function parseEcsvHeader(lines: readonly string[], source = 'ECSV table'): EcsvHeader {
  if (!/^%ECSV 1\.\d+\s*$/.test(lines[0] ?? '') || lines[1]?.trim() !== '---') {
    throw new InputError({
      what: 'not an ECSV table',
      where: source,
      expected: '"# %ECSV 1.0" and "# ---" in the first two lines',
      got: lines[0] ? `"# ${lines[0].slice(0, 40)}"` : 'no header',
    })
  }
  const header = parseYaml(['', '', ...lines.slice(2)].join('\n'), source)
  const at = { where: `${source}, header` }
  if (!isMap(header)) throw new InputError({ what: 'no mapping in the header', ...at })
  const { datatype, delimiter = ' ', meta = {} } = header
  if (!Array.isArray(datatype)) throw new InputError({ what: 'no list "datatype"', ...at })
  if (delimiter !== ' ' && delimiter !== ',') {
    throw new InputError({
      what: 'delimiter',
      ...at,
      expected: 'blank or comma',
      got: JSON.stringify(delimiter),
    })
  }
  const kept = isMap(meta) ? meta : { meta }
  if ('__serialized_columns__' in kept) throw mixins(source)
  const columns = (datatype as YamlValue[]).map((entry, i) => columnOf(entry, i, source))
  return { columns, delimiter, meta: kept }
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
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function columnOf(entry: YamlValue, index: number, source: string): EcsvColumn {
  const where = `${source}, header, column ${index + 1}`
  if (!isMap(entry) || entry.name === undefined || typeof entry.datatype !== 'string') {
    throw new InputError({ what: 'a column without name or datatype', where })
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

function mixins(source: string): InputError {
  return new InputError({
    what: "astropy's mixin columns (times, coordinates, separate masks) are not supported",
    where: `${source}, header, __serialized_columns__`,
    remedy: 'write it with plain columns, e.g. ra and dec in degrees',
  })
}

/** JSON with a blank after `:` and `,`, with what JSON lacks in YAML's words, and in printable characters. */
function json(value: YamlValue): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(UNPRINTABLE, escaped)
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`
  if (!isMap(value)) return String(value)
  const given = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${given.map(([key, item]) => `${json(key)}: ${json(item)}`).join(', ')}}`
}

/** YAML 1.1 wants a point in a float, and a sign in its exponent. */
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
