/** Sheets of stamps that are too large for one pass over the mosaics. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { stampSheets } from '../../src/report/stamp-sheets.js'
import { computedMosaic } from '../figures/computed-mosaic.js'

/** A sheet of 256 such stamps has more than 32 MB: two are too much for one pass. */
const SIZE = 210
const PER_SHEET = 256
/** Two stars, of the first row of the first sheet and of the first row of the second. */
const STARS = [
  { x: 170, y: 1300 },
  { x: 180, y: 160 },
]

test('large sheets are drawn one after another, each stamp on its own', async () => {
  const reads: number[] = []
  const mosaic = computedMosaic(400, 1500, (x, y) =>
    STARS.some((star) => Math.hypot(star.x - x, star.y - y) < 20) ? 9 : 1,
  )
  const watched = {
    ...mosaic,
    readWindow: (...[x0, y0, x1, y1]: Parameters<typeof mosaic.readWindow>) => {
      reads.push(y0)
      return mosaic.readWindow(x0, y0, x1, y1)
    },
  }
  const place = (of: 'x' | 'y') => {
    const values = new Float64Array(PER_SHEET + 1).fill(Number.NaN)
    values[0] = STARS[0][of]
    values[PER_SHEET] = STARS[1][of]
    return values
  }
  const shares: number[] = []
  const { sheets, nRows } = await stampSheets({
    ...{ mosaics: [watched], levels: [{ sky: 1, noise: 0.1 }] },
    ...{ x: place('x'), y: place('y'), window: 'centred', sizePx: SIZE },
    onProgress: (share) => shares.push(share),
  })
  expect(nRows).toBe(PER_SHEET + 1)
  expect(sheets).toHaveLength(2)
  // The second sheet begins anew, at a place before that of the first.
  expect(reads).toEqual([STARS[0].y - SIZE / 2, STARS[1].y - SIZE / 2])
  expect(shares).toEqual([PER_SHEET / nRows, 1])
  for (const sheet of sheets) {
    const bytes = Buffer.from(sheet.split(',')[1], 'base64')
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const redAt = (x: number, y: number) => data[3 * (y * info.width + x)]
    expect(redAt(SIZE / 2, SIZE / 2)).toBeGreaterThan(200)
    expect(redAt(SIZE / 2, 20)).toBeLessThan(80)
    expect(redAt(SIZE + SIZE / 2, SIZE / 2)).toBeLessThan(20)
  }
})
