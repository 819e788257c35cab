/** Which table of a FITS file is read, and what is said of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import { binaryTableHdu, imageHdu } from '../../src/fits/index.js'
import { readFitsTable } from '../../src/tables/index.js'
import { openTable } from '../../src/verbs/open-table.js'
import { temporaryFolder } from '../fits/files.js'

const folder = temporaryFolder()
const values = Float64Array.of(1, 2)
const hdu = (name: string, ...columns: string[]) =>
  binaryTableHdu({ name, columns: columns.map((column) => ({ name: column, values })) })

function file(...hdus: Uint8Array[]): string {
  const primary = imageHdu({ axes: [], primary: true, values: new Uint8Array(0) })
  const path = join(folder, `${Math.random()}.fits`)
  writeFileSync(path, Buffer.concat([primary, ...hdus]))
  return path
}

describe('the table', () => {
  const meta = hdu('META', 'filter', 'zp')
  test.each<[string, Uint8Array[], string[]]>([
    ['with pixels', [meta, hdu('CAT', 'id', 'x', 'y')], ['id', 'x', 'y']],
    ['of FITS_LDAC', [meta, hdu('LDAC_OBJECTS', 'X_IMAGE', 'Y_IMAGE')], ['X_IMAGE', 'Y_IMAGE']],
    [
      'of FITS_LDAC without positions',
      [hdu('LDAC_IMHEAD', 'Field Header Card'), hdu('LDAC_OBJECTS', 'MAG_AUTO')],
      ['MAG_AUTO'],
    ],
    ['with sky positions', [meta, meta, hdu('T', 'RA', 'DEC')], ['RA', 'DEC']],
    ['with classes, if none has positions', [meta, hdu('T', 'id', 'ml_class')], ['id', 'ml_class']],
    [
      'with positions before the one with classes',
      [hdu('P', 'class'), hdu('T', 'x', 'y')],
      ['x', 'y'],
    ],
    ['the first, if nothing tells', [meta, hdu('T', 'a')], ['filter', 'zp']],
    [
      'after an image',
      [imageHdu({ axes: [2], values: new Uint8Array(2), primary: false }), meta],
      ['filter', 'zp'],
    ],
  ])('%s', async (_, hdus, names) => {
    expect((await openTable(file(...hdus))).names).toEqual(names)
  })

  test('with the columns that are asked for', async () => {
    const path = file(hdu('A', 'x', 'y'), hdu('B', 'XC', 'YC'))
    expect((await openTable(path, {}, ['xc', 'YC', undefined, '3'])).names).toEqual(['XC', 'YC'])
  })

  test('a note says which, and names the others', async () => {
    const { meta: said } = await openTable(file(meta, hdu('CAT', 'x', 'y')))
    expect([...said.notes!]).toEqual([
      'the table is HDU 2 CAT (binary-table); others: 1 META (binary-table)',
    ])
    expect((await openTable(file(hdu('CAT', 'x', 'y')))).meta.notes).toBeUndefined()
  })

  test('several chips in FITS_LDAC are a doubt', async () => {
    const chip = [hdu('LDAC_IMHEAD', 'x', 'y'), hdu('LDAC_OBJECTS', 'X_IMAGE', 'Y_IMAGE')]
    const { meta: said, names } = await openTable(file(...chip, ...chip))
    expect(names).toEqual(['X_IMAGE', 'Y_IMAGE'])
    expect(said.notes!.filter((note) => said.notes!.isDoubt(note))).toEqual([
      'one of 2 tables LDAC_OBJECTS is read, that of one chip; --hdu takes another',
    ])
  })

  test.each([1, 'meta', 'META'])('--hdu %s overrules', async (asked) => {
    const path = file(meta, hdu('CAT', 'x', 'y'))
    expect((await openTable(path, { hdu: asked })).names).toEqual(['filter', 'zp'])
  })

  test.each<[number | string, string]>([
    [3, 'no HDU 3'],
    ['CATALOGUE', 'no HDU CATALOGUE'],
    [0, 'not a binary table'],
  ])('--hdu %s, which is no table', async (asked, message) => {
    await expect(openTable(file(meta), { hdu: asked })).rejects.toThrow(message)
  })

  test('--hdu for a text table is told', async () => {
    const path = join(folder, 'a.csv')
    writeFileSync(path, 'x,y\n1,2\n')
    const { meta: said } = await openTable(path, { hdu: 1 })
    expect([...said.notes!]).toEqual([`table 1 is asked for, but ${path} has one table`])
  })
})

test('columns without bytes are left out, with a note', async () => {
  const source = memorySource(
    Buffer.concat([
      imageHdu({ axes: [], primary: true, values: new Uint8Array(0) }),
      binaryTableHdu({
        columns: [
          { name: 'none', values: new Float64Array(0), repeat: 0 },
          { name: 'x', values },
        ],
      }),
    ]),
    'a.fits',
  )
  const table = await readFitsTable(source)
  expect([table.names, table.nRows]).toEqual([['x'], 2])
  expect([...table.meta.notes!]).toEqual(['columns without any value are left out: none (0D)'])
})

test.each([
  ['numbers in a column of truth values', [1, 2, 3, 4], 4],
  ['letters', [0x54, 0x46, 0x59, 0x4e], 2],
  ['T, F and nothing', [0x54, 0x46, 0, 0], 0],
  ['t and f', [0x74, 0x66, 0x54, 0x54], 2],
  ['digits', [0x31, 0x30, 0x54, 0x46], 2],
])('%s', async (_, stored, nOdd) => {
  const truths = binaryTableHdu({ columns: [{ name: 'ok', values: [true, true, true, true] }] })
  truths.set(stored, 2880)
  const primary = imageHdu({ axes: [], primary: true, values: new Uint8Array(0) })
  const table = await readFitsTable(memorySource(Buffer.concat([primary, truths]), 'a.fits'))
  const { values: read, missing } = table.columns[0]
  expect(stored.map((__, row) => (missing?.[row] ? null : read[row]))).toEqual(
    stored.map((byte) => (byte === 0x54 ? true : byte === 0x46 ? false : null)),
  )
  const notes = [...(table.meta.notes ?? [])]
  const said = `column ok: ${nOdd} of 4 truth values are neither T nor F`
  expect(notes).toEqual(nOdd > 0 ? [said] : [])
})
