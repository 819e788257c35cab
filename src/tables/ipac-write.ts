/**
 * Writes IPAC tables (ipac.ts): names, types, units, nulls. What IPAC has no type for is `char`:
 * truth values are read back as text, and an empty text as a missing value. The comments that
 * describe columns are IRSA's.
 */
import { InputError } from '../errors.js'
import { alignedBytes, bareCell } from './aligned.js'
import type { Column, EcsvMetaValue, Table } from './table.js'
import { refuseVectors } from './typed.js'

/** The longest piece of a keyword's text in one line. */
const PIECE = 60

/**
 * The table as IPAC text.
 *
 * @throws InputError if a column holds vectors, or a text that the format cannot hold
 */
export function ipacBytes(table: Table): Uint8Array {
  refuseVectors(table, 'IPAC')
  for (const { name } of table.columns) refuseName(name, table)
  const columns = table.columns.map((column) => {
    const gone = nullOf(column)
    const head = [column.name, typeOf(column), oneLine(column.unit ?? ''), gone]
    return { head, cell: bareCell(table, column, gone, 'IPAC') }
  })
  return alignedBytes(columns, table.nRows, { before: ' ', behind: ' ' }, (out, widths) => {
    for (const line of remarksOf(table)) out.text(`\\${line}\n`)
    for (let k = 0; k < 4; k++) {
      const cells = columns.map(({ head }, c) => head[k].padStart(widths[c]))
      out.text(`|${cells.join('|')}|\n`)
    }
  })
}

function refuseName(name: string, { meta }: Table): void {
  if (name !== '' && !/^[\s-]|[\s-]$|[|\t\r\n]/.test(name)) return
  throw new InputError({
    what: 'IPAC cannot hold the name of a column',
    where: `${meta.source ?? 'table'}, column ${name}`,
    expected: 'a name without bars, and without blanks or dashes at its ends',
    remedy: 'rename the column, or write .ecsv or .fits',
  })
}

function typeOf({ values }: Column): string {
  if (values instanceof Float64Array) return 'double'
  if (values instanceof Float32Array) return 'float'
  if (values instanceof BigInt64Array) return 'long'
  return Array.isArray(values) ? 'char' : 'int'
}

/** A word that no text of the column is. */
function nullOf({ values }: Column): string {
  if (!Array.isArray(values)) return 'null'
  const texts = new Set(values.map(String))
  let word = 'null'
  while (texts.has(word)) word = `-${word}`
  return word
}

function oneLine(text: string): string {
  return text.replace(/[\s|]+/g, ' ').trim()
}

/** Keywords, comments and descriptions, without their backslash. */
function remarksOf({ meta, columns }: Table): string[] {
  const { keywords } = meta.attributes ?? {}
  const isMap = typeof keywords === 'object' && keywords !== null && !Array.isArray(keywords)
  const pairs = isMap ? Object.entries(keywords as Record<string, EcsvMetaValue>) : []
  const comments = (meta.comments ?? []).flatMap((comment) => comment.split(/\r\n|[\n\r]/))
  return [
    ...pairs.flatMap(([key, value]) => keywordLines(key, value)),
    ...comments.map((comment) => ` ${comment}`),
    ...columns
      .filter(({ description }) => description)
      .flatMap(({ name, unit, description }) => [
        ` ${name}${unit ? ` (${oneLine(unit)})` : ''}`,
        ` ___ ${oneLine(description!)}`,
      ]),
  ]
}

function keywordLines(key: string, value: EcsvMetaValue): string[] {
  if (!/^[\w.]+$/.test(key)) return []
  if (typeof value === 'number' || typeof value === 'bigint') return [`${key} = ${value}`]
  if (typeof value !== 'string') return []
  const pieces = oneLine(value).match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? ['']
  return pieces.map((piece) => `${key} = '${piece}'`)
}
