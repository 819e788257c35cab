/**
 * VOTable 1.4 with its rows as BINARY2 (VOTable 1.4, section 5.4). TABLEDATA, the text form, has no
 * sign for a missing text or a missing truth value beside an empty one, and takes three times as
 * long; BINARY2 keeps a bit for each cell, and TOPCAT, STILTS, Aladin and astropy read it.
 */
import { InputError } from '../errors.js'
import { missingValues } from './column-builder.js'
import { type Column, rowsOf, type StatedFrame, type Table } from './table.js'
import { refuseLists } from './typed.js'
import { toBase64 } from './votable-binary.js'

/** The table as a VOTable. */
export function votableBytes(table: Table): Uint8Array {
  refuseLists(table.columns, 'a VOTable', table.meta.source)
  const systems = systemsOf(table)
  const columns = table.columns.map((column) => written(column, systems))
  const { comments = [], history = [] } = table.meta
  const head = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    '<RESOURCE type="results">',
    ...[...systems].map(([system, id]) => `<COOSYS ID="${id}" ${system}/>`),
    '<TABLE>',
    ...(comments.length > 0 ? [`<DESCRIPTION>${escaped(comments.join('\n'))}</DESCRIPTION>`] : []),
    ...columns.map(({ field }) => field),
    ...history.map((line) => `<INFO name="history" value="${escaped(line)}"/>`),
    '<DATA>',
    '<BINARY2>',
    '<STREAM encoding="base64">',
  ]
  const tail = [
    '',
    '</STREAM>',
    '</BINARY2>',
    '</DATA>',
    '</TABLE>',
    '</RESOURCE>',
    '</VOTABLE>',
    '',
  ]
  const rows = toBase64(rowBytes(columns, table.nRows))
  const [before, after] = [`${head.join('\n')}\n`, tail.join('\n')].map((text) =>
    new TextEncoder().encode(text),
  )
  const bytes = new Uint8Array(before.length + rows.length + after.length)
  bytes.set(before)
  bytes.set(rows, before.length)
  bytes.set(after, before.length + rows.length)
  return bytes
}

/** How a column is written: its FIELD, and how long a cell is and what is in it. */
interface WrittenColumn {
  readonly field: string
  readonly missing?: Uint8Array
  size(row: number): number
  /** @returns where the next cell begins */
  put(view: DataView, at: number, row: number): number
}

/** A row has a bit for each column, the highest first, and then the cells. */
function rowBytes(columns: readonly WrittenColumn[], nRows: number): Uint8Array {
  const nFlags = Math.ceil(columns.length / 8)
  let size = nRows * nFlags
  for (const column of columns) for (let row = 0; row < nRows; row++) size += column.size(row)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let row = 0; row < nRows; row++) {
    const flags = at
    at += nFlags
    for (let c = 0; c < columns.length; c++) {
      if (columns[c].missing?.[row]) bytes[flags + (c >> 3)] |= 0x80 >> (c & 7)
      at = columns[c].put(view, at, row)
    }
  }
  return bytes
}

/** Frames of the columns and of the table, as attributes of COOSYS, and the ID of each. */
type Systems = ReadonlyMap<string, string>

function systemsOf({ columns, meta }: Table): Systems {
  const frames = columns.flatMap(({ frame }) => (frame ? [systemText(frame)] : []))
  // The frame of the table is one that no column refers to.
  const whole = meta.frame ? [`${systemText(meta.frame)} `] : []
  const all = [...new Set([...frames, ...whole])]
  return new Map(all.map((text, i) => [text, `system${i + 1}`]))
}

function systemText({ system, equinox }: StatedFrame): string {
  const year = equinox === undefined ? '' : ` equinox="${escaped(equinox)}"`
  return `system="${escaped(system)}"${year}`
}

function written(column: Column, systems: Systems): WrittenColumn {
  const { values, missing } = column
  if (typeof values[0] === 'string') return writtenText(column, values as string[], systems)
  const width = column.width ?? 1
  const [datatype, bytes, set] = typeOf(values)
  const gone = column.missingParts && missingValues(column)
  const empty = gone && !(values instanceof Float64Array || values instanceof Float32Array)
  const nothing = empty ? unusedOf(column) : undefined
  const put = (view: DataView, start: number, row: number) => {
    let at = start
    for (let i = row * width; i < (row + 1) * width; i++, at += bytes) {
      const value = gone?.[i] ? (nothing ?? Number.NaN) : values[i]
      set(view, at, value as never)
    }
    return at
  }
  const size = arraysize(column.dim ?? (width === 1 ? [] : [width]))
  const none = nothing === undefined ? '' : String(nothing)
  const field = fieldText(column, systems, datatype, size, none)
  return { field, ...(missing && { missing }), size: () => width * bytes, put }
}

function arraysize(axes: readonly number[]): string {
  return axes.join('x')
}

function typeOf(
  values: Column['values'],
): [string, number, (view: DataView, at: number, value: never) => void] {
  if (values instanceof Float64Array) return ['double', 8, (v, at, x) => v.setFloat64(at, x)]
  if (values instanceof Float32Array) return ['float', 4, (v, at, x) => v.setFloat32(at, x)]
  if (values instanceof Int32Array) return ['int', 4, (v, at, x) => v.setInt32(at, x)]
  if (values instanceof Int16Array) return ['short', 2, (v, at, x) => v.setInt16(at, x)]
  if (values instanceof Uint8Array) return ['unsignedByte', 1, (v, at, x) => v.setUint8(at, x)]
  if (values instanceof BigInt64Array) return ['long', 8, (v, at, x) => v.setBigInt64(at, x)]
  const [yes, no, unknown] = ['T', 'F', '?'].map((letter) => letter.charCodeAt(0))
  const letter = (value: boolean | string) => (value === '?' ? unknown : value ? yes : no)
  return ['boolean', 1, (v, at, x) => v.setUint8(at, letter(x))]
}

/** A value that no part of the vectors has: it stands for none. */
function unusedOf({ name, values }: Column): number | bigint | string {
  if (Array.isArray(values)) return '?'
  const used = new Set<number | bigint>(values as Iterable<number | bigint>)
  const isBig = values instanceof BigInt64Array
  const least =
    values instanceof Uint8Array ? 255 : values instanceof Int16Array ? -32768 : -(2 ** 31)
  for (let i = 0; i < 256; i++) {
    const value = values instanceof Uint8Array ? least - i : least + i
    const unused = isBig ? BigInt(value) : value
    if (!used.has(unused)) return unused
  }
  const what = `column ${name} uses every value, so that none is left for what is missing`
  throw new InputError({ what, remedy: 'write .ecsv' })
}

/** ASCII is `char`; other text is `unicodeChar`, two bytes for each unit of UTF-16. */
function writtenText(column: Column, values: readonly string[], systems: Systems): WrittenColumn {
  const isAscii = values.every(isPlain)
  const [datatype, wide] = isAscii ? ['char', 1] : ['unicodeChar', 2]
  const width = rowsOf(column) === 0 ? 1 : (column.width ?? 1)
  const { missing } = column
  const putAt = (view: DataView, at: number, text: string) => {
    for (let i = 0; i < text.length; i++) {
      if (isAscii) view.setUint8(at + i, text.charCodeAt(i))
      else view.setUint16(at + 2 * i, text.charCodeAt(i))
    }
  }
  if (width === 1) {
    const put = (view: DataView, at: number, row: number) => {
      view.setUint32(at, values[row].length)
      putAt(view, at + 4, values[row])
      return at + 4 + wide * values[row].length
    }
    const size = (row: number) => 4 + wide * values[row].length
    return {
      field: fieldText(column, systems, datatype, '*'),
      ...(missing && { missing }),
      size,
      put,
    }
  }
  const longest = values.reduce((most, value) => Math.max(most, value.length), 1)
  const put = (view: DataView, at: number, row: number) => {
    for (let k = 0; k < width; k++) {
      putAt(view, at + k * longest * wide, values[row * width + k])
    }
    return at + width * longest * wide
  }
  const size = arraysize([longest, ...(column.dim ?? [width])])
  const field = fieldText(column, systems, datatype, size)
  return { field, ...(missing && { missing }), size: () => width * longest * wide, put }
}

function fieldText(
  column: Column,
  systems: Systems,
  datatype: string,
  size: string,
  nothing = '',
): string {
  const { name, unit, ucd, description, frame } = column
  const ref = frame && systems.get(systemText(frame))
  const attributes = Object.entries({ name, datatype, arraysize: size, unit, ucd, ref })
    .filter(([, value]) => value)
    .map(([key, value]) => ` ${key}="${escaped(value!)}"`)
  const inner = [
    ...(description ? [`<DESCRIPTION>${escaped(description)}</DESCRIPTION>`] : []),
    ...(nothing && nothing !== '?' ? [`<VALUES null="${nothing}"/>`] : []),
  ].join('')
  const start = `<FIELD${attributes.join('')}`
  return inner ? `${start}>${inner}</FIELD>` : `${start}/>`
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** XML 1.0 has no control characters but tab and line ends (section 2.2): they become `?`. */
function escaped(text: string): string {
  let out = ''
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    const isLineEnd = code === 9 || code === 13
    const isNone = (code < 32 && code !== 10) || code === 0xfffe || code === 0xffff
    if (isLineEnd) out += `&#${code};`
    else out += isNone || (code >= 0xd800 && code < 0xe000) ? '?' : (NAMED[letter] ?? letter)
  }
  return out
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
