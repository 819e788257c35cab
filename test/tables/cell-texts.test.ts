import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NumberTexts, pickTexts, textsOf } from '../../src/tables/cell-texts.js'
import { readRecords } from '../../src/tables/delimited-text.js'
import { csvBytes, csvText, parseCsv, Table, typedColumn } from '../../src/tables/index.js'
import { TextBytes } from '../../src/tables/text-bytes.js'
import { KIND, kindOf, parseNumber, plainNumber } from '../../src/tables/words.js'

const written = (value: number) => {
  const bytes = new TextBytes()
  bytes.number(value)
  return new TextDecoder().decode(bytes.written())
}

/** Numbers of few decimals, whole ones, and all others. */
const NUMBERS = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 12 })).map(([n, d]) => n / 10 ** d),
  fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 8 })).map(([n, d]) => n / 10 ** d),
)

describe('numbers written without a string', () => {
  test('any number is written as String writes it', () => {
    fc.assert(
      fc.property(NUMBERS, (value) => {
        expect(written(value)).toBe(String(value))
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([0, -0, 1e-6, 5e-7, 1e-7, 1e15, 1e15 - 1, 999_999_999.999_999, 1e21, 0.1 + 0.2])(
    '%s',
    (value) => expect(written(value)).toBe(String(value)),
  )

  test('cells that are numbers are the same as bytes and as texts', () => {
    const values = Float64Array.of(1.5, Number.NaN, -0.25, 7)
    const texts = new NumberTexts(values, Uint8Array.of(0, 1, 0, 0))
    const column = { name: 'x', values, text: texts }
    const lines = (of: Parameters<typeof csvText>[0]) => csvText(of).split('\n')
    expect(lines(new Table([column, { name: 'n', values: new Int32Array(4) }]))).toEqual([
      ...['x,n', '1.5,0', ',0', '-0.25,0', '7,0', ''],
    ])
    expect(lines(new Table([column]))).toEqual(['x', '1.5', '""', '-0.25', '7', ''])
    expect(textsOf(texts.slice(2))).toEqual(['-0.25', '7'])
    expect(texts.at(4)).toBeUndefined()
  })
})

test('a plain number is read as JavaScript reads it', () => {
  const into = new Float64Array(1)
  const digits = fc.stringMatching(/^ ?[+-]?\d{0,20}\.?\d{0,20} ?$/)
  const words = fc.oneof(digits, NUMBERS.map(String), fc.string({ maxLength: 6 }))
  fc.assert(
    fc.property(words, (word) => {
      const kind = plainNumber(word, 0, word.length, into, 0)
      const trimmed = word.trim()
      if (kind === 0) return
      expect(kind).toBe(kindOf(trimmed))
      expect(into[0]).toBe(parseNumber(trimmed))
    }),
    { numRuns: 5_000 },
  )
  expect(plainNumber('x', 0, 1, into, 0)).toBe(0)
  expect(plainNumber('12.50', 0, 5, into, 0)).toBe(KIND.number)
  expect(into[0]).toBe(12.5)
})

test('cells of any text are found again, with their quotes undone', () => {
  const cell = fc.string({ maxLength: 8 }).filter((text) => !/[\0\uD800-\uDFFF]/.test(text))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`))
      const text = ['a,b', ...quoted.map((row) => row.join(','))].join('\n')
      const { columns } = readRecords(text, { delimiter: ',' })
      const all = columns.map((column) => textsOf(column))
      expect(all).toEqual([0, 1].map((c) => rows.map((row) => row[c])))
      const last = rows.length - 1
      expect(textsOf(pickTexts(columns[0], [last, 0]))).toEqual([rows[last][0], rows[0][0]])
      expect(textsOf(columns[1].slice(1))).toEqual(rows.slice(1).map((row) => row[1]))
    }),
  )
})

test('bytes and text of a table are one', () => {
  const names = typedColumn('name', ['é', '', 'a,b', ' x', '#1', 'a"b', '😀'])
  const table = new Table([names, { name: 'n', values: new Int32Array(7) }])
  expect(new TextDecoder().decode(csvBytes(table))).toBe(csvText(table))
  expect(parseCsv(csvText(table)).column('name').values).toEqual(names.values)
})
