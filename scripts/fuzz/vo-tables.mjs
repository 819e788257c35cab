// VOTables and JSON lines made from their parts, most with one lie.
import fc from 'fast-check'
import { seldom, utf8 } from './edits.mjs'

const TYPES = [
  ...['boolean', 'bit', 'unsignedByte', 'short', 'int', 'long', 'char', 'unicodeChar', 'float'],
  ...['double', 'floatComplex', 'doubleComplex'],
]
const SIZES = ['', '', '*', '1', '2', '3*', '2x2', '2x*']
const ODD_SIZES = ['0', '999999999', '9x9x9x*', 'x', '-1']
const CELLS = ['1', '2.5', 'NaN', '', 'T', '0 1', '1 2 3', 'abc', '-99', '&amp;', '0x1F', '10', '?']
const ODD_CELLS = ['99999999999999999999', '<![CDATA[x]]>', '&e;', '\u00e9', '<TD>']

/** A lie one time in thirty. */
const mostly = (good, odd) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...good), weight: 30 },
    { arbitrary: fc.constantFrom(...odd), weight: 1 },
  )
const field = fc.record({
  type: mostly(TYPES, ['int64', '']),
  size: mostly(SIZES, ODD_SIZES),
  gone: fc.constantFrom('', '', '<VALUES null="-99"/>', '<VALUES null=""/>'),
})
const bytes = fc.uint8Array({ maxLength: 60 }).map((data) => Buffer.from(data).toString('base64'))

export const votable = fc
  .record({
    fields: fc.array(field, { minLength: 1, maxLength: 9 }),
    cells: fc.array(fc.array(mostly(CELLS, ODD_CELLS), { minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 6,
    }),
    form: mostly(['TABLEDATA', 'TABLEDATA', 'TABLEDATA', 'BINARY', 'BINARY2'], ['FITS']),
    stream: bytes,
    isRagged: seldom(fc.constant(true), 8),
    prolog: fc.constantFrom('', '', '<!DOCTYPE a [<!ENTITY e "ee">]>'),
    info: mostly(['', '<INFO name="QUERY_STATUS" value="OVERFLOW"/>'], ['<GROUP><GROUP>']),
  })
  .map(({ fields, cells, form, stream, isRagged, prolog, info }) => {
    const heads = fields.map(({ type, size, gone }, i) => {
      const shape = size && ` arraysize="${size}"`
      return `<FIELD name="${'xyzabcdef'[i]}" datatype="${type}"${shape}>${gone}</FIELD>`
    })
    const row = (list) => (isRagged ? list : fields.map((_, i) => list[i % list.length]))
    const rows = cells.map(
      (list) =>
        `<TR>${row(list)
          .map((c) => `<TD>${c}</TD>`)
          .join('')}</TR>`,
    )
    const data =
      form === 'TABLEDATA' ? rows.join('') : `<STREAM encoding="base64">${stream}</STREAM>`
    const table = `<TABLE>${heads.join('')}<DATA><${form}>${data}</${form}></DATA></TABLE>`
    return utf8(
      `<?xml version="1.0"?>${prolog}<VOTABLE><RESOURCE>${info}${table}</RESOURCE></VOTABLE>`,
    )
  })

const VALUES = ['1', '2.5', '-0', '1e3', 'null', '7', '-3', '9223372036854775807', 'NaN']
const ODD_VALUES = [
  ...['true', '"a"', '""', '[1,2]', '[]', '[null]', '{}', '-Infinity', '[[1]]', '01'],
  ...['18446744073709551616', '"\\u0001number:5"'],
]
const value = mostly(VALUES, ODD_VALUES)
const object = fc
  .array(fc.tuple(fc.constantFrom('id', 'x', 'y', '', '__proto__'), value), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pairs) => `{${pairs.map(([key, text]) => `"${key}": ${text}`).join(', ')}}`)

export const jsonLines = fc
  .array(fc.oneof({ arbitrary: object, weight: 60 }, fc.constantFrom('', '[1]', '{"a"')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((lines) => utf8(lines.join('\n')))
