/**
 * Stamps that are not what a model or another file has are refused, and the message says in what.
 */
import { expect, test } from 'vitest'
import { checkLayout, type StampLayout } from '../../src/cutouts/index.js'
import { layoutOfDataset } from '../../src/datasets/index.js'
import { Header } from '../../src/fits/index.js'
import { layoutOfModel } from '../../src/models/index.js'

const file: StampLayout = {
  bands: ['F275W', 'F438W', 'F814W'],
  sizePx: 32,
  cropPx: 32,
  window: 'centred',
  pixelScaleArcsec: 0.0396,
}

const check = (got: Partial<StampLayout>, expected: Partial<StampLayout> = {}) =>
  checkLayout({ ...file, ...expected }, { ...file, ...got }, 'b.fits', 'model starcnet')

test('the same stamps pass; so do filters that the model takes, and a scale that nobody knows', () => {
  expect(() => check({})).not.toThrow()
  expect(() => check({}, { bands: ['F275W', 'F435W|F438W', 'F814W'] })).not.toThrow()
  expect(() => check({ pixelScaleArcsec: undefined })).not.toThrow()
  expect(() => check({ pixelScaleArcsec: 0.04 })).not.toThrow()
})

test.each<[Partial<StampLayout>, Partial<StampLayout>, string]>([
  [
    { bands: ['F438W', 'F275W', 'F814W'] },
    {},
    "b.fits: bands in another order: expected F275W,F438W,F814W (model starcnet), got F438W,F275W,F814W; cut the stamps again with --bands 'F275W,F438W,F814W'",
  ],
  [{ bands: ['F275W', 'F438W'] }, {}, 'b.fits: other bands: expected F275W,F438W,F814W'],
  [{ bands: ['F275W', 'F435W|F438W', 'F814W'] }, {}, 'b.fits: other bands'],
  [
    { sizePx: 64, cropPx: 64 },
    {},
    'b.fits: stamps of another size: expected 32 px (model starcnet), got 64 px; cut them again with --size 32',
  ],
  [
    { sizePx: 299, cropPx: 50, resampling: 'bilinear' },
    { sizePx: 299, cropPx: 50, resampling: 'lanczos' },
    'expected 299 px, lanczos from 50 px (model starcnet), got 299 px, bilinear from 50 px; cut them again with --crop 50 --resample lanczos --size 299',
  ],
  [
    { window: 'starcnet' },
    {},
    'b.fits: stamps cut by another rule: expected centred (model starcnet), got starcnet',
  ],
  [
    { pixelScaleArcsec: 0.05 },
    {},
    'b.fits: mosaics of another pixel scale: expected 0.0396 arcsec a pixel (model starcnet), got 0.0500',
  ],
])('%j is refused', (got, expected, message) => {
  expect(() => check(got, expected)).toThrow(message)
})

const header = (cards: Record<string, string | number>) =>
  Header.fromCards(
    Object.entries(cards).map(([keyword, value]) => ({ keyword, value })),
    'a.fits',
  )

test('a file of starsift 0.1 is centred and not resampled', () => {
  const old = header({ BAND1: 'F555W', PIXSCALE: 0.0396 })
  expect(layoutOfDataset(old, [32, 32, 1, 9])).toEqual({
    bands: ['F555W'],
    sizePx: 32,
    cropPx: 32,
    window: 'centred',
    pixelScaleArcsec: 0.0396,
  })
})

test.each<[Record<string, string>, number[], RegExp]>([
  [
    { BAND1: 'F555W' },
    [32, 32, 9],
    /a.fits: CUTOUTS is not a stack of square stamps: .*32 x 32 x 9/,
  ],
  [{ BAND1: 'F555W' }, [32, 30, 1, 9], /not a stack of square stamps/],
  [
    { BAND1: 'F555W' },
    [32, 32, 2, 9],
    /does not say the filter of plane 2: expected keyword BAND2/,
  ],
  [{ BAND1: 'F555W', RESAMPLE: 'cubic' }, [32, 32, 1, 9], /RESAMPLE .*nearest.*got cubic/],
  [{ BAND1: 'F555W', WINDOW: 'odd' }, [32, 32, 1, 9], /WINDOW .*centred, starcnet, got odd/],
])('%j with axes %j is refused', (cards, axes, message) => {
  expect(() => layoutOfDataset(header(cards), axes)).toThrow(message)
})

test('a model says what stamps it takes', () => {
  const card = {
    bands: [{ name: 'F555W', accepts: ['F555W', 'F606W'] }],
    sizePx: 299,
    crop: { sizePx: 50, resampling: 'lanczos' },
    window: 'centred',
  } as const
  expect(
    layoutOfModel({
      ...card,
      bands: card.bands.map((band) => ({ ...band, accepts: [...band.accepts] })),
    }),
  ).toEqual({
    bands: ['F555W|F606W'],
    sizePx: 299,
    cropPx: 50,
    resampling: 'lanczos',
    window: 'centred',
  })
})
