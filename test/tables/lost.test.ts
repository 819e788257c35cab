/** Whatever a format changes is said, and whatever is said is true. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Column,
  formatOf,
  isVector,
  lostByFormat,
  readTable,
  rowsOf,
  Table,
  tableBytes,
  writtenEndings,
} from '../../src/tables/index.js'

const FORMATS = writtenEndings().map((ending) => formatOf(`a${ending}`))
type Format = (typeof FORMATS)[number]

async function again(table: Table, format: Format): Promise<Table> {
  return readTable(memorySource(await tableBytes(table, format), `a.${format}`))
}

const N = 2500
const seldom = <T>(usual: T, odd: Record<number, T>): T[] =>
  Array.from({ length: N }, (_, row) => odd[row] ?? usual)

describe('rows far below the first', () => {
  const gone = Uint8Array.from(seldom(0, { 2100: 1, 2300: 1, 2301: 1 }))
  const table = new Table([
    { name: 'id', values: Int32Array.from({ length: N }, (_, row) => row) },
    { name: 'class', values: Float64Array.from(seldom(1.5, { 2000: Number.NaN })), missing: gone },
    { name: 'name', values: seldom('a b', { 2010: '', 2020: 'c  ', 2040: '  d' }), missing: gone },
    { name: 'n', values: BigInt64Array.from(seldom(1n, { 2050: 2n ** 60n })), missing: gone },
  ])
  const whole = (...kept: string[]) => new Table(table.columns.filter((c) => kept.includes(c.name)))

  test.each<[Format, string[], string[]]>([
    ['ecsv', table.names, []],
    ['votable', table.names, []],
    ['parquet', table.names, []],
    ['ipac', table.names, []],
    ['fixed', table.names, []],
    ['csv', table.names, []],
    ['jsonl', table.names, []],
    [
      'fits',
      table.names,
      [
        'fits does not hold the missing cells of class (class: 3 missing cells are read as NaN)',
        'fits does not hold the empty texts of name (name: 1 empty text is read as missing)',
        'fits does not hold the blanks at the ends of texts of name (name: "c  " is read as "c" in row 2021)',
      ],
    ],
    [
      'tab',
      ['class', 'name'],
      [
        'tab does not hold the missing cells of class (class: 3 missing cells are read as NaN)',
        'tab does not hold the empty texts of name (name: 1 empty text is read as missing)',
      ],
    ],
  ])('%s: %#', async (format, names, lines) => {
    expect(await lostByFormat(whole(...names), format)).toEqual(lines)
  })

  test('the type of a column is that of its largest integer', async () => {
    const narrow = { name: 'n', values: new BigInt64Array(N).fill(7n) }
    expect(await lostByFormat(new Table([narrow]), 'csv')).toEqual([
      'csv does not hold the types of n (n: int64 is read as int32)',
    ])
    expect(await lostByFormat(whole('n'), 'csv')).toEqual([])
  })
})

describe('other losses', () => {
  test.each<[string, Format, Column[], string[]]>([
    [
      'texts that look like numbers',
      'csv',
      [{ name: 'id', values: ['007', '12'] }],
      [
        'csv does not hold the types of id (id: text is read as int32)',
        'csv does not hold the values of id (id: "007" is read as 7 in row 1)',
      ],
    ],
    [
      'a word that is no value among numbers',
      'csv',
      [{ name: 'id', values: ['1', 'NA'] }],
      [
        'csv does not hold the types of id (id: text is read as int32)',
        'csv does not hold the values of id (id: "NA" is read as missing in row 2)',
      ],
    ],
    [
      'complex numbers',
      'ecsv',
      [
        { name: 'id', values: Int32Array.of(1, 2) },
        { name: 'z', values: Float64Array.of(1, 2, 3, 4), width: 2, complex: true },
      ],
      [
        'ecsv does not hold the types of z (z: complex numbers (float64) is read as vectors of 2 (float64))',
      ],
    ],
    [
      'missing parts of arrays',
      'fits',
      [
        {
          name: 'v',
          values: Float64Array.of(1, Number.NaN, 3, 4),
          missingParts: Uint8Array.of(0, 1, 0, 0),
          width: 2,
        },
      ],
      ['fits does not hold the missing cells of v (v: [1, missing] is read as [1, NaN] in row 1)'],
    ],
    [
      'columns whose names are numbers',
      'jsonl',
      [
        { name: 'x', values: Int32Array.of(1) },
        { name: '2', values: Int32Array.of(2) },
      ],
      ['jsonl does not hold the order of the columns'],
    ],
    [
      'frames',
      'csv',
      [{ name: 'ra', values: Float64Array.of(1), frame: { system: 'FK5', equinox: 'J2000' } }],
      ['csv does not hold the frames of ra'],
    ],
  ])('%s', async (_, format, columns, lines) => {
    expect(await lostByFormat(new Table(columns), format)).toEqual(lines)
  })

  test('what an ECSV header says of the table', async () => {
    const table = new Table([{ name: 'x', values: Float64Array.of(0.5) }], {
      frame: { system: 'eq_FK5', equinox: 'J2000' },
      attributes: { survey: 'LEGUS', run: 3n },
      comments: ['one'],
      history: ['two', 'three'],
    })
    expect(await lostByFormat(table, 'ecsv')).toEqual([])
    expect(await lostByFormat(table, 'parquet')).toEqual([])
    expect(await lostByFormat(table, 'fits')).toEqual([
      'fits does not hold the line of comments',
      'fits does not hold the metadata of the table (survey, run)',
    ])
    expect(await lostByFormat(table, 'jsonl')).toEqual([
      'jsonl does not hold the line of comments',
      'jsonl does not hold the 2 lines of history',
      'jsonl does not hold the frame of the coordinates (FK5 2000)',
      'jsonl does not hold the metadata of the table (survey, run)',
    ])
  })
})

type Draw = (n: number) => fc.Arbitrary<Column>
const drawn = <T>(value: fc.Arbitrary<T>, n: number) =>
  fc.array(value, { minLength: n, maxLength: n })
const float = fc.oneof(
  { weight: 8, arbitrary: fc.constant(2.5) },
  fc.constantFrom(Number.NaN, -0, 0.1, Number.POSITIVE_INFINITY, 1e-310),
  fc.double(),
)
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b c') },
  fc.constantFrom(...['', ' ', ' a', 'a ', '7', '007', '1.50', 'NA', 'nan', 'true', '--', '---']),
  fc.stringMatching(/^[ -~]{0,6}$/),
)
/** Columns in which the odd cells may be few and far below. */
const COLUMNS: readonly Draw[] = [
  (n) => drawn(float, n).map((values) => ({ name: 'd', values: Float64Array.from(values) })),
  (n) => drawn(fc.float(), n).map((values) => ({ name: 'f', values: Float32Array.from(values) })),
  (n) => drawn(fc.integer(), n).map((values) => ({ name: 'i', values: Int32Array.from(values) })),
  (n) =>
    drawn(fc.constantFrom(3n, -4n, 2n ** 40n, 2n ** 62n + 1n), n).map((values) => ({
      name: 'l',
      values: BigInt64Array.from(values),
    })),
  (n) => drawn(text, n).map((values) => ({ name: 't', values })),
  (n) => drawn(fc.boolean(), n).map((values) => ({ name: 'b', values })),
]
const VECTORS: readonly Draw[] = [
  (n) =>
    fc
      .tuple(drawn(float, 2 * n), drawn(fc.integer({ min: 0, max: 1 }), 2 * n))
      .map(([values, parts]) => ({
        name: 'v',
        values: Float64Array.from(values, (value, i) => (parts[i] ? Number.NaN : value)),
        width: 2,
        ...(parts.includes(1) && { missingParts: Uint8Array.from(parts) }),
      })),
]

function withMissing(column: fc.Arbitrary<Column>, n: number): fc.Arbitrary<Column> {
  const marks = drawn(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(1)), n)
  return fc
    .tuple(column, marks)
    .map(([made, missing]) =>
      missing.includes(1) ? { ...made, missing: Uint8Array.from(missing) } : made,
    )
}

/** Few rows, put behind 2,100 ordinary ones where `isLong`. */
function tables(kinds: readonly Draw[]): fc.Arbitrary<Table> {
  return fc.integer({ min: 1, max: 8 }).chain((n) =>
    fc
      .tuple(
        fc
          .subarray([...kinds], { minLength: 1, maxLength: 3 })
          .chain((some) => fc.tuple(...some.map((draw) => withMissing(draw(n), n)))),
        fc.boolean(),
      )
      .map(([columns, isLong]) => {
        const table = new Table(columns)
        const rows = Array.from({ length: isLong ? 2100 : 0 }, () => 0)
        return table.rows([...rows, ...Array.from({ length: n }, (_, row) => row)])
      }),
  )
}

/** A cell for comparing; text formats do not tell 1 from 1n, and '1' may be read as 1. */
function cell(column: Column, row: number): string {
  const { values, missing, missingParts, width = 1 } = column
  if (missing?.[row]) return 'missing'
  const parts = Array.from({ length: width }, (_, k) => {
    const i = row * width + k
    if (missingParts?.[i]) return 'missing'
    const value = values[i]
    if (Object.is(value, -0)) return 'value -0'
    return Number.isNaN(value) ? 'NaN' : `value ${value}`
  })
  if (parts.every((part) => part === 'missing')) return 'missing'
  return isVector(column) ? `[${parts.join(', ')}]` : parts[0]
}

function changedRows(before: Column, after: Column): number[] {
  const isSingle = before.values instanceof Float32Array && after.values instanceof Float64Array
  const held = isSingle
    ? { ...after, values: Float32Array.from(after.values as Float64Array) }
    : after
  return Array.from({ length: rowsOf(before) }, (_, row) => row).filter(
    (row) => cell(before, row) !== cell(held, row),
  )
}

const LINE =
  /^\w+ does not hold the (missing cells|NaN|empty texts|blanks at the ends of texts|values|lengths of arrays) of ([^(]*) \((.*)\)$/

/** Holds what is said of each column against what became of it. */
async function checkSaid(table: Table, format: Format): Promise<void> {
  const lines = await lostByFormat(table, format)
  let read: Table
  try {
    read = await again(table, format)
  } catch {
    expect(lines.join()).toContain('starsift does not read its own')
    return
  }
  const isShape = /hold (?:the columns:|the names|all rows)/.test(lines.join())
  expect(isShape).toBe(
    read.nRows !== table.nRows || [...read.names].sort().join() !== [...table.names].sort().join(),
  )
  if (isShape) return
  const said = new Map<string, string[]>()
  for (const line of lines) {
    const [, what, names, example] = LINE.exec(line) ?? []
    for (const name of names?.split(', ') ?? []) {
      said.set(name, [...(said.get(name) ?? []), what])
    }
    const [, name, n] = /^(\w): (\d+) .* (?:is|are) read as/.exec(example ?? '') ?? []
    if (name) expect([line, Number(n)]).toEqual([line, countOf(what, table.column(name))])
  }
  const typed = lines.flatMap(
    (line) => / the types of ([^(]*) \(/.exec(line)?.[1].split(', ') ?? [],
  )
  for (const before of table.columns) {
    const after = read.column(before.name)
    const rows = changedRows(before, after)
    expect([before.name, said.has(before.name)]).toEqual([before.name, rows.length > 0])
    expect([before.name, typed.includes(before.name)]).toEqual([
      before.name,
      before.width !== after.width ||
        before.values.constructor !== after.values.constructor ||
        typeof before.values[0] !== typeof after.values[0],
    ])
  }
}

function countOf(what: string, column: Column): number {
  const sign = { 'missing cells': 'missing', NaN: 'NaN', 'empty texts': 'value ' }[what]
  return Array.from({ length: rowsOf(column) }, (_, row) => cell(column, row)).filter(
    (one) => one === sign,
  ).length
}

test.each(FORMATS)('random tables as %s', async (format) => {
  const kinds = ['csv', 'tab', 'ipac', 'fixed'].includes(format)
    ? COLUMNS
    : [...COLUMNS, ...VECTORS]
  await fc.assert(
    fc.asyncProperty(tables(kinds), (table) => checkSaid(table, format)),
    { numRuns: 8 },
  )
})
