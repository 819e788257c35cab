/** A field made by the command, classified by the next; and commands that are wrong. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { architectureNamed, untrainedModel } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { parseCsv } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal } from './command-line.js'

const folder = temporaryFolder()
const small = ['--seed', '5', '--size', '160', '--candidates-per-field', '5']

test('five mosaics and two catalogues, which classify takes as they are', async () => {
  const out = join(folder, 'fields')
  const bands = ['--exposures', '2000,1000,900,1000,900', '--population', 'ngc628c']
  const { fields } = JSON.parse(await done('simulate', '--out', out, ...small, ...bands, '--json'))
  expect(fields).toHaveLength(1)
  const [field] = fields
  expect(field).toMatchObject({ name: 'sim5-1', folder: join(out, 'sim5-1'), nCandidates: 5 })
  expect(readdirSync(field.folder).sort()).toEqual([
    ...['f275w', 'f336w', 'f438w', 'f555w', 'f814w'].map(
      (filter) => `hlsp_legus_hst_uvis_sim5-1_${filter}_v1_drc.fits`,
    ),
    'sim5-1_candidates.ecsv',
    'sim5-1_truth.ecsv',
  ])
  const bandsOfModel = ['F275W', 'F336W', 'F438W', 'F555W', 'F814W']
  const options = { bands: bandsOfModel, means: bandsOfModel.map(() => 0), sizePx: 16 }
  const [model, classes] = [join(folder, 'untrained.onnx'), join(folder, 'classes.csv')]
  writeFileSync(model, await untrainedModel(architectureNamed('starsift'), new Random(1), options))
  const given = ['--catalog', field.candidates, '--origin', '1', '--model', model]
  await done('classify', field.folder, ...given, '--out', classes)
  const table = parseCsv(readFileSync(classes, 'utf8'))
  expect(table.nRows).toBe(5)
  expect(table.names).toEqual(expect.arrayContaining(['class', 'true_shape', 'ml_class']))
})

test('says in a line what it made', async () => {
  const out = join(folder, 'text')
  const said = await done('simulate', '--out', out, ...small, '--bands', 'F555W')
  expect(said.replaceAll(folder, '.')).toMatch(
    /^\.\/text\/sim5-1: 1 mosaics, 5 candidates \(.*_candidates\.ecsv\), \d+ sources in total \(.*\)\n$/,
  )
})

test.each([
  [2, ['--distance-mpc', '0'], '--distance-mpc: expected a number above 0, got 0'],
  [
    2,
    ['--population', 'ngc628'],
    'unknown population: expected ngc628c, ngc1566, mean, got ngc628',
  ],
  [2, ['--class4-share', '1.5'], 'share of class 4: expected a number between 0 and 1, got 1.5'],
  [1, ['--bands', 'F555W,F625W'], 'unknown band: expected F275W'],
  [1, ['--bands', 'F555W,F606W'], 'two filters of one band'],
  [1, ['--bands', 'F814W'], 'no V band'],
  [
    1,
    ['--exposures', '100'],
    'exposures that do not fit the bands: expected 5, one for each band, got 1',
  ],
  [1, ['--not-varied', 'optics'], 'add --vary, or leave out --not-varied'],
  [1, ['--vary', '--not-varied', 'focus'], 'unknown kind of variation: expected optics, noise'],
] as const)('code %i for %j', async (code, flags, message) => {
  const args = ['simulate', '--out', join(folder, 'none'), '--seed', '1', ...flags]
  expect(await refusal(folder, code, ...args)).toContain(message)
})
