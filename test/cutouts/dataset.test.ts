/** The data set file: astropy opens it, rows and stamps belong together, any stamp is one read. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { openMosaics, stampWindow } from '../../src/cutouts/index.js'
import { cutouts } from '../../src/datasets/index.js'
import { InputError } from '../../src/errors.js'
import { temporaryFolder } from '../fits/files.js'
import { hasPython, runPython } from '../setup/peers.js'
import { writeMosaic } from './mosaic-files.js'
import { expectSameBits, stampByReading } from './oracle.js'

const root = temporaryFolder()
let folder = ''
let images = ''
let out = ''

const WIDTH = 90
const HEIGHT = 70
const N = 8
const BANDS = ['F555W', 'F275W', 'F814W']

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  images = mkdtempSync(join(folder, 'a-long-name-so-that-the-path-is-longer-than-a-card-of-fits-'))
  out = join(folder, 'stamps.fits')
  for (const [i, filter] of BANDS.entries()) {
    const pixels = (x: number, y: number) => (y * WIDTH + x) / 7 + 1000 * i
    writeMosaic(join(images, `${i}.fits`), { width: WIDTH, height: HEIGHT, filter, pixels })
  }
})

/** Row 3 has no position, row 4 lies outside, row 5 at the edge. */
const CATALOGUE = `id,x,y,note,class
7,20.25,60.5,first,1
3,40,10,"a, b",4
11,60.75,35,,2
2,,12,nowhere,0
5,500,12,outside,3
1,1,1,edge,4
`

function catalogue(text = CATALOGUE): string {
  const path = join(folder, 'candidates.csv')
  writeFileSync(path, text)
  return path
}

const job = (catalog = catalogue(), from = images) =>
  ({ fields: [{ name: 'made up', images: [from], catalog }], sizePx: N, out, origin: 0 }) as const

test('flags and bands come back', async () => {
  const { layout, flags } = await cutouts(job())
  expect(layout.bands).toEqual(['F275W', 'F555W', 'F814W'])
  const names = Array.from(flags, (bits) => flagNames(bits).join())
  expect(names).toEqual(['', '', '', 'no_position', 'outside', 'edge'])
})

interface Answer {
  hdus: string[]
  dtype: string
  shape: number[]
  header: Record<string, unknown>
  columns: string[]
  rows: unknown[][]
  empty: number[]
  sums: number[][]
  offset: number
}

describe.skipIf(!hasPython('astropy'))('as astropy reads it', () => {
  const readBack = (): Answer => JSON.parse(runPython('cutouts_dataset.py', out))

  test('header, shape, rows', async () => {
    await cutouts(job())
    const { hdus, dtype, shape, header, columns, rows, empty } = readBack()
    expect(hdus).toEqual(['PRIMARY', 'CUTOUTS', 'CATALOG'])
    expect([dtype, shape]).toEqual(['>f4', [6, 3, N, N]])
    expect(header).toMatchObject({
      BAND1: 'F275W',
      BAND2: 'F555W',
      BAND3: 'F814W',
      CROPPX: N,
      RESAMPLE: 'none',
      WINDOW: 'centred',
      FIELD1: 'made up',
      CAT1: join(folder, 'candidates.csv'),
      SRC1_1: join(images, '1.fits'),
      SRC1_3: join(images, '2.fits'),
      BUNIT: 'ELECTRONS/S',
      SOFTWARE: 'starsift 0.1.0',
    })
    expect(header['PIXSCALE']).toBeCloseTo(0.0396, 9)
    expect(header['MOSSCALE']).toBeCloseTo(0.0396, 9)
    const ofObject = ['field', 'id', 'x', 'y', 'ra', 'dec', 'flags'].map((name) => `cutout_${name}`)
    expect(columns).toEqual(['id', 'x', 'y', 'note', 'class', ...ofObject])
    expect(rows.map((row) => [...row.slice(0, 5), row.at(-1)])).toEqual([
      [7, 20.25, 60.5, 'first', 1, 0],
      [3, 40, 10, 'a, b', 4, 0],
      [11, 60.75, 35, '', 2, 0],
      [2, null, 12, 'nowhere', 0, 1],
      [5, 500, 12, 'outside', 3, 2],
      [1, 1, 1, 'edge', 4, 8],
    ])
    expect(rows.map((row) => row.slice(5, 9))).toEqual([
      ['made up', '7', 20.25, 60.5],
      ['made up', '3', 40, 10],
      ['made up', '11', 60.75, 35],
      ['made up', '2', null, 12],
      ['made up', '5', 500, 12],
      ['made up', '1', 1, 1],
    ])
    expect(empty).toEqual([3, 4])
  })

  test('any stamp is one read of the file', async () => {
    await cutouts(job())
    const { offset, rows } = readBack()
    const bytes = readFileSync(out)
    const field = await openMosaics([images])
    for (const [i, [, x, y]] of (rows as [number, number, number][]).entries()) {
      if (i === 3 || i === 4) continue
      const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, N)
      const stamp = Float32Array.from({ length: 3 * N * N }, (_, k) =>
        bytes.readFloatBE(offset + 4 * (i * 3 * N * N + k)),
      )
      expectSameBits(stamp, await stampByReading(field.mosaics, window, N))
    }
    await field.close()
  })

  test('more rows than are cut at a time', async () => {
    const n = 700
    const line = (_: unknown, i: number) => `${i},${(i * 37) % WIDTH},${(i * 53) % HEIGHT}`
    await cutouts(job(catalogue(['id,x,y', ...Array.from({ length: n }, line)].join('\n'))))
    const { rows, sums } = readBack()
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: n }, (_, i) => i))
    const field = await openMosaics([images])
    for (let i = 0; i < n; i += 13) {
      const [, x, y] = rows[i] as [number, number, number]
      const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, N)
      const stamp = await stampByReading([field.mosaics[2]], window, N)
      const sum = stamp.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0)
      expect(sums[i][2]).toBeCloseTo(sum, 6)
    }
    await field.close()
  })
})

test('what does not fit is refused before anything is written', async () => {
  const wrong = ['id,x,y\n1,500,5\n2,600,7\n', 'id,ra\n1,5\n']
  for (const text of wrong) {
    await expect(cutouts(job(catalogue(text)))).rejects.toThrow(InputError)
  }
  await expect(cutouts({ ...job(), sizePx: 100_000 })).rejects.toThrow(/at most 90 px/)
  expect(readdirSync(folder).filter((name) => /stamps|part/.test(name))).toEqual([])
})

test('a path that is not ASCII goes into the header percent-encoded', async () => {
  const accented = join(folder, 'Jos\u00e9 \ud83d\udd2d')
  renameSync(images, accented)
  await cutouts(job(undefined, accented))
  expect(
    readFileSync(out)
      .toString('latin1')
      .replaceAll(/&'\s*CONTINUE {2}'/g, ''),
  ).toContain('/Jos%C3%A9 %F0%9F%94%AD/1.fits')
})
