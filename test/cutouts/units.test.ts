/**
 * Pixels in the units of archives become e-/s, each band for itself; astropy.units agrees
 * (units.reference.test.ts).
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type FieldOptions, openMosaics } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFitsFiles } from '../../src/files/index.js'
import { imageHdu } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'
import {
  type MosaicFile,
  mosaicBytes,
  mosaicHdu,
  WITHOUT_SKY,
  writeMosaic,
} from './mosaic-files.js'
import { unitCases } from './unit-cases.js'

const root = temporaryFolder()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const size = { width: 8, height: 6 }
const write = (name: string, mosaic: Partial<MosaicFile> = {}) =>
  writeMosaic(join(folder, name), { ...size, ...mosaic })

/** Notes, units and the first pixels of each band, by both ways to read them. */
async function read(paths: string[], options: FieldOptions = {}) {
  const field = await openMosaics(await openFitsFiles(paths), options)
  try {
    const bands = []
    for (const mosaic of field.mosaics) {
      const window = await mosaic.readWindow(0, 0, 3, 1)
      const bytes = new Uint8Array(3 * mosaic.pixels.bytesPerPixel)
      await mosaic.readRows(0, bytes)
      const row = new Float32Array(3)
      mosaic.pixels.decode(bytes, 0, 3, row, 0)
      expect(row).toEqual(window)
      bands.push({ unit: mosaic.unit, pixels: [...window] })
    }
    return { notes: field.notes, bands }
  } finally {
    await field.close()
  }
}

async function refusal(paths: string[], options?: FieldOptions): Promise<string> {
  const error = await read(paths, options).then(
    () => new Error('it was read'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '')
}

test.each(unitCases)('$unit is $rate e-/s', async ({ unit, keywords, rate, how }) => {
  const pixels = (x: number) => [1, 0, Number.NaN][x] ?? 5
  const path = write('a.fits', { pixels, keywords: { BUNIT: unit, ...keywords } })
  const { bands, notes } = await read([path])
  const [{ pixels: found }] = bands
  expect(found[0] / rate).toBeCloseTo(1, 6)
  expect(found.slice(1)).toEqual([0, Number.NaN])
  if (rate === 1) expect([bands[0].unit, notes]).toEqual([unit, []])
  else expect([bands[0].unit, notes.length]).toEqual(['e-/s', 1])
  if (how) expect(notes).toEqual([`pixels were converted to e-/s: F555W ${how}`])
})

test('each band for itself, in one note', async () => {
  const pixels = () => 100
  const files = [
    write('a.fits', { pixels, filter: 'F275W', keywords: { BUNIT: 'ELECTRONS', EXPTIME: 50 } }),
    write('b.fits', { pixels, filter: 'F555W' }),
    write('c.fits', { pixels, filter: 'F814W', keywords: { BUNIT: 'DN/s', CCDGAIN: 1.5 } }),
  ]
  const { bands, notes } = await read(files)
  expect(bands.map((band) => band.pixels[0])).toEqual([2, 100, 150])
  expect(bands.map((band) => band.unit)).toEqual(['e-/s', 'ELECTRONS/S', 'e-/s'])
  expect(notes).toEqual([
    'pixels were converted to e-/s: F275W ELECTRONS / EXPTIME 50; F814W DN/s * CCDGAIN 1.5',
  ])
})

test('scaled integers with BLANK: one rounding, BLANK stays NaN', async () => {
  const path = join(folder, 'a.fits')
  const cards = [
    ...[
      { keyword: 'FILTER', value: 'F555W' },
      { keyword: 'BUNIT', value: 'ELECTRONS' },
    ],
    ...[
      { keyword: 'EXPTIME', value: 3 },
      { keyword: 'BLANK', value: -32768 },
    ],
    ...[
      { keyword: 'BSCALE', value: 0.1 },
      { keyword: 'BZERO', value: 7 },
    ],
  ]
  const values = Int16Array.of(10, -70, -32768, 1, 2, 3)
  writeFileSync(path, imageHdu({ axes: [3, 2], values, primary: true, cards }))
  const { bands } = await read([path])
  expect(bands[0].pixels).toEqual([Math.fround((7 + 0.1 * 10) / 3), 0, Number.NaN])
})

test('a keyword of the primary header counts too', async () => {
  const path = join(folder, 'mef.fits')
  const said = { ...WITHOUT_SKY, EXPTIME: 4 }
  const primary = mosaicHdu({ width: 0, height: 0, keywords: said }, true)
  const science = { ...size, pixels: () => 8, keywords: { BUNIT: 'ELECTRONS' } }
  writeFileSync(path, Buffer.concat([primary, mosaicHdu(science, false, 'SCI')]))
  expect((await read([path])).bands[0].pixels).toEqual([2, 2, 2])
})

describe('refused by name', () => {
  test.each<[string, Record<string, number | string>, string]>([
    ['ELECTRONS', {}, 'a.fits: pixels in ELECTRONS: expected EXPTIME or TEXPTIME or EXPOSURE or'],
    ['ELECTRONS', { EXPTIME: 0 }, 'expected EXPTIME above 0, to make e-/s of them, got 0; add the'],
    ['ELECTRONS', { EXPTIME: -5 }, 'expected EXPTIME above 0'],
    ['ELECTRONS', { EXPTIME: 'long' }, 'expected EXPTIME above 0, to make e-/s of them, got long'],
    [
      'COUNTS',
      { EXPTIME: 10 },
      'expected GAIN or CCDGAIN or ATODGAIN or ADCGAIN or EGAIN, to make',
    ],
    ['DN/s', {}, 'pixels in DN/s: expected GAIN or CCDGAIN'],
    ['cps', { GAIN: 1, CCDGAIN: 1.5 }, 'expected one gain, got GAIN = 1, CCDGAIN = 1.5'],
    ['Jy', {}, 'pixels in Jy: expected PHOTPLAM, to make e-/s of them, got no such keyword'],
    ['MJy/sr', { PHOTPLAM: 5000 }, 'expected PHOTFLAM, to make e-/s of them'],
    ['erg/s/cm2/A', { PHOTFLAM: 0 }, 'expected PHOTFLAM above 0'],
    ['e-/s2', {}, 'got no unit that becomes e-/s; correct BUNIT, or say --unit e-/s'],
    ['MJY/SR', { PHOTFLAM: 1e-19, PHOTPLAM: 5000 }, 'got no unit that becomes e-/s'],
    ['mag', {}, 'got no unit that becomes e-/s'],
    ['UNITLESS', {}, 'got no unit that becomes e-/s'],
    ['seconds', {}, 'got no unit that becomes e-/s'],
    ['counts2', { GAIN: 1, EXPTIME: 1 }, 'got no unit that becomes e-/s'],
    ['e-/s/', {}, 'got no unit that becomes e-/s'],
    ['0 e-/s', {}, 'got no unit that becomes e-/s'],
    ['1e400 e-/s', {}, 'got no unit that becomes e-/s'],
    ['(e-/s', {}, 'got no unit that becomes e-/s'],
  ])('%s with %j', async (BUNIT, keywords, message) => {
    expect(await refusal([write('a.fits', { keywords: { BUNIT, ...keywords } })])).toContain(
      message,
    )
  })

  test('a truth value is no time', async () => {
    const bytes = mosaicBytes({ ...size, keywords: { BUNIT: 'ELECTRONS', EXPTIME: true } })
    writeFileSync(join(folder, 'a.fits'), bytes)
    expect(await refusal([join(folder, 'a.fits')])).toContain('expected EXPTIME above 0')
  })

  test('two headers that contradict each other', async () => {
    const said = { ...WITHOUT_SKY, EXPTIME: 4 }
    const primary = mosaicHdu({ width: 0, height: 0, keywords: said }, true)
    const science = { ...size, keywords: { BUNIT: 'ELECTRONS', EXPTIME: 12 } }
    const path = join(folder, 'mef.fits')
    writeFileSync(path, Buffer.concat([primary, mosaicHdu(science, false, 'SCI')]))
    expect(await refusal([path])).toContain('expected one EXPTIME, got EXPTIME = 12, EXPTIME = 4')
  })

  test('MJy/sr where nobody says how large a pixel is', async () => {
    const bright = { BUNIT: 'MJy/sr', PHOTFLAM: 1e-19, PHOTPLAM: 5000 }
    const bare = write('a.fits', { keywords: { ...WITHOUT_SKY, ...bright } })
    expect(await refusal([bare])).toContain('expected PIXAR_SR, to make e-/s of them')
  })
})

describe('--unit', () => {
  const pixels = () => 10
  const unit = 'e-/s'

  test('in place of a BUNIT that is missing', async () => {
    const path = write('a.fits', { pixels, keywords: { BUNIT: undefined } })
    const { bands, notes } = await read([path], { unit })
    expect([bands[0].pixels[0], bands[0].unit, notes]).toEqual([10, 'e-/s', []])
  })

  test('against BUNIT, with a note', async () => {
    const path = write('a.fits', { pixels, keywords: { BUNIT: 'COUNTS' } })
    const { bands, notes } = await read([path], { unit })
    expect(bands[0].pixels[0]).toBe(10)
    expect(notes).toEqual([`${path}: unit e-/s, as asked, although BUNIT says COUNTS`])
  })

  test('a unit that is converted', async () => {
    const path = write('a.fits', { pixels, keywords: { BUNIT: undefined, EXPTIME: 5 } })
    const { bands, notes } = await read([path], { unit: 'electrons' })
    expect(bands[0].pixels[0]).toBe(2)
    expect(notes).toEqual(['pixels were converted to e-/s: F555W electrons / EXPTIME 5'])
  })

  test('an empty text is no unit', async () => {
    const path = write('a.fits', { keywords: { BUNIT: undefined } })
    expect((await read([path], { unit: ' ' })).notes).toHaveLength(1)
  })

  test('a unit that is none', async () => {
    expect(await refusal([write('a.fits')], { unit: 'bananas' })).toContain('pixels in bananas')
  })
})
