/**
 * Real images of Hubble: Source Extractor finds the candidates, an untrained StarcNet classifies
 * them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CandidateSet, candidatesOf } from '../../src/catalog/index.js'
import { openMosaics, placeWindows } from '../../src/cutouts/index.js'
import { openFitsFiles, withFile } from '../../src/files/index.js'
import { architectureNamed, untrainedModel } from '../../src/models/index.js'
import { Random } from '../../src/random.js'
import { numbersOf, parseCsv, readTable, Table, textsOf } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { hasProgram, hasShared, sharedPath } from '../setup/peers.js'
import { runSourceExtractor } from '../setup/source-extractor.js'
import { done, refusal } from './command-line.js'

const COLUMNS = 'NUMBER X_IMAGE Y_IMAGE ALPHA_J2000 DELTA_J2000 MAG_AUTO FLUX_RADIUS'.split(' ')
const ADDED = ['ml_class', 'ml_p1', 'ml_p2', 'ml_p3', 'ml_p4', 'ml_qual', 'ml_entropy', 'ml_flags']
const folder = temporaryFolder()
const catalog = join(folder, 'f814w.cat')
const model = join(folder, 'untrained.onnx')

describe.skipIf(!hasShared('hst') || !hasProgram('source-extractor'))('a field of WFC3', () => {
  const images = sharedPath('hst')

  beforeAll(async () => {
    const image = `${sharedPath('hst', 'iebc17030_drz.fits')}[1]`
    const changes = { DETECT_THRESH: '1.5', DETECT_MINAREA: '3', WEIGHT_TYPE: 'NONE' }
    runSourceExtractor(image, catalog, COLUMNS, changes)
    const bands = ['F475W', 'F625W', 'F814W']
    const options = { bands, means: [0.01, 0.02, 0.03] }
    writeFileSync(
      model,
      await untrainedModel(architectureNamed('starcnet'), new Random(1), options),
    )
  })

  const readCatalog = () => withFile(catalog, (source) => readTable(source))

  const distance = (a: CandidateSet, b: CandidateSet, row: number) =>
    Math.hypot(a.x[row] - b.x[row], a.y[row] - b.y[row])

  test('every candidate comes out, in a table and in a report', async () => {
    const given = await readCatalog()
    expect(given.nRows).toBeGreaterThan(50)
    const [out, report] = [join(folder, 'classes.csv'), join(folder, 'report')]
    const args = ['--catalog', catalog, '--model', model, '--out', out, '--report', report]
    const summary = JSON.parse(await done('classify', images, ...args, '--json'))
    expect(summary).toMatchObject({ nCandidates: given.nRows, untrained: true })
    expect(summary.nClassified).toBeGreaterThan(given.nRows / 2)

    const table = parseCsv(readFileSync(out, 'utf8'))
    expect(table.names).toEqual([...COLUMNS, ...ADDED])
    for (const name of COLUMNS) {
      const text = (of: Table) => textsOf(of.column(name).text!)
      expect(text(table), name).toEqual(text(given))
    }
    const page = readFileSync(join(report, 'report.html'), 'utf8')
    for (const text of ['F475W', 'F625W', 'F814W', 'f814w.cat', 'untrained.onnx']) {
      expect(page).toContain(text)
    }
    expect(page).toContain(`${given.nRows}`)
  })

  test('right ascension and declination alone give the same stamps as pixels', async () => {
    const given = await readCatalog()
    const sky = new Table(
      COLUMNS.filter((name) => !/IMAGE/.test(name)).map((name) => given.column(name)),
    )
    const field = await openMosaics(await openFitsFiles([images]))
    const byPixel = candidatesOf(given, { wcs: field.wcs })
    const bySky = candidatesOf(sky, { wcs: field.wcs })
    const distances = Array.from(byPixel.x, (_, row) => distance(byPixel, bySky, row))
    expect(Math.max(...distances)).toBeLessThan(0.1)
    // That much lies between the bands. In the catalogue's own there is its rounding to 1e-7 deg
    // only.
    const own = candidatesOf(sky, { wcs: field.mosaics[2].wcs })
    const worst = Math.max(...Array.from(own.x, (_, row) => distance(byPixel, own, row)))
    expect(worst).toBeLessThan(0.01)

    const windowsOf = (set: CandidateSet) => placeWindows(set, field, 'centred', 32).windows
    const [windows, skyWindows] = [windowsOf(byPixel), windowsOf(bySky)]
    await field.close()
    // Even windows turn over at whole pixels; a source as near to one as the rounding may go either
    // way.
    const isClear = (place: number) => Math.abs(place - Math.round(place)) > Math.max(...distances)
    const clear = [...windows.keys()].filter((r) => isClear(byPixel.x[r]) && isClear(byPixel.y[r]))
    expect(clear.length).toBeGreaterThan(0.6 * given.nRows)
    for (const row of clear) expect(skyWindows.get(row)).toEqual(windows.get(row))
  })

  test('the five-band network says which band is missing', async () => {
    const path = join(folder, 'five.onnx')
    writeFileSync(path, await untrainedModel(architectureNamed('starcnet'), new Random(1)))
    const out = join(folder, 'five.csv')
    const args = ['--catalog', catalog, '--model', path, '--out', out]
    const message = await refusal(folder, 1, 'classify', images, ...args)
    expect(message.replaceAll(`${images}/`, '')).toMatchInlineSnapshot(
      `"starsift: missing band F275W: model starcnet needs F275W,F336W,F435W|F438W,F555W|F606W,F814W; found F475W (iebc17010_drz.fits), F625W (iebc17020_drz.fits), F814W (iebc17030_drz.fits); --band F475W=F435W --band F625W=F555W would take the one for the other"`,
    )
  })

  test('cutouts', async () => {
    const out = join(folder, 'stamps.fits')
    const args = ['--catalog', catalog, '--size', '32', '--out', out, '--json']
    const { nObjects, bands } = JSON.parse(await done('cutouts', images, ...args))
    expect([nObjects, bands]).toEqual([(await readCatalog()).nRows, ['F475W', 'F625W', 'F814W']])
  })

  test('classes are 1 to 4 or missing', async () => {
    const table = parseCsv(readFileSync(join(folder, 'classes.csv'), 'utf8'))
    const classes = numbersOf(table.column('ml_class'))
    const probabilities = [1, 2, 3, 4].map((k) => numbersOf(table.column(`ml_p${k}`)))
    for (const [row, value] of classes.entries()) {
      const p = probabilities.map((column) => column[row])
      if (Number.isNaN(value)) expect(p.every(Number.isNaN)).toBe(true)
      else expect(value).toBe(1 + p.indexOf(Math.max(...p)))
    }
  })
})
