/**
 * Places that a catalogue says twice, in pixels and on the sky: which differences are noted, and
 * which refused.
 */
import { expect, test } from 'vitest'
import { candidatesOf } from '../../src/catalog/index.js'
import { comparedWithSky } from '../../src/cutouts/index.js'
import { Random } from '../../src/random.js'
import { Table } from '../../src/tables/index.js'
import { readWcs, type Wcs } from '../../src/wcs/index.js'
import { drizzledHeader } from './mosaic-files.js'

const wcs = readWcs(new Map(Object.entries(drizzledHeader(400, 300, 'F555W'))), 'a.fits') as Wcs

/** Each place written as `written` px from where its right ascension and declination are. */
function catalogue({ dx, dy }: { dx: number; dy: number }, turn = 0) {
  const random = new Random(3)
  const places = Array.from({ length: 40 }, () => [400 * random.uniform(), 300 * random.uniform()])
  const sky = places.map(([x, y]) => wcs.pixelToSky(x, y))
  const columns = { x: places.map(([x]) => x + dx), y: places.map(([, y]) => y + dy) }
  const [ra, dec] = [sky.map((one) => one.ra), sky.map((one) => one.dec)]
  ra[3] = Number.NaN
  const table = new Table(
    Object.entries({ ...columns, ra: ra.map((v) => (v + turn) % 360), dec }).map(
      ([name, values]) => ({ name, values: Float64Array.from(values) }),
    ),
    { source: 'a.csv' },
  )
  return candidatesOf(table, { origin: 0 })
}

const field = { wcs, width: 400, height: 300 }
const noteOf = (set: ReturnType<typeof catalogue>) => comparedWithSky(set, field)?.note

test('one place: nothing is said, nor without one of both', () => {
  expect(noteOf(catalogue({ dx: 0.2, dy: -0.3 }))).toBeUndefined()
  expect(
    comparedWithSky(catalogue({ dx: 30, dy: 0 }), { ...field, wcs: undefined }),
  ).toBeUndefined()
  const { ra: _, ...bare } = catalogue({ dx: 30, dy: 0 })
  expect(comparedWithSky(bare, field)).toBeUndefined()
})

test.each([
  [{ dx: 1, dy: 1 }, '--origin 1 would put them there'],
  [{ dx: -1, dy: -1 }, '--origin 0 would put them there'],
  [{ dx: 40, dy: 0 }, 'a trimmed mosaic, or one of another frame'],
])('%o is noted', (shift, why) => {
  const note = noteOf(catalogue(shift))
  expect(note).toContain('x, y of 39 of 40 rows (1, 2, 3, ...) lie more than 0.7 px from')
  expect(note).toContain(why)
})

test('another field is refused, however far away', () => {
  expect(() => noteOf(catalogue({ dx: 100, dy: 0 }))).toThrow(
    /a.csv: x, y of the catalogue are other places than its right ascension and declination: expected within 2 arcsec by the mosaics' coordinates, got 39 of 39 rows \(1, 2, 3, ...\) further apart, 4.0 arcsec in row 1; .*give the catalogue of this field/,
  )
  expect(() => noteOf(catalogue({ dx: 0, dy: 0 }, 180))).toThrow(
    /further apart, (another part of the sky|\d)/,
  )
})
