/** `completeness`: what it reads is not replaced; missing pieces are a doubt; published fields. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { archiveFolder, publishedField } from '../../src/archives/index.js'
import { fileNameOf } from '../../src/bytes/index.js'
import type { FieldFacts, Outcome } from '../../src/completeness/index.js'
import { packageFile } from '../../src/package-files.js'
import { plan } from '../../src/pieces/index.js'
import { completenessRun } from '../../src/science/index.js'
import { parseEcsv } from '../../src/tables/index.js'
import { completeness } from '../../src/verbs/completeness.js'
import { injectionInputs, keyOfRun } from '../../src/verbs/completeness-inputs.js'
import { science } from '../../src/verbs/science.js'
import { writeInjections } from '../../src/verbs/write-injections.js'
import { tarGz } from '../archives/tar.js'
import { temporaryFolder } from '../fits/files.js'

const root = temporaryFolder()
const field = packageFile('demo/sim2-1')
afterEach(() => vi.unstubAllEnvs())

const TABLE = `# %ECSV 1.0
# ---
# datatype:
# - {name: x, datatype: float64}
# - {name: y, datatype: float64}
x y
60 60
90 100
`

test('the catalogue in the output folder is not replaced, and nothing is begun', async () => {
  const out = join(root, 'out')
  mkdirSync(out)
  const catalog = join(out, 'injections.ecsv')
  writeFileSync(catalog, TABLE)
  await expect(completeness({ images: [field], catalog, origin: 1, out })).rejects.toThrow(
    /injections\.ecsv: the output would replace an input/,
  )
  expect(readdirSync(out)).toEqual(['injections.ecsv'])
  expect(readFileSync(catalog, 'utf8')).toBe(TABLE)
})

test('a run knows its archives and weight maps; a file that is gone is refused', async () => {
  const archive = join(root, 'field.tar.gz')
  const put = (text: string) => writeFileSync(archive, tarGz({ 'a.fits': Buffer.from(text) }))
  const weights = { F555W: join(root, 'weights.fits') }
  const opened = {
    field: { mosaics: [{ file: join(archive, 'a.fits') }] },
    model: { files: [] },
  }
  const key = async () => keyOfRun(await injectionInputs(opened, { weights }), { weights })
  put('one')
  await expect(key()).rejects.toThrow(/weights\.fits: no such file/)
  writeFileSync(weights.F555W, 'map')
  const before = await key()
  expect(await key()).toBe(before)
  put('another that is longer '.repeat(20))
  const replaced = await key()
  expect(replaced).not.toBe(before)
  writeFileSync(weights.F555W, 'another map')
  expect(await key()).not.toBe(replaced)
})

const facts = {
  ...{ bands: [{ filter: 'F555W' }], v: 0, limit: 25, notes: [] },
  sources: { x: [], y: [], magnitude: [], probability: [], isKept: [] },
} as unknown as FieldFacts

const outcomes = Array.from({ length: 30 }, (_, i): Outcome => {
  const nothing = { foundX: Number.NaN, foundY: Number.NaN, error: Number.NaN, ci: Number.NaN }
  return {
    ...{ round: 0, kind: 'cluster', x: 10, y: 20, rEffPx: 1, magnitudes: [21 + i / 10] },
    ...{ sky: 0.1 + i / 100, skyScatter: 0.01, fate: 'not_found', distancePx: Number.NaN },
    ...{ ...nothing, magnitude: Number.NaN, classValue: 0, probability: Number.NaN },
  }
})

async function written(out: string, missing?: readonly [number, number]) {
  const notes: [string, boolean][] = []
  const done = { facts, outcomes, inputs: [], ...(missing && { missing }) }
  const { page } = await writeInjections(
    ...([out, { images: ['a'], nInjections: 60 }, done] as const),
    (line, isDoubt) => notes.push([line, isDoubt]),
  )
  return { notes, html: readFileSync(page, 'utf8') }
}

test('missing pieces are a doubt on the page and in the notes, and no want of room', async () => {
  const line = 'without 1 of 2 pieces: the shares are those of 30 of 60 injections'
  const { notes, html } = await written(join(root, 'partial'), [1, 2])
  expect(notes).toEqual([[line, true]])
  expect(html).toContain(line)
  expect(html).not.toContain('found room')
  const whole = await written(join(root, 'whole'))
  expect(whole.notes).toEqual([['30 of 60 injections found room: few places are free', false]])
  expect(whole.html).not.toContain('pieces')
})

test('the tables say by which graphs, and --strict stops at a doubt on them', async () => {
  const out = join(root, 'beside')
  const graphs = ['ab'.repeat(32), 'cd'.repeat(32)]
  const classedBy = { graphs, orientations: 1, precision: 'int8' } as const
  await writeInjections(
    ...[out, { images: ['a'], model: 'run/' }],
    { facts: { ...facts, classedBy }, outcomes, inputs: [] },
    () => {},
  )
  const tables = ['completeness.ecsv', 'injections.ecsv'].map((name) =>
    parseEcsv(readFileSync(join(out, name), 'utf8')),
  )
  expect(completenessRun(tables[0], tables[1], fileNameOf, out).classifier).toEqual({
    ...{ network: 'run', graphs, orientations: '1', precision: 'int8' },
  })
  const catalog = join(root, 'beside.csv')
  const rows = Array.from({ length: 40 }, (_, i) => `${i + 1},${21 + i / 20},1`)
  writeFileSync(catalog, `id,mag_f555w,ml_class\n${rows.join('\n')}\n`)
  const asked = {
    ...{ catalogs: [catalog], classColumns: [{ label: 'ml', column: 'ml_class' }] },
    ...{ out: join(root, 'science'), distanceMpc: 10, completeness: out, strict: true },
  }
  await expect(science(asked)).rejects.toThrow(
    /^completeness: the catalogue does not say which network gave the classes of ml/,
  )
})

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
