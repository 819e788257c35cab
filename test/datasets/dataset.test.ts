/** The data set file: rows and stamps belong together, any stamp is one read; what is refused. */
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flagNames } from '../../src/catalog/index.js'
import { openMosaics, stampWindow } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFitsFiles, withFile } from '../../src/files/index.js'
import { findHdu, imageAxes, readHdus } from '../../src/fits/index.js'
import { readFitsTable } from '../../src/tables/index.js'
import { cutouts } from '../../src/verbs/index.js'
import { expectSameBits, stampByReading } from '../cutouts/oracle.js'
import { catalogue, HEIGHT, here, job, N, useDatasetCase, WIDTH } from './dataset-case.js'

useDatasetCase()

test('flags and bands come back', async () => {
  const { layout, flags } = await cutouts(job())
  expect(layout.bands).toEqual(['F275W', 'F555W', 'F814W'])
  const names = Array.from(flags, (bits) => flagNames(bits).join())
  expect(names).toEqual(['', '', '', 'no_position', 'outside', 'edge'])
})

/** The file with our own reader; dataset.reference.test.ts has astropy's. */
async function readBack() {
  return withFile(here.out, async (source) => {
    const hdu = findHdu(await readHdus(source), 'CUTOUTS')
    return { hdu, table: await readFitsTable(source, 'CATALOG') }
  })
}

test('a row for every candidate, in their order, with what was given and where it was cut', async () => {
  await cutouts(job())
  const { hdu, table } = await readBack()
  const added = ['field', 'id', 'x', 'y', 'ra', 'dec', 'flags'].map((name) => `cutout_${name}`)
  expect(table.names).toEqual(['id', 'x', 'y', 'note', 'class', ...added])
  const column = (name: string) => [...table.column(name).values]
  expect(column('id').map(Number)).toEqual([7, 3, 11, 2, 5, 1])
  expect(column('cutout_id')).toEqual(['7', '3', '11', '2', '5', '1'])
  expect(column('cutout_x')).toEqual([20.25, 40, 60.75, NaN, 500, 1])
  expect(column('cutout_y')).toEqual([60.5, 10, 35, 12, 12, 1])
  expect(column('cutout_flags')).toEqual([0, 0, 0, 1, 2, 8])
  expect(imageAxes(hdu)).toEqual([N, N, 3, 6])
  const { header } = hdu
  expect(['BAND1', 'BAND2', 'BAND3', 'CROPPX', 'WINDOW'].map((key) => header.get(key))).toEqual([
    ...['F275W', 'F555W', 'F814W', N, 'centred'],
  ])
  expect(header.get('PIXSCALE')).toBeCloseTo(0.0396, 9)
})

test('any stamp is one read of the file', async () => {
  await cutouts(job())
  const { hdu, table } = await readBack()
  const bytes = readFileSync(here.out)
  const field = await openMosaics(await openFitsFiles([here.images]))
  for (const i of [0, 1, 2, 5]) {
    const [x, y] = ['x', 'y'].map((name) => Number(table.column(name).values[i]))
    const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, N)
    const stamp = Float32Array.from({ length: 3 * N * N }, (_, k) =>
      bytes.readFloatBE(hdu.dataStart + 4 * (i * 3 * N * N + k)),
    )
    expectSameBits(stamp, await stampByReading(field.mosaics, window, N))
  }
  await field.close()
})

test('more rows than are cut at a time', async () => {
  const n = 700
  const line = (_: unknown, i: number) => `${i},${(i * 37) % WIDTH},${(i * 53) % HEIGHT}`
  await cutouts(job(catalogue(['id,x,y', ...Array.from({ length: n }, line)].join('\n'))))
  const { hdu, table } = await readBack()
  expect(table.nRows).toBe(n)
  const bytes = readFileSync(here.out)
  const field = await openMosaics(await openFitsFiles([here.images]))
  for (let i = 0; i < n; i += 13) {
    const [x, y] = [(i * 37) % WIDTH, (i * 53) % HEIGHT]
    const window = stampWindow('centred', { x, y, fitsX: x + 1, fitsY: y + 1 }, N)
    const stamp = Float32Array.from({ length: N * N }, (_, k) =>
      bytes.readFloatBE(hdu.dataStart + 4 * ((i * 3 + 2) * N * N + k)),
    )
    expectSameBits(stamp, await stampByReading([field.mosaics[2]], window, N))
  }
  await field.close()
})

test('what does not fit is refused before anything is written', async () => {
  const wrong = ['id,x,y\n1,500,5\n2,600,7\n', 'id,ra\n1,5\n']
  for (const text of wrong) {
    await expect(cutouts(job(catalogue(text)))).rejects.toThrow(InputError)
  }
  await expect(cutouts({ ...job(), size: 100_000 })).rejects.toThrow(/at most 90 px/)
  expect(readdirSync(here.folder).filter((name) => /stamps|part/.test(name))).toEqual([])
})

test('a path that is not ASCII goes into the header percent-encoded', async () => {
  const accented = join(here.folder, 'Jos\u00e9 \ud83d\udd2d')
  renameSync(here.images, accented)
  await cutouts(job(undefined, accented))
  expect(
    readFileSync(here.out)
      .toString('latin1')
      .replaceAll(/&'\s*CONTINUE {2}'/g, ''),
  ).toContain('/Jos%C3%A9 %F0%9F%94%AD/1.fits')
})
