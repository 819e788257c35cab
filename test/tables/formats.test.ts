import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { CommandError } from '../../src/errors.js'
import { binaryTableHdu, imageHdu } from '../../src/fits/index.js'
import {
  fitsTableBytes,
  formatOf,
  parseCsv,
  readFitsTable,
  readTable,
  Table,
  tableBytes,
  writtenEndings,
} from '../../src/tables/index.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import { rowsOfTable, tableOf } from './tables.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (name: string, content: Uint8Array) => readTable(memorySource(content, name))

test.each([
  ['a/b.CSV', 'csv'],
  ['a.ecsv', 'ecsv'],
  ['a.b.fits', 'fits'],
  ['a.fit', 'fits'],
  ['a.fits.gz', 'fits'],
  ['a.tab', 'tab'],
  ['a.txt', 'tab'],
  ['C:\\x\\a.cat', 'tab'],
])('%s is %s', (path, format) => {
  expect(formatOf(path)).toBe(format)
})

/** The endings of all formats that are written. */
const ALL = `${writtenEndings().slice(0, -1).join(', ')} or ${writtenEndings().at(-1)}`

test.each([
  ['a.xlsx', `a.xlsx: unknown table format: expected a name that ends in ${ALL}, got .xlsx`],
  ['.d/a', `.d/a: unknown table format: expected a name that ends in ${ALL}, got no ending`],
])('%s is refused', (path, message) => {
  expect(() => formatOf(path)).toThrow(CommandError)
  expect(() => formatOf(path)).toThrow(message)
})

describe('the content decides where it can', () => {
  const table = parseCsv('id,x\n1,2.5\n')
  test.each([
    ['FITS named .dat', 'a.dat', tableBytes(table, 'fits')],
    ['ECSV named .txt', 'a.txt', tableBytes(table, 'ecsv')],
    ['ECSV named .csv', 'a.csv', tableBytes(table, 'ecsv')],
    ['CSV named .txt', 'a.txt', bytes('id,x\n1,2.5\n')],
    ['CSV with blanks named .dat', 'a.dat', bytes('id, x\n1, 2.5\n')],
    ['gzip', 'a.csv.gz', new Uint8Array(gzipSync('id,x\n1,2.5\n'))],
    ['gzipped FITS', 'a.fits.gz', new Uint8Array(gzipSync(tableBytes(table, 'fits')))],
    ['a table', 'a.tab', tableBytes(table, 'tab')],
  ])('%s', async (_, name, content) => {
    expect(rowsOfTable(await read(name, content))).toEqual({ id: [1], x: [2.5] })
  })

  test.each([
    ['a.dat', bytes('PAR1'), 'a.dat: a damaged Parquet file'],
    [
      'a.csv.gz',
      new Uint8Array(gzipSync('id,x\n1,2.5\n')).subarray(0, 20),
      'a.csv.gz: a damaged gzip file; download it again',
    ],
    ['a.fits', bytes('id,x\n'), 'a.fits: not a FITS file: expected SIMPLE = T at its start'],
    ['a', bytes('id x\n'), 'a: a table without rows: expected at least one row'],
  ])('%s: %#', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message)
  })

  test('a format that is asked for', async () => {
    const source = memorySource(bytes('id,x\n1,2.5\n'), 'catalogue')
    expect((await readTable(source, { format: 'csv' })).names).toEqual(['id', 'x'])
  })
})

describe('FITS', () => {
  test('random tables come back, missing values, types and all; a blank text is missing', async () => {
    const text = fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)
    await fc.assert(
      fc.asyncProperty(tableOf({ text }), async (table) => {
        const again = await read('a.fits', fitsTableBytes(table))
        for (const { name, values } of table.columns) {
          const floats = name.startsWith('float')
          if (floats) expect(again.column(name).values).toEqual(values)
          else expect(rowsOfTable(again)[name]).toEqual(rowsOfTable(table)[name])
          expect(again.column(name).values.constructor).toBe(values.constructor)
        }
      }),
    )
  })

  test('units, descriptions, UCDs and vectors come back', async () => {
    const table = new Table([
      { name: 'ra', values: Float64Array.of(1, 2), unit: 'deg', ucd: 'pos.eq.ra' },
      { name: 'v', values: Int16Array.of(1, 2, 3, 4), width: 2, missing: Uint8Array.of(0, 1) },
      { name: 's', values: ['a', ''], description: 'a name' },
    ])
    const again = await read('a.fits', tableBytes(table, 'fits'))
    expect(rowsOfTable(again)).toEqual({ ra: [1, 2], v: [[1, 2], null], s: ['a', null] })
    expect(again.columns[0]).toMatchObject({ unit: 'deg', ucd: 'pos.eq.ra' })
    expect(again.columns[2].description).toBe('a name')
  })

  test('a table by its name, or the first', async () => {
    const parts = [
      imageHdu({ axes: [], primary: true, values: new Uint8Array(0) }),
      ...['ONE', 'TWO'].map((name, i) =>
        binaryTableHdu({ name, columns: [{ name: 'n', values: Int32Array.of(i) }] }),
      ),
    ]
    const source = memorySource(new Uint8Array(Buffer.concat(parts)), 'a.fits')
    expect(rowsOfTable(await readFitsTable(source))).toEqual({ n: [0] })
    expect(rowsOfTable(await readFitsTable(source, 'two'))).toEqual({ n: [1] })
    await expect(readFitsTable(source, 'THREE')).rejects.toThrow('no HDU THREE')
  })

  test('an image is no table', async () => {
    const image = imageHdu({ axes: [1], primary: true, values: new Uint8Array(1) })
    await expect(read('a.fits', image)).rejects.toThrow(
      'a.fits: no table in this FITS file: expected a binary or ASCII table extension, got 0 PRIMARY (image)',
    )
  })

  test.skipIf(!hasShared('fits'))(
    'conformance files: ASCII, and lists of variable length',
    async () => {
      const file = (name: string) => readFileSync(sharedPath('fits', 'files', name))
      expect(rowsOfTable(await read('ascii.fits', file('ascii.fits')))).toMatchObject({
        a: [10.123, 5.2, 15.61, null, 345],
        b: [37, 23, 17, null, 345],
      })
      const lists = await read('variable_length_table.fits', file('variable_length_table.fits'))
      expect(lists.column('var')).toMatchObject({
        values: Int16Array.of(45, 56, 11, 12, 13),
        offsets: Int32Array.of(0, 2, 5),
      })
    },
  )
})

test.each(['csv', 'tab'] as const)(
  'comments of ECSV stay out of .%s, whose readers take the first line for the names',
  async (format) => {
    const ecsv =
      '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: id, datatype: int64}\n# meta: !!omap\n# - comments: [made by me]\n# schema: astropy-2.0\nid\n7\n'
    const table = await read('a.ecsv', bytes(ecsv))
    expect(table.meta.comments).toEqual(['made by me'])
    const text = new TextDecoder().decode(tableBytes(table, format))
    expect(text.split('\n')[0].replace(/^# /, '')).toBe('id')
    expect(new TextDecoder().decode(tableBytes(table, 'ecsv'))).toContain('made by me')
  },
)
