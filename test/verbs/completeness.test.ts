/** `completeness` on published fields. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { archiveFolder, publishedField } from '../../src/archives/index.js'
import { packageFile } from '../../src/package-files.js'
import { plan } from '../../src/pieces/index.js'
import { tarGz } from '../archives/tar.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const field = packageFile('demo/sim2-1')
afterEach(() => vi.unstubAllEnvs())

test('a job on a published field holds the paths of its files, and its name', async () => {
  vi.stubEnv('STARSIFT_CACHE', join(root, 'cache'))
  vi.stubEnv('STARSIFT_ARCHIVE_URL', 'http://127.0.0.1:1/')
  const { survey, field: published } = publishedField('legus:ngc1566')
  const folder = join(archiveFolder(), survey.name, published.name)
  mkdirSync(folder, { recursive: true })
  const mosaics = readdirSync(field).filter((name) => name.endsWith('.fits'))
  const files = mosaics.map((name) => [name, readFileSync(join(field, name))])
  const archive = join(folder, published.images[0].name)
  writeFileSync(archive, tarGz(Object.fromEntries(files)))
  const table = `${Array.from({ length: 38 }, (_, i) => i).join(' ')}\n`
  writeFileSync(join(folder, published.catalog.name), table)
  const options = { images: ['legus:ngc1566'], nInjections: 10, apartPx: 40 }
  const { request } = await plan({ verb: 'completeness', options }, join(root, 'job'))
  const { images, names } = request as { images: { typed: string }[]; names: string[] }
  expect(images.map(({ typed }) => basename(typed))).toEqual([basename(archive)])
  expect(names).toEqual(['legus:ngc1566'])
})
