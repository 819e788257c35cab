/** Headers: typed access with errors that name the keyword, editing, and the blocks. */
import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import { Header } from '../../src/fits/index.js'

const header = () =>
  Header.fromCards(
    [
      { keyword: 'FILTER', value: 'F555W', comment: 'the band' },
      { keyword: 'GAIN', value: 1.5 },
      { keyword: 'ID', value: 2n ** 60n },
      { keyword: 'FLAG', value: false },
      { keyword: 'UNDEF' },
      { keyword: 'GAIN', value: 2 },
      { keyword: 'COMMENT', comment: 'one' },
      { keyword: 'COMMENT', comment: 'two' },
      { keyword: 'ODD', unreadable: '1.2.3' },
    ],
    'a.fits, HDU 1 (SCI)',
  )

test('typed access', () => {
  const h = header()
  expect(h.string('filter')).toBe('F555W')
  expect(h.number('GAIN')).toBe(1.5)
  expect(h.number('ID')).toBe(2 ** 60)
  expect(h.get('ID')).toBe(2n ** 60n)
  expect(h.boolean('FLAG')).toBe(false)
  expect([h.has('UNDEF'), h.get('UNDEF'), h.has('NONE'), h.has('COMMENT')]).toEqual([
    true,
    undefined,
    false,
    false,
  ])
  expect(h.number('NONE', 7)).toBe(7)
  expect(h.string('UNDEF', undefined)).toBeUndefined()
})

describe('errors name keyword, file and value', () => {
  test.each<[string, () => unknown]>([
    [
      'a.fits, HDU 1 (SCI): keyword FILTER: expected a number, got "F555W"',
      () => header().number('FILTER'),
    ],
    [
      'a.fits, HDU 1 (SCI): keyword NONE: expected a number, got no value',
      () => header().number('NONE'),
    ],
    [
      'a.fits, HDU 1 (SCI): keyword GAIN: expected a string, got 1.5',
      () => header().string('GAIN'),
    ],
    [
      'a.fits, HDU 1 (SCI): keyword GAIN: expected T or F, got 1.5',
      () => header().boolean('GAIN', true),
    ],
    ['keyword ODD: expected a string, logical or number, got 1.2.3', () => header().get('ODD')],
  ])('%s', (message, run) => {
    expect(run).toThrow(InputError)
    expect(run).toThrow(message)
  })
})

test('set keeps the comment, replaces the first and adds what is not there', () => {
  const h = header().set('FILTER', 'F814W').set('NEW', 1, 'c').set('gain', 3)
  expect(h.cards[0]).toEqual({ keyword: 'FILTER', value: 'F814W', comment: 'the band' })
  expect(h.cards.at(-1)).toEqual({ keyword: 'NEW', value: 1, comment: 'c' })
  expect(h.number('GAIN')).toBe(3)
})

test('delete removes all cards of a keyword', () => {
  const h = header()
  expect([h.delete('gain'), h.delete('gain'), h.has('GAIN')]).toEqual([true, false, false])
  expect(h.delete('COMMENT')).toBe(true)
  expect(h.cards.length).toBe(5)
})

test('36 cards with END need two blocks, 35 one', () => {
  const cards = (n: number) => Array.from({ length: n }, (_, i) => ({ keyword: `K${i}`, value: i }))
  expect(Header.fromCards(cards(35)).toBytes().length).toBe(2880)
  expect(Header.fromCards(cards(36)).toBytes().length).toBe(5760)
})

describe('sloppy headers', () => {
  const text = (...records: string[]) =>
    new TextEncoder().encode(records.map((record) => record.padEnd(80)).join(''))

  test('no END: all records are read', () => {
    expect(Header.parse(text('A       = 1', 'B       = 2')).number('B')).toBe(2)
  })

  test('nothing after END is read', () => {
    expect(Header.parse(text('A       = 1', 'END', 'B       = 2')).has('B')).toBe(false)
  })

  test('END filled with zero bytes', () => {
    const bytes = text('A       = 1', 'END')
    bytes.fill(0, 83)
    expect(Header.parse(bytes).cards.length).toBe(1)
  })

  test('an ampersand that nothing continues is part of the string', () => {
    expect(Header.parse(text("A       = 'x&'", 'B       = 2')).string('A')).toBe('x&')
  })

  test('a CONTINUE without a string is kept as text', () => {
    expect(Header.parse(text("CONTINUE  'x'")).cards[0].commentary).toBe(true)
  })

  test('a CONTINUE that is no string makes the value unreadable', () => {
    const h = Header.parse(text("A       = 'x&'", 'CONTINUE  5'))
    expect(() => h.string('A')).toThrow('keyword A')
  })

  test('a record that is cut short is an error', () => {
    expect(() => Header.parse(text('A       = 1').subarray(0, 70), 'x.hdr')).toThrow(/x\.hdr.*70/)
  })
})
