/** Which image of a file is the mosaic, and which never is, whatever it is called or packed in. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { type MosaicOptions, openMosaic } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFile } from '../../src/files/index.js'
import { binaryTableHdu, type Card, type CardValue, imageHdu } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'
import { drizzledHeader, mosaicHdu, WITHOUT_SKY } from './mosaic-files.js'

const root = temporaryFolder()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const size = { width: 8, height: 6 }
const empty = mosaicHdu({ width: 0, height: 0, keywords: WITHOUT_SKY }, true)

/** An extension of pixels that are all `value`. */
const image = (name: string, value: number, keywords: Record<string, CardValue> = {}) =>
  mosaicHdu({ ...size, pixels: () => value, keywords }, false, name)

/** An image of any number of axes, in the primary HDU. */
function axes(lengths: number[], more: Record<string, CardValue> = {}): Uint8Array {
  const n = lengths.reduce((product, length) => product * length, 1)
  const keywords = { ...drizzledHeader(lengths[0], lengths[1] ?? 1, 'F555W'), ...more }
  const cards: Card[] = Object.entries(keywords).map(([keyword, value]) => ({ keyword, value }))
  const values = Float32Array.from({ length: n }, (_, i) => i + 1)
  return imageHdu({ axes: lengths, values, primary: true, cards })
}

/** Of a tile-compressed image only the header counts here. */
function compressed(name: string): Uint8Array {
  const bytes = binaryTableHdu({ columns: [{ name: 'X', values: Int16Array.of(1) }], name })
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.indexOf('END     ')
  const card = 'ZIMAGE  =                    T'.padEnd(80)
  return Buffer.from(text.slice(0, at) + card + text.slice(at, -80), 'latin1')
}

function file(name: string, ...parts: Uint8Array[]): string {
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat(parts))
  return path
}

/** The first pixel of the mosaic. */
async function first(path: string, options?: MosaicOptions): Promise<number> {
  const mosaic = await openMosaic(await openFile(path), options)
  try {
    return (await mosaic.readWindow(0, 0, 1, 1))[0]
  } finally {
    await mosaic.close()
  }
}

async function refusal(path: string): Promise<string> {
  const error = await first(path).then(
    () => new Error('it was opened'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '')
}

describe('taken', () => {
  test.each<[string, Uint8Array[]]>([
    ['SCI before its maps', [empty, image('SCI', 7), image('WHT', 1), image('CTX', 2)]],
    ['SCI behind its maps', [empty, image('ERR', 1), image('DQ', 2), image('sci', 7)]],
    [
      'an image without a name beside a weight map',
      [mosaicHdu({ ...size, pixels: () => 7 }, true), image('WHT', 1)],
    ],
    [
      'the maps of JWST',
      [
        empty,
        image('SCI', 7),
        image('ERR', 1),
        image('CON', 2),
        image('VAR_POISSON', 3),
        image('VAR_RNOISE', 4),
      ],
    ],
    ['another name, beside maps', [empty, image('DRIZZLED', 7), image('RMS', 1), image('MASK', 2)]],
    ['SCI beside a packed weight map', [empty, image('SCI', 7), compressed('WHT')]],
    ['SCI beside another image', [empty, image('PREVIEW', 1), image('SCI', 7)]],
  ])('%s', async (_, parts) => {
    expect(await first(file('a.fits', ...parts))).toBe(7)
  })

  test.each<[number[]]>([[[8, 6, 1]], [[8, 6, 1, 1]], [[8, 6, 1, 1, 1]], [[1, 6, 1]]])(
    'axes %j: those of one pixel say nothing',
    async (lengths) => {
      const more = { CTYPE3: 'WAVELENG', CRVAL3: 1, CDELT3: 1, CRPIX3: 1 }
      expect(await first(file('a.fits', axes(lengths, more)))).toBe(1)
    },
  )

  test('the same in an extension, packed with gzip', async () => {
    const cube = axes([8, 6, 1])
    const path = join(folder, 'a.fits.gz')
    writeFileSync(path, gzipSync(cube))
    expect(await first(path)).toBe(1)
  })
})

describe('never taken', () => {
  test.each<[string, string]>([
    ['WHT', 'a weight map'],
    ['wht', 'a weight map'],
    ['WEIGHT', 'a weight map'],
    ['F555W_WHT', 'a weight map'],
    ['IVAR', 'a weight map'],
    ['ERR', 'an error map'],
    ['RMS', 'an error map'],
    ['VAR_POISSON', 'an error map'],
    ['DQ', 'a map of data quality'],
    ['MASK', 'a map of data quality'],
    ['CTX', 'a context image'],
    ['EXP', 'an exposure map'],
    ['SEGM', 'a segmentation map'],
  ])('an extension %s alone: %s', async (name, is) => {
    expect(await refusal(file('a.fits', empty, image(name, 1)))).toBe(
      `a.fits: ${is}, not a mosaic: expected the science image (SCI), got 0 PRIMARY (image), ` +
        `1 ${name} (image); give the file of the science image; if this is one, rename it`,
    )
  })

  test.each([
    ['ngc1566_f555w_wht.fits', 'a weight map'],
    ['NGC1566-F555W-WHT.FITS', 'a weight map'],
    ['ngc1566_f555w_drc_wht_v2.fits', 'a weight map'],
    ['ngc1566_f555w_ctx.fits', 'a context image'],
    ['ngc1566.err.fits', 'an error map'],
    ['ngc1566_rms.fit', 'an error map'],
    ['ngc1566_dq.fits', 'a map of data quality'],
    ['ngc1566_exp.fts', 'an exposure map'],
    ['ngc1566_mask.fits', 'a map of data quality'],
  ])('%s by its name: %s', async (name, is) => {
    const plain = file(name, mosaicHdu(size, true))
    expect(await refusal(plain)).toContain(`${name}: ${is}, not a mosaic`)
    const packed = join(folder, `${name}.gz`)
    writeFileSync(packed, gzipSync(mosaicHdu(size, true)))
    expect(await refusal(packed)).toContain(`${name}.gz: ${is}, not a mosaic`)
  })

  test.each(['WEIGHT', 'mask', 'DARK', 'exposure map error'])('IMAGETYP %s', async (IMAGETYP) => {
    const path = file('a.fits', mosaicHdu({ ...size, keywords: { IMAGETYP } }, true))
    expect(await refusal(path)).toMatch(/a\.fits: an? .*, not a mosaic/)
  })

  test('names that only begin so', async () => {
    for (const name of ['mask_ngc1566.fits', 'expanse.fits', 'wht.fits', 'ngc1566_arc.fits']) {
      const path = file(name, mosaicHdu({ ...size, pixels: () => 7 }, true))
      if (name === 'wht.fits') expect(await refusal(path)).toContain('a weight map')
      else expect(await first(path)).toBe(7)
    }
  })

  test('a weight map where the science image is packed', async () => {
    const path = file('a.fits', empty, compressed('SCI'), image('WHT', 1000))
    // Its header says too little for it to be unpacked; the weight map does not stand in for it.
    expect(await refusal(path)).toContain('a.fits, HDU 1 (SCI): keyword ZNAXIS')
  })

  test('whatever the name of such a file says', async () => {
    const path = file('sci_packed_wht_plain.fits', empty, compressed('SCI'), image('WHT', 1000))
    expect(await refusal(path)).toContain('HDU 1 (SCI): keyword ZNAXIS')
    const whole = file('a_wht.fits', empty, image('SCI', 7), image('WHT', 1))
    expect(await first(whole)).toBe(7)
    const contradiction = file('b_wht.fits', empty, image('SCI', 7))
    expect(await refusal(contradiction)).toContain('b_wht.fits: a weight map, not a mosaic')
  })

  test('a preview where the science image is packed', async () => {
    const path = file('a.fits', empty, compressed('SCI'), image('PREVIEW', 1))
    expect(await refusal(path)).toContain('HDU 1 (SCI): keyword ZNAXIS')
    const unnamed = file('b.fits', mosaicHdu(size, true), compressed('COMPRESSED_IMAGE'))
    expect(await refusal(unnamed)).toContain('more than one image could be the mosaic')
  })

  test.each<[number[], string]>([
    [
      [8, 6, 5],
      'a cube of several planes, not an image: expected two axes; further axes may have one pixel, got NAXIS1 = 8, NAXIS2 = 6, NAXIS3 = 5',
    ],
    [[8, 6, 1, 3], 'NAXIS3 = 1, NAXIS4 = 3'],
    [[1, 8, 6], 'a cube of several planes'],
    [[8], 'an image of one axis: expected two axes'],
  ])('axes %j', async (lengths, message) => {
    expect(await refusal(file('a.fits', axes(lengths)))).toContain(message)
  })

  test('a cube called SCI beside a flat image', async () => {
    const cube = imageHdu({
      ...{ axes: [8, 6, 2], values: new Float32Array(96), primary: false, name: 'SCI' },
      cards: [{ keyword: 'FILTER', value: 'F555W' }],
    })
    expect(await refusal(file('a.fits', empty, cube, image('PREVIEW', 1)))).toContain('a cube')
  })

  test('two science images', async () => {
    const path = file('a_flc.fits', empty, image('SCI', 1), image('SCI', 2))
    expect(await refusal(path)).toContain('more than one image could be the mosaic')
  })

  test('a data set of stamps', async () => {
    const stamps = imageHdu({
      ...{ axes: [8, 8, 1, 1], values: new Float32Array(64), primary: false, name: 'CUTOUTS' },
    })
    expect(await refusal(file('a.fits', empty, stamps))).toBe(
      'a.fits: a data set of stamps, not a mosaic; give the mosaics of the field',
    )
  })
})
