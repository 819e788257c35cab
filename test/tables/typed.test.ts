import { expect, test } from 'vitest'
import { Random } from '../../src/random.js'
import { numbersOf, typedColumn } from '../../src/tables/index.js'
import { valueText } from '../../src/tables/typed.js'
import { cells } from './tables.js'

const read = (...text: string[]) => {
  const column = typedColumn('c', text)
  return { type: column.values.constructor.name, cells: cells(column) }
}

test.each([
  ['integers', ['007', '+12', '-3'], 'Int32Array', [7, 12, -3]],
  ['the limits of int32', ['2147483647', '-2147483648'], 'Int32Array', [2147483647, -2147483648]],
  ['beyond int32', ['2147483648'], 'BigInt64Array', [2147483648n]],
  ['digits that float64 lacks', ['9007199254740993'], 'BigInt64Array', [9007199254740993n]],
  ['the limits of int64', ['-9223372036854775808'], 'BigInt64Array', [-(2n ** 63n)]],
  ['beyond int64', ['9223372036854775808'], 'Array', ['9223372036854775808']],
  ['floats', ['1', '2.50', '.5', '1e3', '1.5D-3'], 'Float64Array', [1, 2.5, 0.5, 1000, 0.0015]],
  ['not finite', ['1.0', 'nan', '-inf', 'Infinity'], 'Float64Array', [1, NaN, -Infinity, Infinity]],
  ['a float that overflows', ['1e999', '1'], 'Array', ['1e999', '1']],
  ['booleans', ['True', 'false', ''], 'Array', [true, false, null]],
  ['booleans and a number', ['true', '1'], 'Array', ['true', '1']],
  ['text', ['a', '', 'null', 'N/A', '--', 'nan'], 'Array', ['a', null, 'null', 'N/A', '--', 'nan']],
  [
    'missing integers',
    ['1', '', '--', 'null', 'N/A', 'nan'],
    'Int32Array',
    [1, ...Array(5).fill(null)],
  ],
  ['missing floats', ['1.5', '', 'nan'], 'Float64Array', [1.5, null, NaN]],
  ['nothing but missing', ['', '--'], 'Float64Array', [null, null]],
  [
    'hexadecimal, dates, sexagesimal',
    ['0x10', '2020-01-01', '12:30'],
    'Array',
    ['0x10', '2020-01-01', '12:30'],
  ],
])('%s', (_, text, type, values) => {
  expect(read(...text)).toEqual({ type, cells: values })
})

test('float32: the fewest of six to nine digits that give the value back', () => {
  const shortest = (value: number) => {
    for (const digits of [6, 7, 8, 9]) {
      const number = Number(value.toPrecision(digits))
      if (Math.fround(number) === value) return String(number)
    }
    throw new Error(`${value} needs more digits`)
  }
  const random = new Random(1)
  // All sizes of shares; halves of their last digits; the neighbours of powers of ten.
  const sizes = Array.from({ length: 30_000 }, () => 10 ** (-6 * random.uniform()))
  const halves = Array.from({ length: 4096 }, (_, i) => (2 * i + 1) / 2 ** 13)
  const bits = new Uint32Array(Float32Array.of(1e-4, 1e-3, 0.01, 0.1, 1).buffer)
  const near = [...bits].flatMap((at) => [-2, -1, 0, 1, 2].map((step) => at + step))
  const values = new Float32Array([
    ...sizes,
    ...halves,
    ...new Float32Array(Uint32Array.from(near).buffer),
  ])
  for (const value of values) {
    for (const signed of [value, -value]) {
      const text = valueText(Float32Array.of(signed), 0).replace(/\.0$/, '')
      if (text !== shortest(signed)) expect(text).toBe(shortest(signed))
    }
  }
})

test('text is kept as it was', () => {
  const text = ['1.000e+06', ' 007', 'nan']
  expect(typedColumn('c', text).text).toBe(text)
})

test('as numbers, every missing value is NaN and none is 0', () => {
  expect([...numbersOf(typedColumn('c', ['1', '', 'N/A', 'nan']))]).toEqual([1, NaN, NaN, NaN])
})
