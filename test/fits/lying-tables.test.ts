/** Tables whose keywords contradict each other, or point outside: each is refused by its keyword. */
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/bytes/index.js'
import {
  type Card,
  Header,
  imageHdu,
  padding,
  readAsciiTable,
  readBinaryTable,
  readHdus,
} from '../../src/fits/index.js'

type Keywords = Record<string, Card['value']>

/** Reads the first table of a file with these keywords and bytes. */
async function read(keywords: Keywords, dataBytes: number) {
  const header = Header.fromCards(
    Object.entries(keywords).map(([keyword, value]) => ({ keyword, value })),
  )
  const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
  const data = new Uint8Array(dataBytes).fill(0x31)
  const bytes = Buffer.concat([primary, header.toBytes(), data, padding(data.length)])
  const source = memorySource(bytes, 't.fits')
  const hdu = (await readHdus(source))[1]
  return hdu.kind === 'ascii-table' ? readAsciiTable(source, hdu) : readBinaryTable(source, hdu)
}

const shape = (rowBytes: number, nRows: number, nFields: number, more: Keywords): Keywords => ({
  XTENSION: 'BINTABLE',
  BITPIX: 8,
  NAXIS: 2,
  NAXIS1: rowBytes,
  NAXIS2: nRows,
  PCOUNT: 0,
  GCOUNT: 1,
  TFIELDS: nFields,
  ...more,
})

/** 3 rows: an integer of 32 bits, text of 4. */
const binary = (more: Keywords) => shape(8, 3, 2, { TFORM1: 'J', TFORM2: '4A', ...more })
/** 2 rows of a list, 8 bytes of heap. */
const heap = (more: Keywords) => shape(8, 2, 1, { PCOUNT: 8, TFORM1: 'PB(8)', ...more })
/** 3 rows of 9 characters: I3 and F5.1. */
const ascii = (more: Keywords) => ({
  ...shape(9, 3, 2, {}),
  ...{ XTENSION: 'TABLE', TFORM1: 'I3', TBCOL1: 1, TFORM2: 'F5.1', TBCOL2: 5, ...more },
})

test('the same tables without the lie are read', async () => {
  expect((await read(binary({}), 24)).nRows).toBe(3)
  expect((await read(ascii({}), 27)).columns[1].values).toEqual(
    Float64Array.of(1111.1, 1111.1, 1111.1),
  )
})

describe('binary tables', () => {
  test.each<[string, Keywords, RegExp]>([
    ['GCOUNT 0', { GCOUNT: 0 }, /keyword GCOUNT: expected 1 for images and tables, got 0/],
    ['GCOUNT 2', { GCOUNT: 2, NAXIS2: 1 }, /keyword GCOUNT/],
    ['BITPIX 16', { BITPIX: 16, NAXIS2: 1 }, /keyword BITPIX: expected 8 for a table, got 16/],
    ['BITPIX -8', { BITPIX: -8 }, /keyword BITPIX/],
    ['one axis', { NAXIS: 1 }, /keyword NAXIS: expected 2 for a table, got 1/],
    ['three axes', { NAXIS: 3, NAXIS3: 1 }, /keyword NAXIS/],
    ['more rows than bytes', { NAXIS2: 3000 }, /truncated FITS file/],
    ['rows beyond 2^53 bytes', { NAXIS1: 2 ** 40, NAXIS2: 2 ** 40 }, /truncated FITS file/],
    [
      'rows without bytes',
      { NAXIS1: 0 },
      /keyword NAXIS1: expected bytes for the 3 rows of NAXIS2/,
    ],
    ['a billion rows without bytes', { NAXIS1: 0, NAXIS2: 1e9 }, /keyword NAXIS1/],
    ['a negative PCOUNT', { PCOUNT: -80 }, /keyword PCOUNT/],
    ['a heap beyond the file', { PCOUNT: 10_000 }, /truncated FITS file/],
    ['TFIELDS -1', { TFIELDS: -1 }, /keyword TFIELDS: expected 0 to 999, got -1/],
    ['TFIELDS 1000', { TFIELDS: 1000 }, /keyword TFIELDS/],
    ['TFIELDS 1.5', { TFIELDS: 1.5 }, /keyword TFIELDS/],
    ['a column too many', { TFIELDS: 3, TFORM3: '2E' }, /wider than the row: .* 16 bytes/],
    ['a column too few', { TFIELDS: 1 }, /spare bytes: expected NAXIS1 = 8 bytes, got 4/],
    ['a TFORM that lost a digit', { TFORM2: 'A' }, /spare bytes/],
    ['a TFORM of a terabyte', { TFORM2: '999999999999L' }, /wider than the row/],
    ['a TFORM of 30 digits', { TFORM2: `${'9'.repeat(30)}D` }, /wider than the row/],
    ['TNULL beyond 32 bits', { TNULL1: 2 ** 31 }, /keyword TNULL1: expected an integer from -214/],
    ['TNULL that is no integer', { TNULL1: 1.5 }, /keyword TNULL1/],
    ['TNULL as text', { TNULL1: '-99' }, /keyword TNULL1/],
    ['TNULL of unsigned 16 bits', { TFORM1: '2I', TZERO1: 32768, TNULL1: 65535 }, /keyword TNULL1/],
    ['a compressed table', { ZTABLE: true }, /keyword ZTILELEN/],
  ])('%s', async (_, lie, message) => {
    await expect(read(binary(lie), 24)).rejects.toThrow(message)
  })

  test('many columns without bytes', async () => {
    const forms = Array.from({ length: 900 }, (_, i) => [`TFORM${i + 2}`, '0A'])
    const keywords = shape(1, 5000, 901, { TFORM1: 'A', ...Object.fromEntries(forms) })
    await expect(read(keywords, 5000)).rejects.toThrow(
      'keyword TFORM: expected columns with bytes, got 4500000 cells without any',
    )
  })
})

describe('the heap', () => {
  test.each<[string, Keywords]>([
    ['before the rows', { THEAP: -80 }],
    ['among the rows', { THEAP: 8 }],
    ['behind the data', { THEAP: 25 }],
    ['no integer', { THEAP: 16.5 }],
  ])('THEAP %s', async (_, lie) => {
    await expect(read(heap(lie), 24)).rejects.toThrow(/keyword THEAP: expected 16 \(behind/)
  })

  test('lists that share their bytes do not become gigabytes', async () => {
    const nRows = 2000
    const data = 2 ** 20
    const keywords = shape(8, nRows, 1, { PCOUNT: data, TFORM1: 'PB' })
    const header = Header.fromCards(
      Object.entries(keywords).map(([keyword, value]) => ({ keyword, value })),
    )
    const rows = new DataView(new ArrayBuffer(8 * nRows))
    for (let row = 0; row < nRows; row++) rows.setInt32(8 * row, data)
    const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
    const content = [new Uint8Array(rows.buffer), new Uint8Array(data)]
    const bytes = Buffer.concat([primary, header.toBytes(), ...content, padding(8 * nRows + data)])
    const source = memorySource(bytes, 't.fits')
    const hdu = (await readHdus(source))[1]
    await expect(readBinaryTable(source, hdu)).rejects.toThrow(/share the bytes of the heap/)
  })
})

describe('ASCII tables', () => {
  test.each<[string, Keywords, RegExp]>([
    ['TBCOL beyond the row', { TBCOL2: 13 }, /keyword TBCOL2: expected 5 characters within the 9/],
    ['TBCOL that ends beyond it', { TBCOL2: 6 }, /keyword TBCOL2/],
    ['TBCOL 0', { TBCOL1: 0 }, /keyword TBCOL1/],
    ['TBCOL -3', { TBCOL1: -3 }, /keyword TBCOL1/],
    ['TBCOL 1.5', { TBCOL1: 1.5 }, /keyword TBCOL1/],
    ['a TFORM wider than the row', { TFORM1: 'I12' }, /keyword TBCOL1/],
    ['a TFORM without width', { TFORM1: 'A0' }, /a column format that is not FITS/],
    ['GCOUNT 0', { GCOUNT: 0 }, /keyword GCOUNT/],
    ['rows without bytes', { NAXIS1: 0, NAXIS2: 1e12, TFIELDS: 0 }, /keyword NAXIS1/],
  ])('%s', async (_, lie, message) => {
    await expect(read(ascii(lie), 27)).rejects.toThrow(message)
  })

  test.each(['NaN', '***', 'NA ', '-  '])('"%s" says that there is no number', async (word) => {
    const keywords = { ...shape(4, 3, 1, {}), XTENSION: 'TABLE', TFORM1: 'I3', TBCOL1: 1 }
    const header = Header.fromCards(
      Object.entries(keywords).map(([keyword, value]) => ({ keyword, value })),
    )
    const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
    const text = new TextEncoder().encode(`  1 ${word}   2 `)
    const bytes = Buffer.concat([primary, header.toBytes(), text, padding(text.length)])
    const source = memorySource(bytes, 't.fits')
    const { columns } = await readAsciiTable(source, (await readHdus(source))[1])
    expect(columns[0].missing).toEqual(Uint8Array.of(0, 1, 0))
  })
})
