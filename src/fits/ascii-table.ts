/**
 * Reads ASCII tables (FITS 4.0, section 7.2): numbers as text in columns of characters. TFORM is a
 * Fortran format: Aw, Iw, Fw.d, Ew.d or Dw.d. A real without a decimal point has it before its last
 * d digits.
 */
import type { ByteSource } from '../bytes/index.js'
import { InputError } from '../errors.js'
import { isMissingWord } from '../missing-words.js'
import { bytesText } from './card.js'
import type { FitsColumn } from './columns.js'
import type { Hdu } from './hdu.js'
import type { Header } from './header.js'
import { readBytes } from './image.js'
import { describeColumn, type FitsTable } from './table.js'
import { tableShape, wrongKeyword } from './table-shape.js'

const READ_BYTES = 2 ** 22
const FORMAT = /^\s*([AIFED])(\d+)(?:\.(\d+))?\s*$/i

interface TextField extends FitsColumn {
  code: string
  width: number
  decimals: number
  /** First character in the row. */
  start: number
  /** TNULLn: the text that means no value. */
  blank: string | undefined
  scale: number
  zero: number
  where: string
}

/**
 * Reads an ASCII table whole. Integers of up to 9 digits are int32, longer ones int64, reals
 * float64.
 *
 * @throws InputError naming column and row of a text that is not a number
 */
export async function readAsciiTable(source: ByteSource, hdu: Hdu): Promise<FitsTable> {
  if (hdu.kind !== 'ascii-table') {
    throw new InputError({ what: 'not an ASCII table', where: hdu.header.where, got: hdu.kind })
  }
  const { rowBytes, nRows, nFields } = tableShape(hdu)
  const { header } = hdu
  const fields = Array.from({ length: nFields }, (_, i) => fieldOf(header, i + 1, rowBytes, nRows))
  const rowsPerRead = Math.max(1, Math.floor(READ_BYTES / Math.max(1, rowBytes)))
  for (let row = 0; row < nRows; row += rowsPerRead) {
    const n = Math.min(rowsPerRead, nRows - row)
    const bytes = await readBytes(source, hdu, row * rowBytes, n * rowBytes)
    for (const field of fields) {
      for (let i = 0; i < n; i++) {
        const start = i * rowBytes + field.start
        readCell(field, bytesText(bytes, start, start + field.width), row + i)
      }
    }
  }
  return { columns: fields.map(finished), nRows }
}

function fieldOf(header: Header, n: number, rowBytes: number, nRows: number): TextField {
  const about = describeColumn(header, n)
  const where = `${header.where}, column ${about.name}`
  const [, letter, width, decimals] = FORMAT.exec(about.format) ?? []
  if (!letter || Number(width) === 0) {
    throw new InputError({
      what: 'a column format that is not FITS',
      where,
      expected: 'a format such as A20, I6 or F8.3',
      got: `"${about.format}"`,
    })
  }
  const code = letter.toUpperCase()
  const start = header.number(`TBCOL${n}`) - 1
  if (!Number.isInteger(start) || start < 0 || start + Number(width) > rowBytes) {
    const within = `${width} characters within the ${rowBytes} of a row (NAXIS1)`
    throw wrongKeyword(header, `TBCOL${n}`, within, `character ${start + 1} and on`)
  }
  const scale = header.number(`TSCAL${n}`, 1)
  const zero = header.number(`TZERO${n}`, 0)
  const values = createValues(code, Number(width), scale === 1 && zero === 0, nRows)
  const blank = header.has(`TNULL${n}`) ? String(header.get(`TNULL${n}`) ?? '').trim() : undefined
  return {
    ...about,
    repeat: 1,
    values,
    code,
    width: Number(width),
    decimals: Number(decimals ?? 0),
    start,
    blank,
    scale,
    zero,
    where,
  }
}

function createValues(code: string, width: number, isPlain: boolean, nRows: number) {
  if (code === 'A') return new Array<string>(nRows).fill('')
  if (code !== 'I' || !isPlain) return new Float64Array(nRows)
  return width <= 9 ? new Int32Array(nRows) : new BigInt64Array(nRows)
}

function readCell(field: TextField, text: string, row: number): void {
  const { code, values, blank } = field
  const trimmed = text.trim()
  if (blank !== undefined && trimmed === blank) markMissing(field, row)
  else if (code !== 'A' && trimmed !== '' && saysNoNumber(trimmed)) markMissing(field, row)
  else if (code === 'A') values[row] = text.trimEnd()
  else if (values instanceof BigInt64Array)
    values[row] = BigInt(checked(field, trimmed || '0', row))
  else values[row] = field.zero + field.scale * numberOf(field, trimmed, row)
}

/** The standard knows only TNULL. Programs write their own words, and NaN. */
function saysNoNumber(text: string): boolean {
  return /^[+-]?nan$/i.test(text) || isMissingWord(text)
}

function markMissing(field: TextField, row: number): void {
  const { values } = field
  field.missing ??= new Uint8Array(values.length)
  field.missing[row] = 1
  if (values instanceof Float64Array) values[row] = Number.NaN
}

/** An empty field means zero (7.2.5). */
function numberOf(field: TextField, text: string, row: number): number {
  if (text === '') return 0
  const digits = checked(field, text, row)
  if (field.code === 'I' || digits.includes('.')) return Number(digits)
  const [mantissa, exponent = '0'] = digits.split('E')
  return Number(`${mantissa}E${Number(exponent) - field.decimals}`)
}

/** The text in the form that JavaScript reads: exponent `E`, no plus sign. */
function checked(field: TextField, text: string, row: number): string {
  const digits = text.replace(/^\+/, '').replace(/[ed]/i, 'E')
  const pattern = field.code === 'I' ? /^-?\d+$/ : /^-?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?$/
  if (pattern.test(digits)) return digits
  throw new InputError({
    what: 'text that is not a number',
    where: `${field.where}, row ${row}`,
    expected: field.format,
    got: `"${text}"`,
  })
}

function finished(field: TextField): FitsColumn {
  const { code, width, decimals, start, blank, scale, zero, where, ...column } = field
  return column
}
