/** Cards: the standard's own examples, known sloppiness, and that what is written reads back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Card, formatCard, parseCard } from '../../src/fits/card.js'
import { Header } from '../../src/fits/index.js'

const card = (image: string) => parseCard(image.padEnd(80))

describe('reading', () => {
  test.each<[string, Card]>([
    ["KEYWORD1= ''", { keyword: 'KEYWORD1', value: '' }],
    ["KEYWORD2= '   '", { keyword: 'KEYWORD2', value: '' }],
    ["NAME    = 'O''HARA '  / who", { keyword: 'NAME', value: "O'HARA", comment: 'who' }],
    ["SLASH   = 'a / b' / c / d", { keyword: 'SLASH', value: 'a / b', comment: 'c / d' }],
    ["LEAD    = '  x'", { keyword: 'LEAD', value: '  x' }],
    ['SIMPLE  =                    T', { keyword: 'SIMPLE', value: true }],
    ['FLAG    = F / no', { keyword: 'FLAG', value: false, comment: 'no' }],
    ['N       =  +0012', { keyword: 'N', value: 12 }],
    ['BIG     = 9223372036854775808', { keyword: 'BIG', value: 2n ** 63n }],
    ['SAFE    = 9007199254740991', { keyword: 'SAFE', value: 2 ** 53 - 1 }],
    ['X       = -1.5D-03', { keyword: 'X', value: -0.0015 }],
    ['X       = .5', { keyword: 'X', value: 0.5 }],
    ['X       = 5.', { keyword: 'X', value: 5 }],
    ['Z       = (1, -2.5E1) / pair', { keyword: 'Z', value: [1, -25], comment: 'pair' }],
    ['UNDEF   =              / nothing', { keyword: 'UNDEF', comment: 'nothing' }],
    ['COMMENT = not a value', { keyword: 'COMMENT', comment: '= not a value' }],
    ['HISTORY   two blanks', { keyword: 'HISTORY', comment: '  two blanks' }],
    ['        / where', { keyword: '', comment: '/ where' }],
    ['OLDCARD text', { keyword: 'OLDCARD', comment: 'text', commentary: true }],
    ['HIERARCH ESO DET ID = 5 / x', { keyword: 'ESO DET ID', value: 5, comment: 'x' }],
    ["HIERARCH ESO DEV1 REV= '5.6 '", { keyword: 'ESO DEV1 REV', value: '5.6' }],
  ])('%s', (image, expected) => {
    expect(card(image)).toEqual(expected)
  })

  test.each<[string, Card]>([
    ['exptime = 1e3', { keyword: 'EXPTIME', value: 1000 }],
    ['X       = 1.5d2', { keyword: 'X', value: 150 }],
    ["DATE    ='2020'", { keyword: 'DATE', value: '2020' }],
    ['X       =5', { keyword: 'X', value: 5 }],
  ])('tolerates %s', (image, expected) => {
    expect(card(image)).toEqual(expected)
  })

  test.each(["X       = 'open", 'X       = NaN', 'X       = 1.2.3', "X       = 'a' b"])(
    'keeps but does not read %s',
    (image) => {
      expect(card(image).unreadable).toBeDefined()
      expect(card(image).value).toBeUndefined()
    },
  )
})

describe('writing', () => {
  test.each<[Card, string]>([
    [{ keyword: 'SIMPLE', value: true }, `SIMPLE  = ${'T'.padStart(20)}`],
    [{ keyword: 'BITPIX', value: -32, comment: 'c' }, `BITPIX  = ${'-32'.padStart(20)} / c`],
    [{ keyword: 'XTENSION', value: 'IMAGE' }, "XTENSION= 'IMAGE   '"],
    [{ keyword: 'S', value: 'x', comment: 'c' }, `S       = 'x       '${' '.repeat(10)} / c`],
    [{ keyword: 'X', value: 1e-7 }, `X       = ${'1E-7'.padStart(20)}`],
    [{ keyword: 'X', value: 1e22 }, `X       = ${'1.0E22'.padStart(20)}`],
    [{ keyword: 'UNDEF', comment: 'c' }, `UNDEF   = ${' '.repeat(20)} / c`],
    [{ keyword: 'ESO DET ID', value: 5 }, `HIERARCH ESO DET ID = ${'5'.padStart(8)}`],
  ])('%o', (given, expected) => {
    expect(formatCard(given)).toEqual([expected.padEnd(80)])
  })

  test('a long string goes on over CONTINUE, never between doubled quotes', () => {
    for (const length of [60, 66, 67, 68, 69, 150]) {
      const value = `${'a'.repeat(length)}'''${'b'.repeat(80)}`
      const records = formatCard({ keyword: 'LONG', value, comment: 'c'.repeat(60) })
      expect(records.every((record) => record.length === 80)).toBe(true)
      expect(records.slice(1).every((record) => record.startsWith('CONTINUE  '))).toBe(true)
      for (const record of records) expect(record.match(/'/g)?.length ?? 0).toSatisfy(isEven)
    }
  })

  test.each<[string, Card]>([
    ['finite', { keyword: 'X', value: Number.NaN }],
    ['finite', { keyword: 'X', value: Number.POSITIVE_INFINITY }],
    ['ASCII', { keyword: 'X', value: 'Ångström' }],
    ['ASCII', { keyword: 'X', comment: 'a\nb' }],
    ['too long', { keyword: 'X', value: 1, comment: 'c'.repeat(80) }],
    ['not FITS', { keyword: 'X', unreadable: 'NaN' }],
    ['keyword', { keyword: 'a=b', value: 1 }],
  ])('refuses what is not %s', (what, given) => {
    expect(() => formatCard(given)).toThrow(what)
  })
})

const isEven = (n: unknown) => Number(n) % 2 === 0
const ascii = (maxLength: number) =>
  fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
    maxLength,
  })
const trimmed = (maxLength: number) => ascii(maxLength).map((text) => text.trim())
const keyword = fc.oneof(
  fc.stringMatching(/^[A-Z][A-Z0-9_-]{0,7}$/),
  fc.stringMatching(/^[A-Z][A-Z0-9]{1,7}( [A-Z][A-Z0-9]{1,7}){1,2}$/),
)
const value = fc.oneof(
  ascii(300).map((text) => text.trimEnd()),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.constantFrom(0.5, -1e-9, 1e20)),
)

describe('properties', () => {
  test('every card reads back as it was', () => {
    fc.assert(
      fc.property(keyword, value, trimmed(12), (keyword, value, comment) => {
        fc.pre(!['COMMENT', 'HISTORY', 'CONTINUE', 'END'].includes(keyword))
        const given: Card = { keyword, value, ...(comment && { comment }) }
        const bytes = Header.fromCards([given, { keyword: 'LAST', value: 1 }]).toBytes()
        expect(bytes.length % 2880).toBe(0)
        const [read, last] = Header.parse(bytes).cards
        expect(last).toEqual({ keyword: 'LAST', value: 1 })
        expect(read).toEqual(given)
      }),
      { numRuns: 2000 },
    )
  })

  test('long comments of strings are kept', () => {
    fc.assert(
      fc.property(
        ascii(200),
        fc.stringMatching(/^[a-z']{1,40}( [a-z'/&]{1,40}){0,9}$/),
        (text, comment) => {
          const given = { keyword: 'S', value: text.trimEnd(), comment }
          expect(Header.parse(Header.fromCards([given]).toBytes()).cards).toEqual([given])
        },
      ),
    )
  })

  test('a word longer than a card is cut', () => {
    const given = { keyword: 'S', value: 'x', comment: 'c'.repeat(100) }
    const [{ comment }] = Header.parse(Header.fromCards([given]).toBytes()).cards
    expect(comment).toBe(`${'c'.repeat(64)} ${'c'.repeat(36)}`)
  })

  test('text cards read back', () => {
    fc.assert(
      fc.property(ascii(72), (text) => {
        const given = { keyword: 'HISTORY', comment: text.trimEnd() }
        expect(Header.parse(Header.fromCards([given]).toBytes()).cards).toEqual([given])
      }),
    )
  })
})
