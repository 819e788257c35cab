/** TFORM and TDIM as the standard and archives write them. */
import { describe, expect, test } from 'vitest'
import { type ColumnFormat, parseDim, parseFormat } from '../../src/fits/column-format.js'

describe('TFORM', () => {
  test.each<[string, ColumnFormat]>([
    ['L', { code: 'L', repeat: 1, bytes: 1 }],
    ['11X', { code: 'X', repeat: 11, bytes: 2 }],
    ['16X', { code: 'X', repeat: 16, bytes: 2 }],
    ['B', { code: 'B', repeat: 1, bytes: 1 }],
    ['3I', { code: 'I', repeat: 3, bytes: 6 }],
    ['J', { code: 'J', repeat: 1, bytes: 4 }],
    ['K', { code: 'K', repeat: 1, bytes: 8 }],
    ['20A', { code: 'A', repeat: 20, bytes: 20 }],
    ['20A5', { code: 'A', repeat: 20, bytes: 20, substring: 5 }],
    ['20A20', { code: 'A', repeat: 20, bytes: 20 }],
    ['0D', { code: 'D', repeat: 0, bytes: 0 }],
    [' 2e ', { code: 'E', repeat: 2, bytes: 8 }],
    ['2C', { code: 'C', repeat: 2, bytes: 16 }],
    ['M', { code: 'M', repeat: 1, bytes: 16 }],
    ['PJ(5)', { code: 'J', repeat: 1, bytes: 8, descriptor: 4 }],
    ['1QD', { code: 'D', repeat: 1, bytes: 16, descriptor: 8 }],
    ['0PE()', { code: 'E', repeat: 0, bytes: 0, descriptor: 4 }],
  ])('%s', (format, expected) => {
    expect(parseFormat(format, 't')).toEqual(expected)
  })

  test.each(['', 'Z', '2PJ', 'P', 'PP', '-1J'])('"%s" is none', (format) => {
    expect(() => parseFormat(format, 'a.fits, column c')).toThrow(
      `a.fits, column c: a column format that is not FITS: expected a format such as E, 20A or PJ(5), got "${format}"`,
    )
  })
})

describe('TDIM', () => {
  test.each<[string, number, number[] | undefined]>([
    ['(5,2)', 10, [5, 2]],
    [' ( 5 , 2 ) ', 12, [5, 2]],
    ['(3)', 3, [3]],
    ['(5,3)', 10, undefined],
    ['5,2', 10, undefined],
    ['', 10, undefined],
  ])('"%s" in a cell of %i', (dim, repeat, expected) => {
    expect(parseDim(dim, repeat)).toEqual(expected)
  })
})
