/** Names of published fields in place of files. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { archiveFolder, publishedField } from '../../src/archives/index.js'
import { CommandError } from '../../src/errors.js'
import { classify, listFields, measure, pullFields } from '../../src/verbs/index.js'
import { catalogFile, filesOfField } from '../../src/verbs/published.js'
import { tarGz } from '../archives/tar.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()

beforeEach(() => {
  vi.stubEnv('STARSIFT_CACHE', mkdtempSync(join(root, 'cache-')))
  vi.stubEnv('STARSIFT_ARCHIVE_URL', 'http://127.0.0.1:1/')
})
afterEach(() => vi.unstubAllEnvs())

const FITS = `${'SIMPLE  =                    T'.padEnd(80)}${'BITPIX  =                    8'.padEnd(80)}${'NAXIS   =                    0'.padEnd(80)}${'END'.padEnd(2640)}`

/** Puts a field into the cache, as a user does by hand. */
function put(name: string, catalogues: Record<string, string>): string {
  const { survey, field } = publishedField(name)
  const folder = join(archiveFolder(), survey.name, field.name)
  const bytes = (text: string) => new TextEncoder().encode(text)
  mkdirSync(folder, { recursive: true })
  for (const { name: file, holds } of field.images) {
    const mosaics = tarGz({ 'a_drc.fits': bytes(FITS) })
    writeFileSync(join(folder, file), holds === 'a mosaic' ? FITS : mosaics)
  }
  const packed = Object.entries(catalogues).map(([path, text]) => [path, bytes(text)])
  const { name: file, holds } = field.catalog
  const table = `${Array.from({ length: 38 }, (_, i) => i).join(' ')}\n`
  writeFileSync(
    join(folder, file),
    holds === 'a catalogue' ? table : tarGz(Object.fromEntries(packed)),
  )
  return folder
}

test('a name stands for mosaics and catalogue; each can be given by a path', async () => {
  const folder = put('legus:ngc1566', {})
  const images = [join(folder, 'ngc1566_drc.tar.gz')]
  const table = 'hlsp_legus_hst_wfc3_ngc1566_multiband_v1_padagb-mwext-avgapcor.tab'
  const catalog = join(folder, table)
  expect(await filesOfField(['legus:ngc1566'], undefined, {})).toEqual({ images, catalog })
  expect(await filesOfField(['legus:ngc1566'], 'own.csv', {})).toEqual({
    ...{ images, catalog: 'own.csv' },
  })
  expect(await filesOfField(['a.fits'], 'LEGUS:NGC 1566', {})).toEqual({
    ...{ images: ['a.fits'], catalog },
  })
  expect(await catalogFile('own.tab', {})).toBe('own.tab')
})

test('PHANGS-HST: the catalogue of the candidates in its archive, and no other in its place', async () => {
  const folder = put('phangs:ngc1559', {
    'catalogs/x_obs-human-cluster-class12.fits': '1',
    'catalogs/x_obs-sed-candidates.fits': '2',
  })
  const packed = publishedField('phangs:ngc1559').field.catalog.name
  const { images, catalog } = await filesOfField(['phangs:ngc1559'], undefined, {})
  expect(images.map(dirname)).toEqual(new Array(5).fill(folder))
  expect(catalog).toBe(join(folder, packed, 'catalogs/x_obs-sed-candidates.fits'))

  const other = put('phangs:ngc1566', { 'catalogs/y_obs-human-cluster-class12.fits': '1' })
  const file = join(other, publishedField('phangs:ngc1566').field.catalog.name)
  await expect(catalogFile('phangs:ngc1566', {})).rejects.toThrow(
    `${file}: no catalogue of candidates: got catalogs/y_obs-human-cluster-class12.fits; ` +
      `choose one: --catalog ${file}/catalogs/y_obs-human-cluster-class12.fits`,
  )
})

test('without a catalogue and without a name it is a wrong command', async () => {
  const command = { images: ['a.fits'], out: join(root, 'c.csv') }
  await expect(measure(command)).rejects.toThrow(CommandError)
  await expect(measure(command)).rejects.toThrow(/no --catalog: expected .* got a.fits/)
  const asked = { ...command, origin: 1 } as const
  await expect(classify(asked)).rejects.toThrow(/--origin without --catalog: expected a catalogue/)
  const unwritable = { images: ['legus:ngc45'], out: join(root, 'c.docx') }
  await expect(classify(unwritable)).rejects.toThrow(/unknown table format/)
})

test('pull: which fields, and what is here', async () => {
  put('legus:ngc1566', {})
  await expect(pullFields({ survey: 'legus', fields: [] })).rejects.toThrow(
    /which fields of legus\?: expected names, .*`starsift pull --list legus` lists them/,
  )
  const [pulled] = await pullFields({ survey: 'LEGUS', fields: ['NGC1566'] })
  expect([pulled.name, pulled.catalog.isNew]).toEqual(['legus:ngc1566', false])
  const listed = await listFields('legus')
  expect(listed).toHaveLength(39)
  expect(listed.find(({ name }) => name === 'legus:ngc1566')).toMatchObject({
    ...{ nLabelled: 1061, nFiles: 2, nHere: 2 },
  })
  expect(listed.reduce((n, { nHere }) => n + nHere, 0)).toBe(2)
})
