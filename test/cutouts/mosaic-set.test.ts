/**
 * The mosaics of a field: which image of a file, in which order, and what does not belong together.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { type FitsMosaicSet, openMosaics } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFitsFiles } from '../../src/files/index.js'
import { temporaryFolder } from '../fits/files.js'
import { unpackFiles } from '../setup/golden.js'
import { hasShared, sharedPath } from '../setup/peers.js'
import {
  type MosaicFile,
  mosaicBytes,
  mosaicHdu,
  WITHOUT_SKY,
  writeMosaic,
} from './mosaic-files.js'

const root = temporaryFolder()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const size = { width: 30, height: 20 }
const write = (name: string, mosaic: Partial<MosaicFile> = {}) =>
  writeMosaic(join(folder, name), { ...size, ...mosaic })

/** Opens, looks, closes. */
async function open<T>(paths: string[], look: (field: FitsMosaicSet) => T | Promise<T>) {
  const field = await openMosaics(await openFitsFiles(paths))
  try {
    return await look(field)
  } finally {
    await field.close()
  }
}

const bandsOf = ({ mosaics }: FitsMosaicSet) => mosaics.map(({ band }) => band)
const notesOf = ({ notes }: FitsMosaicSet) => notes

/** The message, without the folder of the test. */
async function refusal(...paths: string[]): Promise<string> {
  const error = await openFitsFiles(paths)
    .then(openMosaics)
    .then(
      () => new Error('it was opened'),
      (error) => error,
    )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '')
}

describe('a field', () => {
  test('bands from blue to red, whatever the names and the order of the files', async () => {
    const filters = ['F814W', 'F275W', 'F555W', 'F160W', 'F438W']
    const files = filters.map((filter, i) =>
      write(`${i}_f336w.fits`, {
        filter,
        keywords: filter === 'F160W' ? { DETECTOR: 'IR' } : undefined,
      }),
    )
    expect(await open(files, bandsOf)).toEqual(['F275W', 'F438W', 'F555W', 'F814W', 'F160W'])
  })

  test('a folder: its .fits, .fit and .gz, and nothing else', async () => {
    write('b.fits', { filter: 'F814W' })
    write('a.FIT', { filter: 'F555W' })
    const packed = gzipSync(mosaicBytes({ ...size, filter: 'F438W' }))
    writeFileSync(join(folder, 'c.fits.gz'), packed)
    writeFileSync(join(folder, 'readme.txt'), 'no mosaic')
    writeFileSync(join(folder, '._b.fits'), "macOS's attributes of b.fits")
    mkdirSync(join(folder, 'more'))
    expect(await open([folder], bandsOf)).toEqual(['F438W', 'F555W', 'F814W'])
  })

  test('what is known of it', async () => {
    const files = [write('a.fits', { filter: 'F438W' }), write('b.fits', { filter: 'F814W' })]
    await open(files, ({ mosaics, width, height, pixelScaleArcsec, notes }) => {
      expect([width, height, notes]).toEqual([30, 20, []])
      expect(pixelScaleArcsec).toBeCloseTo(0.0396, 9)
      expect(mosaics[0]).toMatchObject({ unit: 'ELECTRONS/S', instrument: 'WFC3/UVIS' })
    })
  })

  test('gzip gives the same pixels', async () => {
    const bytes = mosaicBytes(size)
    writeFileSync(join(folder, 'a.fits.gz'), gzipSync(bytes))
    await open([join(folder, 'a.fits.gz')], async ({ mosaics: [mosaic] }) => {
      expect(mosaic.bytes).toBe(bytes.length)
      expect([...(await mosaic.readWindow(3, 2, 6, 4))]).toEqual([63, 64, 65, 93, 94, 95])
    })
  })

  test('SCI among other images, FILTER in the primary header', async () => {
    const path = join(folder, 'mef.fits')
    const keywords = { FILTER: undefined, INSTRUME: undefined, DETECTOR: undefined }
    const image = (value: number) => ({ ...size, pixels: () => value, keywords })
    const said = { ...WITHOUT_SKY, FILTER: 'F606W', INSTRUME: 'ACS', DETECTOR: 'WFC' }
    const primary = mosaicHdu({ width: 0, height: 0, keywords: said }, true)
    const parts = ['WHT', 'SCI', 'CTX'].map((name, i) => mosaicHdu(image(i), false, name))
    writeFileSync(path, Buffer.concat([primary, ...parts]))
    await open([path], async ({ mosaics: [mosaic] }) => {
      expect([mosaic.band, mosaic.instrument]).toEqual(['F606W', 'ACS/WFC'])
      expect([...(await mosaic.readWindow(0, 0, 1, 1))]).toEqual([1])
    })
  })

  test.skipIf(!hasShared('hst'))('drizzled images of Hubble', async () => {
    await open([sharedPath('hst')], ({ mosaics, width, height, pixelScaleArcsec, notes }) => {
      expect(mosaics.map(({ band }) => band)).toEqual(['F475W', 'F625W', 'F814W'])
      expect([width, height, notes]).toEqual([520, 548, []])
      expect(pixelScaleArcsec).toBeCloseTo(0.0396, 4)
      expect(mosaics[0]).toMatchObject({ unit: 'ELECTRONS/S', instrument: 'WFC3/UVIS' })
    })
  })
})

describe('frames', () => {
  const named = (RADESYS: string, EQUINOX = 2000) => ({ keywords: { RADESYS, EQUINOX } })

  test('FK5 is turned to ICRS, and a note says by how much', async () => {
    const files = [
      write('a.fits', named('FK5')),
      write('b.fits', { filter: 'F814W', ...named('FK5') }),
    ]
    await open(files, ({ wcs, notes }) => {
      const { ra, dec } = wcs!.pixelToSky(14.5, 9.5)
      // SkyCoord(65.0017, -54.938, unit='deg', frame='fk5').icrs of astropy 5.2.1
      expect(ra).toBeCloseTo(65.00170023168708, 9)
      expect(dec).toBeCloseTo(-54.93799605827947, 9)
      expect([...notes]).toEqual([
        'sky coordinates of the mosaics: FK5 of J2000, turned to ICRS, by 14.2 mas',
      ])
      expect(notes.isDoubt(notes[0])).toBe(false)
    })
  })

  test('FK5 and ICRS by name, with one grid, are a doubt', async () => {
    const files = [
      write('a.fits', named('ICRS')),
      write('b.fits', { filter: 'F814W', ...named('FK5') }),
    ]
    await open(files, ({ wcs, notes }) => {
      expect(wcs!.pixelToSky(14.5, 9.5).ra).toBeCloseTo(65.0017, 12)
      expect([...notes]).toEqual([
        'F555W is in ICRS and F814W in FK5 of J2000, with one grid: ICRS is taken',
      ])
      expect(notes.isDoubt(notes[0])).toBe(true)
    })
    const other = [files[0], write('c.fits', { filter: 'F814W', ...named('FK4', 1950) })]
    expect(await refusal(...other)).toContain('different grids')
  })
})

describe('notes', () => {
  const shifted = (px: number) => ({ CRPIX1: 15.5 + px })

  test('a small shift', async () => {
    const files = [write('a.fits'), write('b.fits', { filter: 'F814W', keywords: shifted(0.3) })]
    expect(await open(files, notesOf)).toEqual(['F555W and F814W differ by 0.30 px at a corner'])
    const closer = [write('a.fits'), write('b.fits', { filter: 'F814W', keywords: shifted(0.05) })]
    expect(await open(closer, notesOf)).toEqual([])
  })

  test('sky coordinates that are missing in one band, blue or red', async () => {
    const bare = (filter: string) => write(`${filter}.fits`, { filter, keywords: WITHOUT_SKY })
    const files = [bare('F275W'), write('a.fits'), write('b.fits', { filter: 'F814W' })]
    const note = (name: string) => `${name} has no sky coordinates: its grid could not be compared`
    await open(files, ({ notes, wcs, pixelScaleArcsec }) => {
      expect(notes).toEqual([note('F275W.fits')])
      expect(wcs).toBeDefined()
      expect(pixelScaleArcsec).toBeCloseTo(0.0396, 9)
    })
    expect(await open([write('a.fits'), bare('F814W')], notesOf)).toEqual([note('F814W.fits')])
  })

  test('sky coordinates that no band has', async () => {
    const files = ['F275W', 'F336W'].map((filter) =>
      write(`${filter}.fits`, { filter, keywords: WITHOUT_SKY }),
    )
    const note = 'no mosaic has sky coordinates: only their sizes could be compared'
    await open(files, ({ notes, wcs }) => expect([notes, wcs]).toEqual([[note], undefined]))
    expect(await open(files.slice(0, 1), notesOf)).toEqual([])
  })
})

describe('refused', () => {
  test('a band twice', async () => {
    const files = [write('a.fits'), write('b.fits', { filter: 'F814W' }), write('c.fits')]
    expect(await refusal(...files)).toMatchInlineSnapshot(
      `"a.fits, c.fits: band F555W comes twice; give one mosaic per band"`,
    )
  })

  test('images of different sizes', async () => {
    const other = write('b.fits', { width: 31, filter: 'F814W' })
    expect(await refusal(write('a.fits'), other)).toMatchInlineSnapshot(
      `"a.fits, b.fits: the mosaics have different sizes: expected 30 x 20 px, got 31 x 20 px; drizzle all bands to one grid"`,
    )
  })

  test('another grid: by how much', async () => {
    const keywords = { CRPIX1: 15.5 + 3, CRPIX2: 10.5 - 4 }
    const other = write('b.fits', { filter: 'F814W', keywords })
    expect(await refusal(write('a.fits'), other)).toMatchInlineSnapshot(
      `"a.fits, b.fits: the mosaics lie on different grids: expected the same sky at every corner, to 0.5 px, got corners that differ by 5.0 px; drizzle all bands to one grid"`,
    )
  })

  test('another grid among those that follow a band without sky coordinates', async () => {
    const files = [
      write('a.fits', { filter: 'F275W', keywords: WITHOUT_SKY }),
      write('b.fits', { filter: 'F555W' }),
      write('c.fits', { filter: 'F814W', keywords: { CRPIX1: 20 } }),
    ]
    expect(await refusal(...files)).toMatch(/b\.fits, c\.fits: .* differ by 4\.5 px/)
  })

  test('a folder without images', async () => {
    expect(await refusal(folder)).toMatch(/no FITS file in the folder: expected \*\.fits/)
  })

  test('a file that is not there', async () => {
    expect(await refusal(join(folder, 'no.fits'))).toMatchInlineSnapshot(
      `"no.fits: no such file; check the path"`,
    )
  })

  test('no FITS', async () => {
    writeFileSync(join(folder, 'page.fits'), '<!DOCTYPE html><title>not found</title>')
    expect(await refusal(join(folder, 'page.fits'))).toMatchInlineSnapshot(
      `"page.fits: not a FITS file: expected SIMPLE = T at its start, got an HTML page: a download page or an error message"`,
    )
  })

  test('cut short', async () => {
    writeFileSync(join(folder, 'short.fits'), mosaicBytes(size).subarray(0, 2880 + 1000))
    expect(await refusal(join(folder, 'short.fits'))).toMatchInlineSnapshot(
      `"short.fits, HDU 0 (PRIMARY): truncated FITS file: expected 5280 bytes, got 3880 bytes; download it again"`,
    )
  })

  test('no filter', async () => {
    expect(await refusal(write('a.fits', { keywords: { FILTER: undefined } }))).toMatch(
      /a\.fits: no filter in the headers/,
    )
  })

  test('two images, of which none is SCI', async () => {
    const path = join(folder, 'two.fits')
    writeFileSync(path, Buffer.concat([mosaicHdu(size, true), mosaicHdu(size, false, 'OTHER')]))
    expect(await refusal(path)).toMatchInlineSnapshot(
      `"two.fits: more than one image could be the mosaic: expected an extension SCI, or a single two-dimensional image, got 0 PRIMARY (image), 1 OTHER (image); give files with one science image each"`,
    )
  })

  test('no image', async () => {
    expect(await refusal(write('empty.fits', { width: 0, height: 0 }))).toMatch(
      /empty\.fits: no image in the file: expected .* got 0 PRIMARY/,
    )
  })

  test('a tile-compressed image without a filter is refused for the filter alone', async () => {
    unpackFiles('tile-compressed', folder)
    expect(await refusal(join(folder, 'packed.fits'))).toMatch(/filter/i)
  })
})

test('a unit that the header does not say is noted', async () => {
  const path = write('a.fits', { keywords: { BUNIT: undefined } })
  expect(await open([path], notesOf)).toEqual([
    `${path}: unit unknown, where electrons/s are expected`,
  ])
})
