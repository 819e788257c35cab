/** Folders of mosaics as people have them: sub-folders, and all that lies beside. */
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { type FieldOptions, openMosaics } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { type FolderSearch, openFitsFiles } from '../../src/files/index.js'
import { binaryTableHdu, imageHdu } from '../../src/fits/index.js'
import { temporaryFolder } from '../fits/files.js'
import { type MosaicFile, mosaicBytes, writeMosaic } from './mosaic-files.js'

const root = temporaryFolder()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})

const size = { width: 8, height: 6 }

function place(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

function mosaic(name: string, filter: string, more: Partial<MosaicFile> = {}): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  return writeMosaic(join(folder, name), { ...size, filter, ...more })
}

const table = () => {
  const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
  const columns = [{ name: 'x', values: Float64Array.of(1) }]
  return Buffer.concat([primary, binaryTableHdu({ columns })])
}

async function open(search: Omit<FolderSearch, 'onUnused'> = {}, options: FieldOptions = {}) {
  const unused: string[] = []
  const onUnused = (path: string) => unused.push(path)
  const sources = await openFitsFiles([folder], { ...search, onUnused })
  const field = await openMosaics(sources, { ...options, unused })
  await field.close()
  const without = (text: string) => text.replaceAll(`${folder}/`, '')
  return {
    bands: field.mosaics.map(({ band }) => band),
    files: field.mosaics.map(({ file }) => without(file)),
    notes: field.notes.map(without),
  }
}

async function refusal(): Promise<string> {
  const error = await open().then(
    () => new Error('it was opened'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER')
}

const beside = (list: string) => [`not used, though beside the mosaics: ${list}`]

describe('what lies beside mosaics', () => {
  beforeEach(() => {
    mosaic('a_drc.fits', 'F555W')
    mosaic('b_drc.fits', 'F814W')
  })

  test('is named in one note', async () => {
    place('catalog.fits', table())
    place('stamps.fits', imageHduNamed('CUTOUTS'))
    mosaic('a_drc_wht.fits', 'F555W')
    mosaic('a_drc_ctx.fits.gz', 'F555W')
    place('classes.csv', 'id,x,y\n')
    place('README', 'text')
    place('page.fits', '<!DOCTYPE html><p>not found')
    place('empty.fits', '')
    place('cube.fits', imageHduNamed('IMAGE'))
    place('all.tar.gz', 'an archive beside what was in it')
    expect(await open()).toEqual({
      bands: ['F555W', 'F814W'],
      files: ['a_drc.fits', 'b_drc.fits'],
      notes: beside(
        'a_drc_ctx.fits.gz (a context image), a_drc_wht.fits (a weight map), ' +
          'catalog.fits (a table), cube.fits (a cube), ' +
          'empty.fits (unreadable: an empty file), ' +
          'page.fits (unreadable: an HTML page: a download page or an error message), ' +
          'stamps.fits (a data set of stamps), README, all.tar.gz, classes.csv',
      ),
    })
  })

  test('the catalogue and the output are no news', async () => {
    const besides = [place('catalog.fits', table()), place('out.csv', 'id\n')]
    expect((await open({ besides })).notes).toEqual([])
    const link = join(folder, '..', 'link-to-catalog')
    symlinkSync(besides[0], link)
    expect((await open({ besides: [link, besides[1]] })).notes).toEqual([])
  })

  test('hidden files and folders are left alone', async () => {
    place('._a_drc.fits', 'attributes')
    place('.out.csv.0123456789ab.part', 'unfinished')
    mosaic('.trash/c.fits', 'F275W')
    expect(await open()).toMatchObject({ bands: ['F555W', 'F814W'], notes: [] })
  })

  test('many are counted', async () => {
    for (let i = 10; i < 30; i++) place(`n${i}.txt`, '')
    expect((await open()).notes[0]).toMatch(/n10\.txt, .*n21\.txt and 8 more$/)
  })

  test('a copy that is packed', async () => {
    place('a_drc.fits.gz', gzipSync(mosaicBytes({ ...size, filter: 'F555W' })))
    place('b_drc.fits.bz2', 'BZh9')
    place('b_drc.fits.fz', 'SIMPLE')
    expect(await open()).toMatchObject({
      files: ['a_drc.fits', 'b_drc.fits'],
      notes: beside('a_drc.fits.gz, b_drc.fits.bz2, b_drc.fits.fz'),
    })
  })

  test('a file that is cut short is an error: it may be a band', async () => {
    place('c_drc.fits', mosaicBytes({ ...size, filter: 'F275W' }).subarray(0, 2900))
    expect(await refusal()).toMatch(/^c_drc\.fits, HDU 0 \(PRIMARY\): truncated FITS file/)
  })

  test.each([
    ['xz', 'unxz'],
    ['7z', '7z x'],
    ['zip', 'unzip'],
  ])('a band packed as .%s is an error', async (ending, program) => {
    place(`c_drc.fits.${ending}`, 'packed')
    expect(await refusal()).toBe(
      `c_drc.fits.${ending}: a packed FITS file: expected .fits, also with .gz, .bz2, .zst, .Z or .fz ` +
        `behind it; ` +
        `unpack with \`${program}\`, or move what is no mosaic elsewhere`,
    )
  })

  test('an xz file that is called .fits is an error', async () => {
    place('c_drc.fits', Buffer.from('\xfd7zXZ\0', 'latin1'))
    expect(await refusal()).toBe(
      'c_drc.fits: not a FITS file: expected SIMPLE = T at its start, got an xz file; ' +
        'unpack it with `unxz`',
    )
  })

  test('a band twice', async () => {
    mosaic('c_drc.fits', 'F814W')
    expect(await refusal()).toBe(
      'b_drc.fits, c_drc.fits: band F814W comes twice; give one mosaic per band',
    )
  })
})

describe('sub-folders', () => {
  test('a folder for each band', async () => {
    mosaic('f555w/drc.fits', 'F555W')
    mosaic('f814w/drc.fits', 'F814W')
    place('readme.txt', '')
    expect(await open()).toEqual({
      ...{ bands: ['F555W', 'F814W'], files: ['f555w/drc.fits', 'f814w/drc.fits'] },
      notes: beside('readme.txt'),
    })
  })

  test("MAST's layout", async () => {
    const observation = (name: string, filter: string) => {
      mosaic(`mastDownload/HST/${name}/${name}_drc.fits`, filter)
      place(`mastDownload/HST/${name}/${name}_drc.jpg`, '')
    }
    observation('jbt101010', 'F438W')
    observation('jbt101020', 'F555W')
    place('MANIFEST.HTML', '<html>')
    expect(await open()).toMatchObject({
      bands: ['F438W', 'F555W'],
      notes: beside('MANIFEST.HTML, jbt101010_drc.jpg, jbt101020_drc.jpg'),
    })
  })

  test('add bands to what lies above, and never replace it', async () => {
    mosaic('a.fits', 'F555W')
    mosaic('more/b.fits', 'F814W')
    mosaic('old/a.fits', 'F555W')
    mosaic('other/c.fits', 'F275W', { keywords: { CRPIX1: 500 } })
    mosaic('small/d.fits', 'F336W', { width: 5 })
    expect(await open()).toEqual({
      ...{ bands: ['F555W', 'F814W'], files: ['a.fits', 'more/b.fits'] },
      notes: beside(
        'old/a.fits (F555W again: a.fits is taken), ' +
          'other/c.fits (on another grid than a.fits), small/d.fits (on another grid than a.fits)',
      ),
    })
  })

  test('the same band in two of them is refused', async () => {
    mosaic('one/a.fits', 'F555W')
    mosaic('two/a.fits', 'F555W')
    expect(await refusal()).toBe(
      'one/a.fits, two/a.fits: band F555W comes twice; give one mosaic per band',
    )
  })

  test('a link to the folder itself ends', async () => {
    mosaic('a.fits', 'F555W')
    symlinkSync(folder, join(folder, 'again'))
    expect((await open()).bands).toEqual(['F555W'])
  })
})

describe('nothing to take', () => {
  test('only maps and tables', async () => {
    place('catalog.fits', table())
    mosaic('a_wht.fits', 'F555W')
    expect(await refusal()).toBe(
      'no mosaics: expected one per band, got a_wht.fits (a weight map), catalog.fits (a table)',
    )
  })

  test('several archives', async () => {
    place('f1_drc.tar.gz', '')
    place('f2_drc.zip', '')
    expect(await refusal()).toBe(
      'FOLDER: no FITS file in the folder: expected *.fits, got f1_drc.tar.gz, f2_drc.zip; ' +
        'give the archives themselves',
    )
  })

  test('a map that the user names is refused', async () => {
    const path = mosaic('a_wht.fits', 'F555W')
    copyFileSync(path, join(folder, 'b.fits'))
    const opened = openFitsFiles([path, join(folder, 'b.fits')]).then((s) => openMosaics(s))
    await expect(opened).rejects.toThrow('a_wht.fits: a weight map, not a mosaic')
  })
})

describe('--band', () => {
  beforeEach(() => {
    mosaic('a.fits', 'F438W')
    mosaic('b.fits', 'F606W')
  })

  test('takes a filter in the place of another, with a note', async () => {
    const { bands, notes } = await open({}, { band: { F606W: 'F555W' } })
    expect(bands).toEqual(['F438W', 'F555W'])
    expect(notes).toEqual([
      'F606W (b.fits) is taken in the place of F555W, as asked: it shows other light than F555W, ' +
        'so look at a sample of the classes',
    ])
  })

  test.each<[Record<string, string>, string]>([
    [{ F275W: 'F225W' }, '--band F275W=F225W: expected a mosaic of F275W, got F438W, F606W'],
    [{ F606W: 'F438W' }, '--band F606W=F438W: expected no mosaic of F438W, got '],
  ])('%j is refused', async (band, message) => {
    await expect(open({}, { band })).rejects.toThrow(message)
  })
})

/** An image of several planes. */
function imageHduNamed(name: string): Uint8Array {
  const primary = imageHdu({ axes: [], values: new Uint8Array(0), primary: true })
  const values = new Float32Array(8)
  return Buffer.concat([primary, imageHdu({ axes: [2, 2, 2], values, primary: false, name })])
}
