/** Archives of mosaics are what the folder is that they unpack to. */
import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openMosaics } from '../../src/cutouts/index.js'
import { InputError } from '../../src/errors.js'
import { openFile, openFitsFiles, refuseOverwriting } from '../../src/files/index.js'
import { type TarPart, tarOf, zipOf } from '../containers/archive-files.js'
import { temporaryFolder } from '../fits/files.js'
import { mosaicBytes } from './mosaic-files.js'

const root = temporaryFolder()
const outside = process.env.STARSIFT_CACHE
let folder = ''
let cache = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  cache = join(folder, 'cache')
  process.env.STARSIFT_CACHE = cache
})

afterAll(() => {
  if (outside === undefined) delete process.env.STARSIFT_CACHE
  else process.env.STARSIFT_CACHE = outside
})

const size = { width: 8, height: 6 }
const mosaic = (filter: string) => mosaicBytes({ ...size, filter })
type Files = Readonly<Record<string, string | Uint8Array>>

function place(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

const partsOf = (files: Files): TarPart[] =>
  Object.entries(files).map(([name, content]) => ({ name, content }))
const zipped = (files: Files, isDeflated: boolean) =>
  zipOf(Object.entries(files).map(([name, content]) => ({ name, content, isDeflated })))

/** Ways to hand a field out. Each makes what is given as IMAGES. */
const HANDED_OUT: Readonly<Record<string, (files: Files) => string>> = {
  'field.tar': (files) => place('field.tar', tarOf(partsOf(files))),
  'field.tar.gz': (files) => place('field.tar.gz', gzipSync(tarOf(partsOf(files)))),
  'stored.zip': (files) => place('stored.zip', zipped(files, false)),
  'deflated.zip': (files) => place('deflated.zip', zipped(files, true)),
}

const FIELD: Files = {
  'mast/HST/f814w_drc.fits': mosaic('F814W'),
  'mast/HST/f555w_drc.fits.gz': gzipSync(mosaic('F555W')),
  'mast/HST/f555w_drc_wht.fits': mosaic('F555W'),
  'mast/HST/MANIFEST.html': '<html>',
  'mast/readme.txt': 'text',
  'mast/.hidden.fits': 'nothing',
}

async function open(path: string, besides: string[] = []) {
  const unused: string[] = []
  const onUnused = (other: string) => unused.push(other)
  const field = await openMosaics(await openFitsFiles([path], { besides, onUnused }), { unused })
  const without = (text: string) => text.replaceAll(`${path}/`, '')
  const pixels: number[][] = []
  for (const one of field.mosaics) {
    const window = await one.readWindow(2, 1, 5, 3)
    pixels.push(Array.from(window))
  }
  await field.close()
  return {
    bands: field.mosaics.map(({ band }) => band),
    files: field.mosaics.map(({ file }) => without(file)),
    notes: field.notes.map(without),
    pixels,
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it was opened'),
    (error) => error,
  )
  expect(error).toBeInstanceOf(InputError)
  return error.message.replaceAll(`${folder}/`, '')
}

describe.each(Object.entries(HANDED_OUT))('%s', (name, handOut) => {
  test('is read as the folder', async () => {
    for (const [path, content] of Object.entries(FIELD)) place(`as-folder/${path}`, content)
    const expected = await open(join(folder, 'as-folder'))
    expect(expected.bands).toEqual(['F555W', 'F814W'])
    expect(expected.notes.at(-1)).toContain('f555w_drc_wht.fits (a weight map), readme.txt')
    const path = handOut(FIELD)
    expect(await open(path)).toEqual(expected)
    // Found in the cache, and as a folder in the archive.
    expect(await open(path)).toEqual(expected)
    expect((await open(`${path}/mast/HST`)).files).toEqual(['f555w_drc.fits.gz', 'f814w_drc.fits'])
    expect((await open(`${path}/mast/HST/f814w_drc.fits`)).bands).toEqual(['F814W'])
  })

  test('lets no copy behind but those of what was packed', async () => {
    await open(handOut(FIELD))
    const kept = readdirSync(cache).map((file) => file.slice(33))
    const unpacked = ['f555w_drc.fits']
    if (name === 'field.tar.gz') unpacked.push('field.tar')
    if (name === 'deflated.zip') unpacked.push('f555w_drc_wht.fits', 'f814w_drc.fits')
    expect(kept.sort()).toEqual(unpacked.sort())
  })

  test('a catalogue in it is no news', async () => {
    const path = handOut({ 'a.fits': mosaic('F555W'), 'f/cat.tab': 'id x y\n', 'b.txt': '' })
    expect((await open(path, [`${path}/f/cat.tab`])).notes.at(-1)).toBe(
      'not used, though beside the mosaics: b.txt',
    )
  })

  test('of no mosaics', async () => {
    const path = handOut({ 'a.txt': '' })
    expect(await refusal(open(path))).toBe(`${name}: no FITS file in the archive: expected *.fits`)
  })

  test('of archives', async () => {
    const path = handOut({ 'f/b.zip': zipped(FIELD, false), 'a.txt': '' })
    const expected =
      `${name}/f/b.zip: an archive in an archive; ` +
      'unpack the outer archive, and give the inner one'
    expect(await refusal(open(path))).toBe(expected)
    expect(await refusal(openFile(`${path}/f/b.zip/mast/x.fits`))).toBe(expected)
    expect(await refusal(open(`${path}/f/b.zip`))).toBe(expected)
    expect(await refusal(openFile(`${path}/a.txt/b`))).toContain('is a file, not a folder')
  })

  test('of a file that is not there', async () => {
    const path = handOut({ 'f/a.fits': mosaic('F555W'), 'c.fits': mosaic('F814W') })
    expect(await refusal(openFile(`${path}/a.fits`))).toBe(
      `${name}/a.fits: no such file in the archive; it holds f/a.fits`,
    )
    expect(await refusal(openFile(`${path}/b.fits`))).toContain('it holds f/a.fits, c.fits')
    expect(await refusal(openFile(`${path}/f`))).toBe(
      `${name}/f: a folder, not a file; give a file in it`,
    )
  })

  test('is not written over', async () => {
    const path = handOut(FIELD)
    expect(await refusal(refuseOverwriting(path, [`${path}/mast/HST/f814w_drc.fits`]))).toContain(
      'the output would replace an input',
    )
  })

  test('a band that is cut short is an error', async () => {
    const path = handOut({ 'a.fits': mosaic('F555W').subarray(0, 2900) })
    expect(await refusal(open(path))).toContain('truncated FITS file')
  })
})

test('the name does not matter', async () => {
  const path = place('download', gzipSync(tarOf(partsOf({ 'a.fits': mosaic('F555W') }))))
  expect((await open(path)).bands).toEqual(['F555W'])
})

test('one archive in a folder', async () => {
  place('download/field.tar', tarOf(partsOf({ 'a.fits': mosaic('F555W') })))
  place('download/readme.txt', '')
  const found = await open(join(folder, 'download'))
  expect(found.files).toEqual(['field.tar/a.fits'])
  expect(found.notes.at(-1)).toBe('not used, though beside the mosaics: readme.txt')
})

test('links are named', async () => {
  const parts = [
    { name: 'a.fits', content: mosaic('F555W') },
    { name: 'b.fits', type: '2', link: '/data/f814w.fits' },
  ]
  expect((await open(place('a.tar', tarOf(parts)))).notes.at(-1)).toBe(
    'not used, though beside the mosaics: b.fits (a link to f814w.fits)',
  )
})

test('a damaged archive leaves nothing', async () => {
  const climbing = gzipSync(tarOf([{ name: '../a.fits', content: mosaic('F555W') }]))
  expect(await refusal(open(place('a.tar.gz', climbing)))).toBe(
    'a.tar.gz: an archive with a path that leads out of it: got ../a.fits; ' +
      'do not trust it; get it again from who made it',
  )
  expect(readdirSync(cache)).toEqual([])
  const zip = zipped({ 'a.fits': mosaic('F555W') }, true)
  for (const at of [14, zip.indexOf('PK\x01\x02') + 16]) zip[at] ^= 1
  expect(await refusal(open(place('a.zip', zip)))).toContain('fails its checksum (CRC-32)')
  expect(readdirSync(cache)).toEqual([])
  expect(readdirSync(folder).sort()).toEqual(['a.tar.gz', 'a.zip', 'cache'])
})

test('a bomb in an archive is refused: all of its files count together', async () => {
  const many = Array.from({ length: 65 }, (_, i) => ({
    ...{ name: `${i}.txt`, content: new Uint8Array(2 ** 20) },
  }))
  expect(await refusal(open(place('many.tgz', gzipSync(tarOf(many)))))).toContain(
    'grows without bound',
  )
  expect(statSync(join(folder, 'many.tgz')).size).toBeLessThan(600_000)
  expect(readdirSync(cache)).toEqual([])
})
