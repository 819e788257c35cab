/** Data set files, as `starsift cutouts` writes them, become crops and labels. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type DatasetOptions, readDatasets } from '../../src/datasets/index.js'
import { withFile } from '../../src/files/index.js'
import { findHdu, readHdus, readImageWindow } from '../../src/fits/index.js'
import { cutouts } from '../../src/verbs/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { temporaryFolder } from '../fits/files.js'
import { writeDatasetFile } from './dataset-files.js'

const folder = mkdtempSync(join(temporaryFolder(), 'case-'))
const images = join(folder, 'images')
const catalog = join(folder, 'catalogue.csv')
const [N, WIDTH, HEIGHT] = [8, 60, 50]
const out = join(folder, 'stamps.fits')

/** Rows 1 and 4 are not classified, row 3 lies outside, row 5 reaches over the edge. */
const CATALOGUE = `id,x,y,class,other,aa,bb,cc
0,20,30,3,9,3,3,4
1,30,30,0,1,0,0,0
2,40.5,20.2,1,1,1,2,
3,500,12,4,1,4,4,4
4,11,12,,1,,,
5,1,1,4,1,4,4,4
`

const cut = (sizePx: number, path: string) =>
  cutouts({
    fields: [{ name: 'a', images: [images], catalog }],
    size: sizePx,
    out: path,
    origin: 0,
  })
const column = (name: string, cropPx?: number): DatasetOptions => ({
  labels: { from: 'column', columns: [name] },
  cropPx,
})

beforeAll(async () => {
  mkdirSync(images)
  for (const [i, filter] of ['F555W', 'F275W'].entries()) {
    const pixels = (x: number, y: number) => Math.sin(y * WIDTH + x) + 100 * i
    writeMosaic(join(images, `${i}.fits`), { width: WIDTH, height: HEIGHT, filter, pixels })
  }
  writeFileSync(catalog, CATALOGUE)
  await cut(N, out)
})

test('classified rows with pixels, in their order; the others are counted', async () => {
  const found = await readDatasets([out], column('class'))
  expect(found.layout.bands).toEqual(['F275W', 'F555W'])
  expect(found.crops.length).toBe(3 * 2 * N * N)
  expect([...found.classes]).toEqual([3, 1, 4])
  expect([found.nNotInspected, found.nBlank]).toEqual([2, 1])
  expect(found.objects.id).toEqual(['0', '2', '5'])
})

test('the pixels are those of the file, holes as they are', async () => {
  const { crops } = await readDatasets([out], column('class'))
  await withFile(out, async (source) => {
    const hdu = findHdu(await readHdus(source), 'CUTOUTS')
    for (const [i, row] of [0, 2, 5].entries()) {
      for (const band of [0, 1]) {
        const window = { x0: 0, y0: 0, x1: N, y1: N, plane: row * 2 + band }
        const plane = await readImageWindow(source, hdu, window)
        const start = (i * 2 + band) * N * N
        expect(crops.subarray(start, start + N * N)).toEqual(plane)
        expect(plane.some(Number.isNaN)).toBe(row === 5)
      }
    }
  })
})

test.each([4, 5, 7, 8])(
  'a crop of %i px holds the pixels that would have been cut',
  async (sizePx) => {
    const direct = join(folder, `direct-${sizePx}.fits`)
    await cut(sizePx, direct)
    const expected = await readDatasets([direct], column('class'))
    const found = await readDatasets([out], column('class', sizePx))
    expect(found.cropPx).toBe(sizePx)
    expect(found.crops).toEqual(expected.crops)
  },
)

test('a crop larger than the stamps, or of stamps that were resampled', async () => {
  await expect(readDatasets([out], column('class', 9))).rejects.toThrow(
    'a crop larger than the stamps: expected at most 8 px, got 9 px; cut the stamps again with --size 9',
  )
  const resampled = join(folder, 'resampled.fits')
  const field = { name: 'a', images: [images], catalog }
  await cutouts({
    ...{ fields: [field], size: 8, crop: 6, resample: 'bilinear', out: resampled, origin: 0 },
  })
  await expect(readDatasets([resampled], column('class', 6))).rejects.toThrow(
    'a crop of stamps that were resampled',
  )
})

test('several files are one set, in their order', async () => {
  const { classes, file, objects, crops } = await readDatasets([out, out], column('class'))
  expect([...classes]).toEqual([3, 1, 4, 3, 1, 4])
  expect([...file]).toEqual([0, 0, 0, 1, 1, 1])
  expect(objects.x.length).toBe(6)
  expect(crops.subarray(crops.length / 2)).toEqual(crops.subarray(0, crops.length / 2))
})

test("a pixel scale is compared with that of the first file that says its own, and is the set's", async () => {
  const [silent, fine, coarse] = [Number.NaN, 0.0396, 0.05].map((scaleArcsec, i) =>
    writeDatasetFile(join(folder, `scale-${i}.fits`), { n: 8, seed: i, scaleArcsec }),
  )
  const read = (...paths: string[]) => readDatasets(paths, column('class'))
  expect((await read(silent, fine)).layout.pixelScaleArcsec).toBe(0.0396)
  await expect(read(silent, fine, coarse)).rejects.toThrow(
    `${coarse}: mosaics of another pixel scale: expected 0.0396 arcsec a pixel (${fine}), got 0.0500`,
  )
})

test('votes: their mode, and their shares', async () => {
  const columns = ['aa', 'bb', 'cc']
  const mode = await readDatasets([out], { labels: { from: 'mode', columns } })
  expect([...mode.classes]).toEqual([3, 2, 4])
  expect(mode.shares).toBeUndefined()
  const { classes, shares } = await readDatasets([out], { labels: { from: 'soft', columns } })
  expect([...classes]).toEqual([3, 2, 4])
  const third = Math.fround(1 / 3)
  const expected = [0, 0, Math.fround(2 / 3), third, 0.5, 0.5, 0, 0, 0, 0, 0, 1]
  expect([...shares!]).toEqual(expected)
})

test('another column, and what cannot be one', async () => {
  await expect(readDatasets([out], column('other'))).rejects.toThrow(
    `${out}, column other, row 1: unknown class: expected classes 0-4, got 9`,
  )
  await expect(readDatasets([out], column('clas'))).rejects.toThrow(
    'no column clas; did you mean class?',
  )
  const labels = { from: 'column' as const, columns: ['aa', 'bb'] }
  await expect(readDatasets([out], { labels })).rejects.toThrow('several columns of classes')
})

test('a file that is no data set', async () => {
  await expect(readDatasets([join(images, '0.fits')], column('class'))).rejects.toThrow(
    'no HDU CUTOUTS',
  )
})
