/** `measure` on the command line: rows out are rows in; what cannot be done is refused. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageFile } from '../../src/package-files.js'
import { csvText, parseEcsv, Table } from '../../src/tables/index.js'
import { temporaryFolder } from '../fits/files.js'
import { done, refusal, warmStarsift } from './command-line.js'

const folder = temporaryFolder()
const field = packageFile('demo/sim2-1')
const own = join(field, 'sim2-1_candidates.ecsv')
const given = parseEcsv(readFileSync(own, 'utf8'))

/** The demo's places alone, in a shuffled order, with a row that has none. */
const places = join(folder, 'places.csv')
const [x, y] = ['x', 'y'].map((name) => [...(given.column(name).values as Float64Array)].reverse())
const columns = { id: [...x.keys(), 99].map(String), x: [...x, Number.NaN], y: [...y, 5] }
const values = (of: string[] | number[]) =>
  typeof of[0] === 'string' ? (of as string[]) : Float64Array.from(of as number[])
const table = new Table(Object.entries(columns).map(([name, of]) => ({ name, values: values(of) })))
writeFileSync(places, csvText(table))

test('rows stay in their order, and get the magnitudes of the simulator', async () => {
  const out = join(folder, 'measured.ecsv')
  const words = ['--catalog', places, '--out', out, '--origin', '1', '--json']
  const said = JSON.parse(await done('measure', field, ...words))
  expect(said).toMatchObject({ out, nSources: x.length + 1 })
  const measured = parseEcsv(readFileSync(out, 'utf8'))
  expect(measured.nRows).toBe(x.length + 1)
  const number = (of: Table, name: string) => of.column(name).values as Float64Array
  expect([...number(measured, 'x')]).toEqual(columns.x)
  const [ours, theirs] = [number(measured, 'mag_f555w'), number(given, 'mag_f555w')]
  // The simulator adds a constant aperture correction.
  const offset = theirs[x.length - 1] - ours[0]
  for (let row = 0; row < x.length; row++) {
    expect(theirs[x.length - 1 - row] - ours[row]).toBeCloseTo(offset, 8)
  }
  expect(ours[x.length]).toBeNaN()
  expect(number(measured, 'flags_f555w')[x.length]).toBe(1)
  expect(measured.column('mag_f555w').description).toMatch(
    /^Vega magnitude in WFC3\/UVIS F555W, aperture 4 px, zero point 25.8325, no aperture correct/,
  )
  expect(measured.column('flux_f555w').unit).toBe('ct/s')
})

test('rows whose sky position is another place have the flag that the note names', async () => {
  const apart = join(folder, 'apart.csv')
  const out = join(folder, 'apart.ecsv')
  const [ra, dec] = ['ra', 'dec'].map((name) => given.column(name).values as Float64Array)
  const at = { x: given.column('x').values, y: given.column('y').values, ra, dec: dec.slice() }
  // Two rows lie 4 px further north.
  for (const row of [3, 7]) at.dec[row] += 4 * (0.04 / 3600)
  const named = Object.entries(at).map(([name, values]) => ({ name, values }))
  writeFileSync(apart, csvText(new Table(named)))
  const words = ['--catalog', apart, '--origin', '1', '--out', out]
  const { stderr, code } = await warmStarsift('measure', field, ...words)
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/x, y of 2 of \d+ rows .*these rows get the flag position_mismatch/)
  const measured = parseEcsv(readFileSync(out, 'utf8'))
  for (const filter of ['f275w', 'f814w']) {
    const flags = measured.column(`flags_${filter}`).values as Int16Array
    expect([...flags.keys()].filter((row) => flags[row] & 64)).toEqual([3, 7])
  }
})

test('radii, dust and corrections are those that are asked for', async () => {
  const out = join(folder, 'asked.ecsv')
  const words = ['--catalog', places, '--out', out, '--origin', '1', '--ebv', '0.1']
  const asked = ['--apertures', '2.5,5', '--sky', '8,12', '--sky-estimator', 'mode']
  const { stderr, code } = await warmStarsift('measure', field, ...words, ...asked, '--prefix', 'p')
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/note: extinction that is given back, mag: F275W 0.625/)
  expect(stderr).toMatch(/note: no aperture correction is added/)
  const measured = parseEcsv(readFileSync(out, 'utf8'))
  expect(measured.names).toContain('p_mag_f814w_2p5px')
  expect(measured.column('p_mag_f814w').description).toMatch(/5 px.*mode from 8 to 12 px/)
})

describe('refused', () => {
  const measuring = (...words: string[]) => [
    ...['measure', field, '--catalog', places, '--out', join(folder, 'no.csv'), '--origin', '1'],
    ...words,
  ]

  test('columns that are there', async () => {
    const words = ['--catalog', own, '--out', join(folder, 'no.csv')]
    expect(await refusal(folder, 1, 'measure', field, ...words)).toMatch(
      /the catalogue already has mag_f275w, err_f275w.*--prefix/,
    )
    expect(existsSync(join(folder, 'no.csv'))).toBe(false)
  })

  test.each([
    [['--apertures', '0,3'], 1, /radii of apertures: expected 1 or more/],
    [['--apertures', 'x'], 2, /--apertures: expected numbers separated by commas/],
    [['--sky', '7'], 2, /--sky: expected two radii, e.g. 7,8/],
    [['--sky', '8,7'], 1, /sky annulus: expected an inner radius/],
    [['--ebv', '-1'], 2, /--ebv: expected 0 to 10 mag/],
    [['--zero-point', 'F475W'], 2, /--zero-point: expected FILTER=MAG/],
    [['--zero-point', 'F475W=25'], 1, /a zero point for F475W: expected one of the filters/],
    [['--correction', 'galaxies'], 2, /--correction: expected none, stars, clusters/],
  ] as const)('%j', async (words, code, message) => {
    expect(await refusal(folder, code, ...measuring(...words))).toMatch(message)
  })
})
