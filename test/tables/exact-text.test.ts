/**
 * IPAC and fixed width as we write them come back identical: values, types, masks, NaN, units,
 * descriptions. What the formats have no place for stands in notes, which count only as long as
 * they fit what is below them.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Column,
  readTable,
  Table,
  type TableFormat,
  tableBytes,
} from '../../src/tables/index.js'
import { cells, rowsOfTable } from './tables.js'

const read = (bytes: Uint8Array, name = 'a.dat') => readTable(memorySource(bytes, name))
const written = async (table: Table, format: TableFormat) =>
  `${new TextDecoder().decode(await tableBytes(table, format))}`
const readText = (text: string) => read(new TextEncoder().encode(text))
const doubtsOf = ({ meta: { notes } }: Table) =>
  [...(notes ?? [])].filter((note) => notes!.isDoubt(note))

/** Any characters, and those with a meaning among columns. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc
    .array(
      fc.constantFrom(' ', '"', '""', '|', '\\', '#', '-', '--', '---', 'null', '\n', '\t', 'a'),
    )
    .map((parts) => parts.slice(0, 4).join('')),
  fc.constantFrom('', '007', 'nan', 'True', '1e3', ' a', 'a ', '\ud800', '\u00a0', '=== ', 'inf'),
)
const whole = (min: number, max: number) => fc.integer({ min, max })
const KINDS = {
  float64: [fc.double(), (v: number[]) => Float64Array.from(v), Number.NaN],
  float32: [fc.float(), (v: number[]) => Float32Array.from(v), Number.NaN],
  int32: [whole(-(2 ** 31), 2 ** 31 - 1), (v: number[]) => Int32Array.from(v), 0],
  int16: [whole(-(2 ** 15), 2 ** 15 - 1), (v: number[]) => Int16Array.from(v), 0],
  uint8: [whole(0, 255), (v: number[]) => Uint8Array.from(v), 0],
  int64: [
    fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(0n, 1n)),
    (v: bigint[]) => BigInt64Array.from(v),
    0n,
  ],
  bool: [fc.boolean(), (v: boolean[]) => v, false],
  string: [text, (v: string[]) => v, ''],
} as const

/** A column of some kind. */
function columnOf(kind: keyof typeof KINDS, nRows: number): fc.Arbitrary<Column> {
  const [value, make, blank] = KINDS[kind]
  const cell = fc.option(value as fc.Arbitrary<unknown>)
  return fc
    .record({
      name: fc.constantFrom('x', 'x y', 'r,i', '"q"', 'é', '#n', '7', 'a"b', 'a-b'),
      unit: fc.option(fc.oneof(fc.constantFrom('mag', 'km s-1', '10', '1', 'a|b'), text)),
      description: fc.option(fc.oneof(fc.constantFrom('how far', 'two\nlines', 'a  b'), text)),
      drawn: fc.array(cell, { minLength: nRows, maxLength: nRows }),
    })
    .map(({ name, unit, description, drawn }) => {
      const values = drawn.map((value) => value ?? blank)
      return {
        ...{ name, values: (make as (v: unknown[]) => Column['values'])(values) },
        ...(unit && { unit }),
        ...(description && { description }),
        ...(drawn.includes(null) && {
          missing: Uint8Array.from(drawn, (value) => (value === null ? 1 : 0)),
        }),
      }
    })
}

const kinds = fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[]))
const table = whole(1, 4).chain((nRows) =>
  fc
    .array(
      kinds.chain((kind) => columnOf(kind, nRows)),
      { minLength: 1, maxLength: 4 },
    )
    // Names must differ.
    .map((columns) => new Table(columns.map((c, i) => ({ ...c, name: `${c.name}${i || ''}` })))),
)

function seen({ columns }: Table) {
  return columns.map((c) => ({
    ...{ name: c.name, unit: c.unit, description: c.description, cells: cells(c) },
    type: Array.isArray(c.values) ? typeof c.values[0] : c.values.constructor.name,
  }))
}

describe.each<TableFormat>(['ipac', 'fixed'])('%s', (format) => {
  test('any table comes back identical, and is written the same again', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (before) => {
        const bytes = await tableBytes(before, format)
        const after = await read(bytes)
        expect(seen(after)).toEqual(seen(before))
        expect(doubtsOf(after)).toEqual([])
        expect(await tableBytes(after, format)).toEqual(bytes)
      }),
      { numRuns: 150 },
    )
  })

  test('a table of plain columns has no note', async () => {
    const plain = new Table([
      { name: 'id', values: Int32Array.of(1, -2) },
      { name: 'x', values: Float64Array.of(0.5, Number.NaN) },
      { name: 't', values: ['NGC 628', 'b'] },
    ])
    expect(await written(plain, format)).not.toContain('starsift')
  })
})

describe('a note below which the table was changed', () => {
  const exact = new Table([
    { name: 'f', values: Float32Array.of(0.1, 2.5), unit: 'mag' },
    { name: 'i', values: Uint8Array.of(7, 8) },
    { name: 'ok', values: [true, false] },
    { name: 't', values: [' a', ''] },
  ])

  test('IPAC: the header counts; cells that do not fit are a doubt', async () => {
    const text = await written(exact, 'ipac')
    const doubles = await readText(text.replace('|float|', '|doubl|').replace('doubl', 'd    '))
    expect(doubles.column('f').values).toEqual(Float64Array.of(0.1, 2.5))
    expect([...doubles.meta.notes!]).toEqual([
      'column f: its note says float32, its header d, which is taken',
    ])
    const wide = await readText(text.replace('   7 ', ' 300 '))
    expect(wide.column('i').values).toEqual(Int32Array.of(300, 8))
    expect(doubtsOf(wide)).toEqual(['column i is to hold uint8, but its cells hold others'])
  })

  test('fixed width: more digits than float32 has stay', async () => {
    const text = await written(exact, 'fixed')
    expect((await readText(text)).column('f').values).toEqual(Float32Array.of(0.1, 2.5))
    const digits = new Table([{ name: 'f', values: Float64Array.of(0.123456789012, 1) }])
    const faked = `# starsift: {"column":"f","type":"float32"}\n${await written(digits, 'fixed')}`
    const read = await readText(faked.replace(/^.*"type":"float64".*\n/m, ''))
    expect(read.column('f').values).toEqual(Float64Array.of(0.123456789012, 1))
  })

  test('rows that were moved keep their texts; a column that went is named', async () => {
    const lines = (await written(exact, 'ipac')).trimEnd().split('\n')
    const turned = [...lines.slice(0, -2), lines.at(-1), lines.at(-2)].join('\n')
    expect(rowsOfTable(await readText(turned)).t).toEqual(['', ' a'])
    const gone = await readText(`\\ starsift: {"column":"no","type":"bool"}\n${lines.join('\n')}`)
    expect([...gone.meta.notes!]).toEqual(['notes on columns that are not there: no'])
    const odd = await readText(`\\ starsift: {"column":3}\n${lines.join('\n')}`)
    expect(odd.meta.comments).toEqual(['starsift: {"column":3}'])
  })
})
