/** A data set file, as `starsift cutouts` writes it, becomes stamps and labels. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cutDataset, fillWithMedian } from '../../src/cutouts/index.js'
import { withFile } from '../../src/files/index.js'
import { findHdu, readHdus, readImageWindow } from '../../src/fits/index.js'
import { readDataset } from '../../src/train/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { temporaryFolder } from '../fits/files.js'

const folder = mkdtempSync(join(temporaryFolder(), 'case-'))
const out = join(folder, 'stamps.fits')
const [N, WIDTH, HEIGHT] = [8, 60, 50]

/** Rows 1 and 4 are not classified, row 3 lies outside, row 5 reaches over the edge. */
const CATALOGUE = `id,x,y,class,other
0,20,30,3,9
1,30,30,0,1
2,40,20,1,1
3,500,12,4,1
4,11,12,,1
5,1,1,4,1
`

beforeAll(async () => {
  const images = join(folder, 'images')
  mkdirSync(images)
  for (const [i, filter] of ['F555W', 'F275W'].entries()) {
    const pixels = (x: number, y: number) => Math.sin(y * WIDTH + x) + 100 * i
    writeMosaic(join(images, `${i}.fits`), { width: WIDTH, height: HEIGHT, filter, pixels })
  }
  const catalog = join(folder, 'catalogue.csv')
  writeFileSync(catalog, CATALOGUE)
  await cutDataset({ images: [images], catalog, sizePx: N, out, origin: 0 })
})

test('classified rows with pixels, in their order; the others are counted', async () => {
  const { data, bands, nNotInspected, nBlank } = await readDataset(out)
  expect(bands).toEqual(['F275W', 'F555W'])
  expect(data.shape).toEqual([3, 2, N, N])
  expect([...data.labels]).toEqual([2, 0, 3])
  expect([nNotInspected, nBlank]).toEqual([2, 1])
})

test('the pixels are those of the file, holes filled as classify fills them', async () => {
  const { data } = await readDataset(out)
  await withFile(out, async (source) => {
    const hdu = findHdu(await readHdus(source), 'CUTOUTS')
    for (const [i, row] of [0, 2, 5].entries()) {
      for (const band of [0, 1]) {
        const window = { x0: 0, y0: 0, x1: N, y1: N, plane: row * 2 + band }
        const plane = await readImageWindow(source, hdu, window)
        expect(plane.some(Number.isNaN)).toBe(row === 5)
        fillWithMedian(plane)
        const start = (i * 2 + band) * N * N
        expect(data.stamps.subarray(start, start + N * N)).toEqual(plane)
      }
    }
  })
})

test('another column, and what cannot be one', async () => {
  await expect(readDataset(out, 'other')).rejects.toThrow(
    `${out}, column other, row 1: unknown class: expected classes 0-4, got 9`,
  )
  await expect(readDataset(out, 'clas')).rejects.toThrow('no column clas; did you mean class?')
})

test('a file that is no data set', async () => {
  await expect(readDataset(join(folder, 'images', '0.fits'))).rejects.toThrow('no HDU CUTOUTS')
})
