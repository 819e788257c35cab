import { expect, test } from 'vitest'
import { writableFormatOf } from '../../src/tables/index.js'

test('a packed name is refused, since nothing packs it', () => {
  expect(writableFormatOf('a.csv')).toBe('csv')
  expect(() => writableFormatOf('a.csv.gz')).toThrow(
    /^a\.csv\.gz: packed tables are not written: .*, got \.gz; leave \.gz off, and pack the result$/,
  )
})
