// Tables whose columns stand at fixed places: IPAC, CDS, DAOPHOT, rulers and bars, with slips.
import fc from 'fast-check'
import { NUMBERS, seldom, utf8 } from './edits.mjs'

const NAMES = ['id', 'x', 'y', 'ra', 'dec', 'RAh', 'DE-', 'a b', '', 'x', 'é']
const WORDS = [
  ...NUMBERS,
  '',
  '',
  'null',
  '-99',
  'INDEF',
  '---',
  'a b',
  '"a"',
  '""',
  '|',
  '- 5',
  '#1',
]
const cell = fc.oneof(fc.integer({ min: -99, max: 9999 }).map(String), fc.constantFrom(...WORDS))
const column = fc.record({
  name: fc.constantFrom(...NAMES),
  width: seldom(fc.nat(12), 9).map((odd) => odd ?? 8),
  type: fc.constantFrom('i', 'long', 'double', 'r', 'char', 'da', '', 'foo'),
  format: fc.constantFrom('I4', 'F8.3', 'A8', 'E10.2', 'X3', 'F', 'A0'),
  dao: fc.constantFrom('%-9d', '%-10.3f', '%-12.7g', '%-8s', '%5x', '%', '##'),
})
const cells = fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 6 })
const tables = fc.record({
  columns: fc.array(column, { minLength: 1, maxLength: 4 }),
  cells,
  shift: seldom(fc.nat(3), 8),
  extra: seldom(fc.constantFrom('| x |', '\\a = b', '------', '', '#', '*\\', '\t'), 4),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n', '\r'),
})
const odd = (rows, { extra }) =>
  extra === undefined ? rows : [...rows.slice(0, 1), extra, ...rows.slice(1)]
const padded = (row, columns, between, shift = 0) =>
  ' '.repeat(shift) + columns.map(({ width }, c) => row[c].padStart(width)).join(between)

export const ipac = tables.map((all) => {
  const { columns, cells: rows, shift, lineEnd } = all
  const bars = (texts) => `|${columns.map(({ width }, c) => texts[c].padStart(width)).join('|')}|`
  const head = [
    bars(columns.map(({ name }) => name)),
    bars(columns.map(({ type }) => type)),
    bars(columns.map(() => 'deg')),
    bars(columns.map((_, c) => ['null', '-99', '', '--'][c])),
  ]
  const lines = rows.map((row) => ` ${padded(row, columns, ' ', shift)}`)
  return utf8(odd([...head.slice(0, 1 + (rows.length % 4)), ...lines], all).join(lineEnd))
})

export const cds = tables.map((all) => {
  const { columns, cells: rows, shift, lineEnd } = all
  let at = 1
  const described = columns.map(({ name, width, format }, c) => {
    const about = ['?', '?=-99 x', '[0/1]?=- y', 'z'][c]
    const line = `${at}-${at + width - 1} ${format} --- ${name || 'n'} ${about}`
    at += width + 1
    return line
  })
  const rule = '-'.repeat(40)
  const lines = rows.map((row) => padded(row, columns, ' ', shift))
  const top = ['Byte-by-byte Description of file: a.dat', rule, ' Bytes Format Units Label', rule]
  return utf8([...top, ...odd(described, all), rule, ...lines].join(lineEnd))
})

export const daophot = tables.map((all) => {
  const { columns, cells: rows, lineEnd } = all
  const widthOf = (format) => Number(/\d+/.exec(format)?.[0] ?? 3)
  const block = (texts, mark) => `#${mark} ${texts.join(' ')} \\`
  const head = [
    '#K A = b unit %-9s',
    block(
      columns.map(({ name }) => name.replace(' ', '') || 'n'),
      'N',
    ),
    block(
      columns.map(() => '##'),
      'U',
    ),
    block(
      columns.map(({ dao }) => dao),
      'F',
    ),
  ]
  const isTwice = rows.length % 2 === 0
  const lines = rows.flatMap((row) => {
    const line = columns.map(({ dao }, c) => row[c].padEnd(widthOf(dao))).join('')
    return isTwice ? [`${line} *\\`, `${line} *`] : [line]
  })
  return utf8(odd([...head, ...lines], all).join(lineEnd))
})

export const fixedWidth = tables.map((all) => {
  const { columns, cells: rows, shift, lineEnd } = all
  const between = rows.length % 2 === 0 ? ' ' : '|'
  const line = (texts) => padded(texts, columns, between)
  const ruler = columns.map(({ width }) => '-'.repeat(width)).join(between === '|' ? '+' : ' ')
  const lines = rows.map((row) => padded(row, columns, between, shift))
  return utf8(odd([line(columns.map(({ name }) => name)), ruler, ...lines], all).join(lineEnd))
})
