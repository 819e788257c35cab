/** HDUs: what is and is not FITS, files that are cut short, and HTTP. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { httpSource, memorySource } from '../../src/bytes/index.js'
import { InputError } from '../../src/errors.js'
import {
  binaryTableHdu,
  findHdu,
  imageHdu,
  readHdus,
  readImageWindow,
} from '../../src/fits/index.js'

const values = Float32Array.from({ length: 6 }, (_, i) => i)
const file = Buffer.concat([
  imageHdu({ axes: [], values: new Uint8Array(0), primary: true }),
  imageHdu({ axes: [3, 2], values, primary: false, name: 'SCI' }),
  imageHdu({
    axes: [3, 2],
    values,
    primary: false,
    name: 'SCI',
    cards: [{ keyword: 'EXTVER', value: 2 }],
  }),
  binaryTableHdu({ name: 'CATALOG', columns: [{ name: 'x', values: new Float64Array(3) }] }),
])
const read = (bytes: Uint8Array) => readHdus(memorySource(bytes, 'a.fits'))

test('kinds, names, versions and places', async () => {
  const hdus = await read(file)
  expect(hdus.map(({ index, kind, name, version }) => [index, kind, name, version])).toEqual([
    [0, 'image', 'PRIMARY', 1],
    [1, 'image', 'SCI', 1],
    [2, 'image', 'SCI', 2],
    [3, 'binary-table', 'CATALOG', 1],
  ])
  expect(hdus.map(({ dataStart, dataLength }) => [dataStart, dataLength])).toEqual([
    [2880, 0],
    [5760, 24],
    [11520, 24],
    [17280, 24],
  ])
})

test('a header of many blocks is read to its end', async () => {
  const cards = Array.from({ length: 2000 }, (_, i) => ({ keyword: `K${i}`, value: i }))
  const [hdu] = await read(imageHdu({ axes: [6], values, primary: true, cards }))
  expect(hdu.header.number('K1999')).toBe(1999)
})

test('findHdu', async () => {
  const hdus = await read(file)
  expect(findHdu(hdus, 'sci').index).toBe(1)
  expect(findHdu(hdus, 'SCI', 2).index).toBe(2)
  expect(findHdu(hdus, 3).name).toBe('CATALOG')
  expect(() => findHdu(hdus, 'SCI', 3)).toThrow(
    'a.fits: no HDU SCI,3; choose one of 0 PRIMARY,1 (image); 1 SCI,1 (image); 2 SCI,2 (image); 3 CATALOG,1 (binary-table)',
  )
})

describe('cut short', () => {
  test('in the data', async () => {
    await expect(read(file.subarray(0, 5760 + 10))).rejects.toThrow(
      'a.fits, HDU 1 (SCI): truncated FITS file: expected 5784 bytes, got 5770 bytes; download it again',
    )
  })

  test('in a header', async () => {
    await expect(read(file.subarray(0, 2880 + 160))).rejects.toThrow(
      /a\.fits, HDU 1 at byte 2880: a header without END/,
    )
  })

  test('in the last padding alone: all data are there', async () => {
    expect((await read(file.subarray(0, 17280 + 24))).length).toBe(4)
  })

  test('zero bytes and special records after the last HDU are ignored', async () => {
    expect((await read(Buffer.concat([file, new Uint8Array(5760)]))).length).toBe(4)
    expect((await read(Buffer.concat([file, Buffer.from('special')]))).length).toBe(4)
  })
})

describe('what is not FITS is named', () => {
  test.each<[string, string | number[]]>([
    ['an empty file', ''],
    ['a gzip file', [0x1f, 0x8b, 8]],
    ['Unix compress', [0x1f, 0x9d]],
    ['an HTML page', '\n<!DOCTYPE html><html>'],
    ['a VOTable', '<?xml version="1.0"?>\n<VOTABLE version="1.4">'],
    ['a PNG picture', '\x89PNG\r\n'],
    ['an HDF5 file', '\x89HDF\r\n'],
    ['an ASDF file', '#ASDF 1.0.0'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1'],
    ['without its primary header', "XTENSION= 'IMAGE   '"],
    ['zero bytes', [0, 0, 0, 0]],
    ['"id,ra,dec?1,2,3"', 'id,ra,dec\n1,2,3'],
  ])('%s', async (what, content) => {
    const bytes =
      typeof content === 'string' ? Buffer.from(content, 'latin1') : Uint8Array.from(content)
    const error = await read(bytes).catch((error) => error)
    expect(error).toBeInstanceOf(InputError)
    expect(error.message).toContain(
      'a.fits: not a FITS file: expected SIMPLE = T at its start, got ',
    )
    expect(error.message).toContain(what)
  })

  test.each([
    [
      'NAXIS   =                    0',
      'NAXIS   =                   -1',
      /keyword NAXIS: expected 0 to 999, got -1/,
    ],
    ['BITPIX  =                    8', 'BITPIZ  =                    8', /HDU 0.*BITPIX/],
    [
      'NAXIS   =                    0',
      'NAXIS   =                    1',
      /keyword NAXIS1: expected a number/,
    ],
  ])('%s made %s', async (from, to, message) => {
    const text = file.toString('latin1').replace(from, to)
    const wrong = read(Buffer.from(text, 'latin1')).then(([hdu]) => hdu.header.number('BITPIX'))
    await expect(wrong).rejects.toThrow(message)
  })
})

describe('over HTTP', () => {
  const ranged: RequestListener = (request, response) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
    if (request.method === 'HEAD') response.setHeader('content-length', file.length).end()
    else if (start) response.writeHead(206).end(file.subarray(Number(start), Number(end) + 1))
    else response.writeHead(400).end()
  }
  const whole: RequestListener = (request, response) => {
    response.setHeader('content-length', file.length)
    response.end(request.method === 'HEAD' ? undefined : file)
  }
  const absent: RequestListener = (_, response) => response.writeHead(404).end()

  async function served<T>(
    listener: RequestListener,
    work: (url: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer(listener)
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.fits`)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  test('a window', () =>
    served(ranged, async (url) => {
      const source = await httpSource(url)
      const sci = findHdu(await readHdus(source), 'SCI', 2)
      const window = await readImageWindow(source, sci, { x0: 1, y0: 0, x1: 3, y1: 2 })
      expect(window).toEqual(Float32Array.of(1, 2, 4, 5))
    }))

  test('a server without ranges', () =>
    served(whole, async (url) => {
      const source = await httpSource(url)
      await expect(readHdus(source)).rejects.toThrow(/ignores range requests.*got status 200/)
    }))

  test('no such file', () =>
    served(absent, async (url) => {
      await expect(httpSource(url)).rejects.toThrow(/cannot read over HTTP.*status 404/)
    }))
})
