/** The data set file as astropy opens it (test/reference/cutouts_dataset.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMosaics, stampWindow } from '../../src/cutouts/index.js'
import { openFitsFiles } from '../../src/files/index.js'
import { cutouts } from '../../src/verbs/index.js'
import { expectSameBits, stampByReading } from '../cutouts/oracle.js'
import { runPython, withPython } from '../setup/peers.js'
import { catalogue, HEIGHT, here, job, N, useDatasetCase, WIDTH } from './dataset-case.js'

useDatasetCase()

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

withPython('astropy', 'as astropy reads it', () => {
  const readBack = (): Answer => JSON.parse(runPython('cutouts_dataset.py', here.out))

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
      CAT1: join(here.folder, 'candidates.csv'),
      SRC1_1: join(here.images, '1.fits'),
      SRC1_3: join(here.images, '2.fits'),
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
    const bytes = readFileSync(here.out)
    const field = await openMosaics(await openFitsFiles([here.images]))
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
    const field = await openMosaics(await openFitsFiles([here.images]))
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
