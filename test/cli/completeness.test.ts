/** `completeness` on the command line, on the demo: what it writes, and what it refuses. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFile } from '../../src/package-files.js'
import { Random } from '../../src/random.js'
import { parseEcsv } from '../../src/tables/index.js'
import { writeMosaic } from '../cutouts/mosaic-files.js'
import { paint } from '../detect/made-field.js'
import { done, refusal } from './command-line.js'
import { smallCase } from './small-case.js'

const { root: folder, model } = smallCase()
const field = packageFile('demo/sim2-1')

test('the demo: each injection has a row, and bright ones are found', async () => {
  const out = join(folder, 'out')
  const words = ['--sources', '40', '--apart', '40', '--star-share', '0.25', '--threads', '1']
  const said = JSON.parse(
    await done('completeness', field, '--out', out, '--magnitudes', '20,24', ...words, '--json'),
  )
  const rows = parseEcsv(readFileSync(join(out, 'injections.ecsv'), 'utf8'))
  expect(rows.nRows).toBe(said.nInjections)
  expect(rows.nRows).toBeGreaterThan(20)
  const fates = rows.column('fate').values as string[]
  const v = rows.column('true_mag_f555w').values as Float64Array
  const bright = [...v.keys()].filter((row) => v[row] < 21.5)
  expect(bright.filter((row) => fates[row] !== 'not_found').length).toBeGreaterThan(
    0.7 * bright.length,
  )
  const found = rows.column('mag').values as Float64Array
  const close = bright.filter((row) => Math.abs(found[row] - v[row]) < 0.3)
  expect(close.length).toBeGreaterThan(0.6 * bright.length)
  expect(said.recommended[0]).toMatch(/of the clusters are found/)
  const names = readdirSync(out)
  for (const name of ['completeness.html', 'completeness.fits', 'limits.ecsv', 'figures']) {
    expect(names).toContain(name)
  }
  expect(names).not.toContain('unfinished')
})

/** Mosaics of 200 px with a few bright sources. */
function made(name: string, spoil: (pixels: Float32Array) => void = () => {}): string[] {
  return ['F435W', 'F555W', 'F814W'].map((filter, band) => {
    const random = new Random(band + 1)
    const [width, height] = [200, 200]
    const pixels = Float32Array.from({ length: width * height }, () => 0.01 * random.normal())
    for (const x of [40, 100, 160]) {
      paint({ width, height, pixels }, { x: x + 0.3, y: 60.6, flux: 5, sigmaPx: 1 })
    }
    spoil(pixels)
    const path = join(folder, `${name}_${filter}.fits`)
    writeMosaic(path, { width, height, pixels, filter })
    return path
  })
}

/** @param code 1 for wrong input, 2 for a wrong command */
const refused = (code: 1 | 2, images: string[], ...words: string[]) =>
  refusal(folder, code, ...['completeness', ...images, '--model', model], ...words, ...OUT)

const OUT = ['--out', join(folder, 'no')]

test('bad input is refused by name', async () => {
  expect(
    await refused(
      1,
      made('zero', (pixels) => pixels.fill(0)),
    ),
  ).toMatch(/no background/)
  const empty = made('nan', (pixels) => pixels.fill(Number.NaN))
  expect(await refused(1, empty)).toMatch(/no background/)
  expect(await refused(1, made('room'), '--apart', '500')).toMatch(/no room for artificial sources/)
  expect(await refused(1, [field], '--magnitudes', '26,20')).toMatch(/--magnitudes.*bright,faint/)
  expect(await refused(1, [field], '--star-share', '1.5')).toMatch(/--star-share.*below 1/)
  expect(await refused(1, [field], '--purity', '2')).toMatch(/--purity/)
  expect(await refused(1, [field], '--colour', 'F999W=1')).toMatch(/--colour: a colour for F999W/)
  expect(await refused(2, [field], '--origin', '1')).toMatch(/--origin without --catalog/)
  const other = join(folder, 'other.csv')
  writeFileSync(other, 'id,x,y\n1,9000,9000\n2,9100,9200\n3,8000,8000\n')
  expect(await refused(1, [field], '--catalog', other, '--origin', '1')).toMatch(
    /3 of 3 positions lie outside the mosaics/,
  )
  const both = ['--catalog', other, '--places', 'uniform']
  expect(await refused(2, [field], ...both)).toMatch(/--places uniform and --catalog/)
})

test('an unfinished run with other options is refused', async () => {
  const out = join(folder, 'other')
  mkdirSync(join(out, 'unfinished'), { recursive: true })
  writeFileSync(join(out, 'unfinished', 'run.json'), '{}\n')
  expect(await refusal(folder, 1, 'completeness', field, '--out', out)).toMatch(
    /unfinished run with other inputs or options/,
  )
})
