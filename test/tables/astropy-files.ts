/** What is read of tables that astropy wrote (test/reference/table_write.py), stored or new. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { csvText, readTable, Table, tableBytes } from '../../src/tables/index.js'
import { column } from './tables.js'

export function testAstropyFiles(folder: string): void {
  const read = (name: string) => readTable(memorySource(readFileSync(join(folder, name)), name))

  test.each(['types.ecsv', 'types-comma.ecsv', 'types.fits'])('%s', async (name) => {
    const table = await read(name)
    expect(column(table, 'id')).toEqual([2n ** 62n + 1n, null, -(2n ** 63n)])
    expect(column(table, 'i4')).toEqual([2 ** 31 - 1, -(2 ** 31), null])
    expect(table.column('i2').values).toEqual(Int16Array.of(-32768, 0, 32767))
    expect(table.column('u1').values).toEqual(Uint8Array.of(0, 128, 255))
    expect(table.column('mag').values).toEqual(Float64Array.of(22.76, NaN, -Infinity))
    expect(table.column('mag').unit).toBe('mag')
    expect(table.column('flux').values).toEqual(Float32Array.of(0.1, 1e30, -0))
    expect(table.column('flux').unit).toBe('Jy')
    expect(column(table, 'name')).toEqual(['NGC 1566', 'says "x", twice', null])
    expect(table.column('ok').values).toEqual([true, false, true])
    expect(table.column('pair')).toMatchObject({
      width: 2,
      values: Float64Array.of(1.5, NaN, 0, 2, 3, 4),
    })
  })

  test('unsigned ids stay whole, and cells of several axes keep them', async () => {
    const table = await read('shapes.fits')
    expect(table.column('id').values).toEqual(BigInt64Array.of(12n, 2n ** 32n - 1n))
    expect(table.column('covariance')).toMatchObject({ width: 6, dim: [2, 3] })
    expect(csvText(new Table([table.column('id')]))).toBe('id\n12\n4294967295\n')
  })

  test('complex numbers are pairs, and stay complex', async () => {
    const table = await read('complex.fits')
    const { values, width, complex } = table.column('phase')
    expect({ values, width, complex }).toEqual({
      ...{ values: Float64Array.of(1, 2), width: 2, complex: true },
    })
    const again = await readTable(memorySource(tableBytes(table, 'fits'), 'again.fits'))
    expect(again.columns).toEqual(table.columns)
  })

  test('metadata come back through our ECSV', async () => {
    const table = await read('meta.ecsv')
    const [x] = table.columns
    expect(x).toMatchObject({
      description: 'lorem ipsum '.repeat(20),
      format: '%.3f',
      ucd: 'pos.cartesian.x',
      attributes: { more: { a: '\x07é' } },
    })
    expect(table.meta.comments).toEqual(['a '.repeat(100), '# b: c', '- d'])
    expect(table.meta.attributes).toEqual({
      nested: {
        quote: 'it\'s "x" '.repeat(20),
        long: 'w'.repeat(150),
        list: [1, 2.5, { a: null }],
      },
      big: 2n ** 70n,
      tiny: 1e-30,
      words: ['yes', '1', '', 'null', 'line 1\nline 2', '~'],
      flag: true,
    })
    writeFileSync(join(folder, 'again.ecsv'), tableBytes(table, 'ecsv'))
    expect((await read('again.ecsv')).meta).toEqual({ ...table.meta, source: 'again.ecsv' })
  })
}
